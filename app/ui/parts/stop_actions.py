"""The bottom of a stop: the rest is in order, or it could not be looked at, or on to the next.

What leads on lies at the left, where 未能查看 stood; where 其余正常 was pressed nothing can be pressed afterwards, so that quick
taps on one spot never confirm two stops.
"""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.asked import Group, covered
from app.domain.catalogue import Item
from app.domain.estate import Stop
from app.domain.facts import SeenFact
from app.domain.records import PlaceDay
from app.domain.rounds import looks_of
from app.locales import language, tr
from app.patrol import acts, pace, rounds
from app.patrol.begun import begun_items
from app.patrol.work import Work
from app.ui import kit
from app.ui.frame import sheet
from app.ui.parts.sheet_parts import title_row
from app.ui.routes import stop_route
from app.ui.session import Session
from app.ui.theme import BODY, MAIN_ACTION, RADIUS, large, p
from app.ui.words import clock, listed

SKIP_REASONS = {"locked": "上锁", "lift_out": "停梯", "danger": "有危险", "called_away": "临时有事", "other": "其他"}
_LEFT = 130  # pixels: 未能查看, and afterwards the way on


def stop_actions(
    session: Session,
    work: Work,
    stop: Stop,
    row: rounds.StopRow,
    groups: Sequence[Group],
    skip: Callable[[], None],
    ask: Callable[[], None],
) -> list[ft.Control]:
    """skip: asks for the reason. ask: asks whether it was really looked at, when hardly any time has passed since the last
    stop was confirmed."""
    if row.state in ("done", "skipped"):
        again = session.act("confirm-again", confirming(session, work, stop, row, groups, ask)) if row.again else None
        return _after(session, work, row, left_over(work, stop, row, groups), again)
    leave = kit.side_action(tr("未能查看…"), lambda e: skip(), ident_name="skip", tone="minor")
    if stop.type in ("site", "facade"):
        return [leave] if row.state == "todo" else []
    begun = begun_items(work, stop)
    found_items = {f.item for f in row.found}
    covers = covered(groups)
    rest = [item for item in covers if item not in found_items and item not in begun]

    def list_all(e: object) -> None:
        session.say(tr("其余正常包括：{names}", names=_names(work, rest)), seconds=8)

    except_some = row.found or begun
    words = tr("其余正常（{n} 项）", n=len(rest)) if except_some else tr("全部正常（{n} 项）", n=len(rest))
    main = kit.main_action(
        words, session.act("confirm", confirming(session, work, stop, row, groups, ask)), ident_name="confirm",
        mark=ft.Icons.DONE_ALL, on_long_press=list_all,
    )  # fmt: skip
    own = [*_said_before(work, row, groups), *_said_begun(work, begun), *_unsigned(work, stop)]
    if large():
        return [*own, main, leave]
    return [*own, _two(leave, main)]


def confirming(
    session: Session,
    work: Work,
    stop: Stop,
    row: rounds.StopRow,
    groups: Sequence[Group],
    ask: Callable[[], None] | None,
) -> Callable[[], None]:
    """What 其余正常 does. ask: None once it was asked."""

    def confirm() -> None:
        if ask is not None and pace.too_soon(work, stop):
            ask()
            return
        begun = begun_items(work, stop)
        found = [f.finding.id for f in row.found if f.finding.by == work.account.id]
        fact = acts.confirm(work, stop, covered(groups), found, spent_s=session.stays.seconds(stop.place))
        said = tr("{place} 已确认，已存本机", place=stop.label.text(language()))
        if begun:
            said += tr("；未填完 {n} 项不包括在内", n=len(begun))
        session.saved(fact, said)

    return confirm


def left_over(work: Work, stop: Stop, row: rounds.StopRow, groups: Sequence[Group]) -> list[str]:
    """What no confirmation of today covers, and is neither found nor being filled in now: also where a reason was given for
    not looking."""
    if row.record is None or stop.type in ("site", "facade"):
        return []
    here = {*row.record.covers, *(f.item for f in row.found), *begun_items(work, stop)}
    return [item for item in covered(groups) if item not in here]


def done_words(work: Work, record: PlaceDay) -> str:
    """When and by whom a stop was confirmed, in each round of the day."""
    looks = [look for look in looks_of(record) if look.state == "done"]
    said = [f"{clock(work, look.at)} {work.name_of(look.by, language())}" for look in looks]
    return tr("已确认 {said}", said=" · ".join(said))


def stop_done(session: Session, work: Work, row: rounds.StopRow) -> list[ft.Control]:
    """At the head of a finished stop: what was recorded, and the way back, as long as the day lasts."""
    last = pace.ended_by(work, row.stop)
    if row.state not in ("done", "skipped") or last is None or row.record is None:
        return []
    if last.kind == "confirmed":
        said = done_words(work, row.record)
    else:
        reason = tr(SKIP_REASONS.get(last.body["reason"], "其他"))
        said = tr("未能查看：{reason} · {time}", reason=reason, time=clock(work, last.seen_at))
    mark = ft.Icons.CHECK_CIRCLE if last.kind == "confirmed" else ft.Icons.DO_NOT_DISTURB_ON_OUTLINED
    back = kit.side_action(
        tr("撤销"), session.act("stop-undo", _taking_back(session, last)), ident_name="stop-undo", tone="plain"
    )
    inside = ft.Row([kit.icon(mark, 24, p().ink_of("done")), kit.text(said, BODY, expand=True), back], spacing=12)
    return [kit.ident("stop-ended", kit.card(inside, padding=12), key="stop-ended")]


