"""The bottom of a stop: the rest is in order, or it could not be looked at, or on to the next."""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.asked import Group, covered
from app.domain.catalogue import Item
from app.domain.estate import Stop
from app.domain.records import PlaceDay
from app.locales import language, tr
from app.patrol import acts, rounds
from app.patrol.work import Work
from app.ui import kit
from app.ui.frame import sheet
from app.ui.routes import stop_route
from app.ui.session import Session
from app.ui.theme import large
from app.ui.words import clock, listed

SKIP_REASONS = {"locked": "上锁", "lift_out": "停梯", "danger": "有危险", "called_away": "临时有事", "other": "其他"}


def stop_actions(
    session: Session, work: Work, stop: Stop, row: rounds.StopRow, groups: Sequence[Group], skip: Callable[[], None]
) -> list[ft.Control]:
    covers = covered(groups)
    explicit_left = [
        item.id
        for group in groups
        for item in group.items
        if item.ask == "explicit" and not _answered(row.record, item)
    ]
    if row.state == "done":
        return _after(session, work, row)
    leave = kit.side_action(tr("未能查看…"), lambda e: skip(), ident_name="skip", tone="minor")
    if stop.type in ("site", "facade"):
        return [leave] if row.state == "todo" else []
    found_ids = [f.finding.id for f in row.found if f.finding.by == work.account.id]
    found_items = {f.matter.item for f in row.found}
    rest = [item for item in covers if item not in found_items]

    def confirm() -> None:
        fact = acts.confirm(work, stop, covers, found_ids)
        session.saved(fact, tr("{place} 已确认，已存本机", place=stop.label.text(language())))

    def list_all(e: object) -> None:
        names = listed(work.rules.catalogue.item(i).label.text(language()) for i in rest)
        session.say(tr("其余正常包括：{names}", names=names), seconds=8)

    # What wants its own answer (a disinfection this afternoon) doesn't hold back the rest: nobody waits there for it.
    own = [kit.small(tr("另有 {n} 项要单独回答", n=len(explicit_left)))] if explicit_left else []
    words = tr("其余正常（{n} 项）", n=len(rest)) if row.found else tr("全部正常（{n} 项）", n=len(rest))
    main = kit.main_action(
        words, session.act("confirm", confirm), ident_name="confirm", mark=ft.Icons.DONE_ALL, on_long_press=list_all
    )
    if large():
        return [*own, main, leave]
    return [*own, ft.Row([ft.Container(leave, width=130), ft.Container(main, expand=True)], spacing=8)]


def done_words(work: Work, record: PlaceDay) -> str:
    """When and by whom a stop was confirmed."""
    return tr("已确认 {time} {who}", time=clock(work, record.at), who=work.name_of(record.by, language()))


def _answered(record: PlaceDay | None, item: Item) -> bool:
    return record is not None and any(key.partition("@")[0] == item.id for key in record.answers)


def _after(session: Session, work: Work, row: rounds.StopRow) -> list[ft.Control]:
    """Done: the next stop one tap away. As high as what stood here before: the list keeps its room, and is not laid out anew."""
    following = rounds.after(work, row.stop)
    words = tr("下一处 · {place}", place=following.label.text(language())) if following else tr("已全部查看，返回列表")

    def leave(event: object) -> None:
        if following is None:
            session.up()
        else:
            session.go(stop_route(session.tab, following.place))

    return [kit.main_action(words, leave, ident_name="next-stop", mark=ft.Icons.ARROW_FORWARD)]


def skip_sheet(session: Session, work: Work, stop: Stop, close: Callable[[], None]) -> ft.Control:
    def skip(reason: str) -> Callable[[], None]:
        def run() -> None:
            fact = acts.skip(work, stop, reason)
            close()
            session.saved(fact, tr("已记下原因，已存本机"))

        return run

    return sheet(
        [
            kit.name(tr("未能查看的原因")),
            *[
                kit.side_action(tr(words), session.act(f"skip-{reason}", skip(reason)), ident_name=f"skip-{reason}")
                for reason, words in SKIP_REASONS.items()
            ],
        ],
        ident_name="skip-sheet", height_share=0,
    )  # fmt: skip
