"""Signing in at a point: scan or type the code; what is foreign or mistyped is said in words and not taken (R6.11)."""

from app.domain.errors import ERRORS, ZonewalkError
from app.domain.refusal import Refusal
from app.hosts.base import CodeNamed
from app.locales import fault_text, language, tr
from app.patrol import acts
from app.patrol.work import Work
from app.ui.session import Session

_NOT_TAKEN = frozenset({"code_malformed", "code_mistyped", "code_foreign"})


async def sign_in_flow(session: Session) -> None:
    """Open the reader until a code was taken or the person leaves."""
    work = session.work
    assert work is not None
    hint, bad = tr("对准签到码，或输入码下编号"), False
    while True:
        read = await session.host.scan_code(tr("巡查签到"), hint, language(), lambda text: _named(work, text), bad=bad)
        if read is None:
            return
        try:
            fact = acts.sign_in(work, read.text, read.means)
        except ZonewalkError as error:
            if error.code not in _NOT_TAKEN:
                raise
            await session.host.vibrate(200)
            hint, bad = _why(error.code), True
            continue
        await session.host.vibrate(40)
        point = work.estate.point(str(fact.body["point"]))
        if point is None:
            session.say(tr("已签到，已存本机。本机没有该签到点，联网后由服务器核对。"))
        else:
            session.say(
                tr("已签到 {place}，已存本机", place=point.label.text(language())),
                undo=session.undo(fact),
            )  # fmt: skip
        session.exchange.kick()
        return


def _named(work: Work, text: str) -> CodeNamed:
    """Whose code this is: shown before it counts."""
    try:
        point = acts.point_of(work, text)
    except Refusal as refused:
        return CodeNamed(why=_why(refused.code))
    known = work.estate.point(point)
    return CodeNamed(known.label.text(language()) if known else point)


def _why(code: str) -> str:
    return f"{fault_text(ERRORS[code])} [{code}]"