def _taking_back(session: Session, fact: SeenFact) -> Callable[[], None]:
    return lambda: session.undo(fact)()


def _two(left: ft.Control, right: ft.Control) -> ft.Control:
    return ft.Row([ft.Container(left, width=_LEFT), ft.Container(right, expand=True)], spacing=8)


def _names(work: Work, items: Sequence[str]) -> str:
    return listed(work.rules.catalogue.item(i).label.text(language()) for i in items)


def _said_before(work: Work, row: rounds.StopRow, groups: Sequence[Group]) -> list[ft.Control]:
    """What wants its own answer (a disinfection this afternoon) doesn't hold back the rest: nobody waits there for it."""
    left = [i for group in groups for i in group.items if i.ask == "explicit" and not _answered(row.record, i)]
    return [kit.small(tr("另有 {n} 项须单独作答", n=len(left)))] if left else []


def _said_begun(work: Work, begun: frozenset[str]) -> list[ft.Control]:
    if not begun:
        return []
    words = tr("未填完 {n} 项，不包括在内：{names}", n=len(begun), names=_names(work, sorted(begun)))
    return [kit.ident("begun", kit.small(words, color=p().ink_of("major")))]


def _unsigned(work: Work, stop: Stop) -> list[ft.Control]:
    """Said before, not asked: the supervisor sees it too."""
    return [kit.ident("unsigned", kit.small(tr("本座今天还没有签到")))] if pace.unsigned(work, stop) else []


def _answered(record: PlaceDay | None, item: Item) -> bool:
    return record is not None and any(key.partition("@")[0] == item.id for key in record.answers)


def _after(
    session: Session, work: Work, row: rounds.StopRow, rest: Sequence[str], again: kit.Tap | None
) -> list[ft.Control]:
    """Ended: the way on. As high as what stood here before: the list keeps its room, and is not laid out anew. again: looks
    at it once more, where another round of the day has ended it."""
    following = rounds.after(work, row.stop)

    def leave(event: object) -> None:
        if following is None:
            session.up()
        else:
            session.go(stop_route(session.tab, following.place))

    def confirm_rest() -> None:
        covers = [*(row.record.covers if row.record else ()), *rest]
        found = [f.finding.id for f in row.found if f.finding.by == work.account.id]
        fact = acts.confirm(work, row.stop, covers, found, spent_s=session.stays.seconds(row.stop.place))
        session.saved(fact, tr("{place} 已确认，已存本机", place=row.stop.label.text(language())))

    on = kit.main_action(
        tr("下一处") if following else tr("返回"), leave, ident_name="next-stop",
        mark=ft.Icons.ARROW_FORWARD if following else ft.Icons.ARROW_BACK,
    )  # fmt: skip
    to = following.label.text(language()) if following else tr("已全部查看，返回列表")
    more = (
        [
            kit.side_action(
                tr("补确认其余 {n} 项", n=len(rest)),
                session.act("confirm-rest", confirm_rest),
                ident_name="confirm-rest",
            )
        ]
        if rest and again is None
        else []
    )
    if again is not None:
        more = [kit.side_action(tr("再次巡查，确认正常"), again, ident_name="confirm-again")]
    said = ft.Container(
        kit.text(to, BODY, color=p().quiet, lines=2, align=ft.TextAlign.CENTER), height=None if large() else MAIN_ACTION,
        border_radius=RADIUS, alignment=ft.Alignment.CENTER, padding=ft.Padding.symmetric(horizontal=8),
    )  # fmt: skip
    shown = kit.ident("next-place", said)
    return [*more, shown, on] if large() else [*more, _two(on, shown)]


def skip_sheet(session: Session, work: Work, stop: Stop, close: Callable[[], None]) -> ft.Control:
    def skip(reason: str) -> Callable[[], None]:
        def run() -> None:
            fact = acts.skip(work, stop, reason)
            close()
            session.saved(fact, tr("已记下原因，已存本机"))

        return run

    return sheet(
        [
            *[
                kit.side_action(tr(words), session.act(f"skip-{reason}", skip(reason)), ident_name=f"skip-{reason}")
                for reason, words in SKIP_REASONS.items()
            ],
            kit.side_action(tr("取消"), lambda e: close(), ident_name="skip-close", tone="plain"),
        ],
        head=title_row(tr("未能查看的原因"), "", close, "skip-x"), ident_name="skip-sheet", height_share=0,
    )  # fmt: skip


def soon_sheet(
    session: Session, work: Work, stop: Stop, row: rounds.StopRow, groups: Sequence[Group], close: Callable[[], None]
) -> ft.Control:
    """Hardly any time since the last stop: asked once, with the harmless answer where the thumb lies."""
    confirm = confirming(session, work, stop, row, groups, None)

    def looked() -> None:
        close()
        confirm()

    return sheet(
        [
            kit.text(tr("上一处刚确认。{place}是否已查看？", place=stop.label.text(language())), BODY),
            kit.main_action(tr("已查看，确认"), session.act("confirm", looked), ident_name="soon-confirm", mark=ft.Icons.DONE_ALL),
            kit.gap(8),
            kit.side_action(tr("返回"), lambda e: close(), ident_name="soon-close", tone="plain"),
        ],
        head=title_row(tr("间隔过短"), "", close, "soon-x"), ident_name="soon-sheet", height_share=0,
    )  # fmt: skip
