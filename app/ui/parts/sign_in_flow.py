"""Signing in at a point: scan or type the code; what is foreign or mistyped is said in words and not taken (rules §6)."""

from app.domain.errors import ZonewalkError
from app.locales import fault_text, language, tr
from app.patrol import acts
from app.ui.session import Session


async def sign_in_flow(session: Session) -> None:
    """Open the reader until a code was taken or the person leaves."""
    work = session.work
    assert work is not None
    hint = tr("对准签到码，或输入码下编号")
    while True:
        read = await session.host.scan_code(tr("巡查签到"), hint, language())
        if read is None:
            return
        try:
            fact = acts.sign_in(work, read.text, read.means)
        except ZonewalkError as error:
            await session.host.vibrate(200)
            hint = f"{fault_text(error.fault())} [{error.code}]"
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
