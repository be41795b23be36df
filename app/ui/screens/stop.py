"""停留: the checklist of one stop. What is wrong is entered first; then one tap says that the rest is in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import flet as ft

from app.domain import calendar
from app.domain.asked import Group, covered
from app.domain.bodies import Severity
from app.domain.catalogue import Item, highest
from app.domain.estate import Stop
from app.domain.records import PlaceDay
from app.locales import language, name, tr
from app.patrol import acts, rounds
from app.patrol.rounds import Found
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import memo, screen, sheet, state_from, use_session, view
from app.ui.parts.item_sheet import DRAFT_KIND, Begun, ItemSheet, begin, begun_of
from app.ui.routes import place_of, stop_route
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.theme import BODY, Tone, p
from app.ui.words import clock, listed

SKIP_REASONS = {"locked": "上锁", "lift_out": "停梯", "danger": "有危险", "called_away": "被叫走", "other": "其他"}


@dataclass(frozen=True)
class Row:
    """What a checklist row shows. answered: the state of today's answer in words."""

    item: Item
    where: str
    found: int
    worst: Severity | None
    open_from_before: int
    answered: str | None
    good: bool
    covered: bool


@screen
def StopScreen() -> ft.Control:
    session = use_session()
    place = place_of(ft.use_route_params().get("stop", ""))
    open_sheet, set_open = state_from(lambda: _left_open(session, place))
    skipping, set_skipping = ft.use_state(False)
    work = session.work
    if work is None:
        return SignIn()
    stop = work.estate.stop(place)
    if stop is None:
        return view(
            [kit.empty(tr("没有这个地点"), tr("请返回巡查重新选择。"))],
            top=kit.bar(tr("停留"), back=lambda e: session.go("/patrol")),
        )
    row = rounds.stop_row(work, stop)
    visit = row.record.visit if row.record else None
    groups = _groups(work, stop, visit)

    def show(item: Item, at: str | None = None) -> Callable[..., None]:
        return lambda e=None: set_open((item, begin(session, stop, item, at)))

    body: list[ft.Control] = []
    if stop.type == "site":
        body += _visit(session, work, stop, visit)
    for group in groups:
        body += _group(session, work, stop, row, group, show)
    body += _free(show, work, row)
    shown = None
    if open_sheet is not None:
        item, begun = open_sheet
        shown = ItemSheet(stop, item, begun, lambda: set_open(None), key=str(begun.id))
    elif skipping:
        shown = _skip_sheet(session, work, stop, lambda: set_skipping(False))
    under = {"todo": None, "begun": None, "done": tr("已确认"), "skipped": tr("未能查看")}[row.state]
    return view(
        body,
        top=kit.bar(stop.label.text(language()), back=lambda e: session.up(), under=under, actions=[state_chip(session)]),
        bottom=_bottom(session, work, stop, row, groups, lambda: set_skipping(True)),
        sheet=shown, on_close_sheet=lambda e: (set_open(None), set_skipping(False)),
    )  # fmt: skip


def _left_open(session: Session, place: str) -> tuple[Item, Begun] | None:
    """A sheet that was open when the page was killed (the system's camera does that) opens again as it was."""
    if session.work is None:
        return None
    for draft in session.work.store.drafts(session.work.account.id):
        if draft.kind == DRAFT_KIND and draft.data["stop"] == place:
            begun = begun_of(draft)
            return session.work.rules.catalogue.item(begun.item), begun
    return None


def _groups(work: Work, stop: Stop, visit: str | None) -> tuple[Group, ...]:
    season = calendar.in_season(work.today(), work.rules.settings)
    return work.estate.items_at(
        stop, work.rules.catalogue, day=work.today(), in_season=season, visit=visit, register=work.register
    )  # fmt: skip


# -- rows
def _group(
    session: Session,
    work: Work,
    stop: Stop,
    row: rounds.StopRow,
    group: Group,
    show: Callable[..., Callable[..., None]],
) -> list[ft.Control]:
    rows: list[ft.Control] = [kit.gap(4), kit.text(group.label.text(language()), BODY, color=p().quiet)]
    explicit = [item for item in group.items if item.ask == "explicit"]
    if group.where == "facade" and explicit:
        for band in work.estate.facades(stop.place.removeprefix("b/")):
            rows.append(
                _ask(session, work, explicit[0], _row_of(work, row, explicit[0], band.place), show, at=band.place)
            )
        return rows
    for item in explicit:
        rows.append(_ask(session, work, item, _row_of(work, row, item, stop.place), show, at=stop.place))
    for item in [i for i in group.items if i.ask == "exception"]:
        rows.append(_ItemRow(_row_of(work, row, item, None), _handler(show, item), language(), p().name, key=item.id))
    if group.on_sight:
        rows.append(kit.small(tr("看到才记")))
        for item in group.on_sight:
            rows.append(
                _ItemRow(_row_of(work, row, item, None), _handler(show, item), language(), p().name, key=item.id)
            )
    return rows


def _handler(show: Callable[..., Callable[..., None]], item: Item) -> Callable[..., None]:
    return show(item)


def _row_of(work: Work, row: rounds.StopRow, item: Item, at: str | None) -> Row:
    found = [
        f for f in row.found if f.matter.item == item.id and (at is None or f.matter.place.partition("#")[0] == at)
    ]
    before = row.open_items.count(item.id) - len({f.matter.id for f in found if any(t.open for t in f.matter.tasks)})
    key = item.id if at is None or at == row.stop.place else f"{item.id}@{at}"
    answer = row.record.answers.get(key) if row.record else None
    state = next((s for s in item.states if s.id == answer), None)
    return Row(
        item=item, where=work.estate.place_label(at, language()) if at and at != row.stop.place else "", found=len(found),
        worst=highest([f.finding.severity for f in found]) if found else None, open_from_before=max(0, before),
        answered=state.label.text(language()) if state else None, good=bool(state and not state.is_finding),
        covered=bool(row.record and row.record.state == "done" and item.id in row.record.covers),
    )  # fmt: skip


def _mark(row: Row) -> tuple[ft.IconData, Tone]:
    if row.found:
        return ft.Icons.FLAG, row.worst or "minor"
    if row.covered or row.good:
        return ft.Icons.CHECK_CIRCLE, "done"
    return ft.Icons.CIRCLE_OUTLINED, "plain"


@ft.component
def _ItemRowBody(row: Row, on_tap: Callable[..., None], lang: str, theme: str) -> ft.Control:
    """A row by exception: a tap opens its states. Drawn anew only when what it shows has changed."""
    mark, tone = _mark(row)
    right: list[ft.Control] = []
    if row.found:
        right.append(kit.chip(tr("{n} 处", n=row.found), row.worst or "minor", mark=ft.Icons.FLAG_OUTLINED))
    if row.open_from_before:
        right.append(kit.chip(tr("未结 {n}", n=row.open_from_before), "minor"))
    inside = ft.Row(
        [kit.icon(mark, 24, p().ink_of(tone)), kit.name(row.item.label.text(language()), expand=True), *right],
        spacing=12,
    )
    return kit.ident(f"item-{row.item.id}", kit.card(inside, on_click=on_tap, padding=12), button=True)


_ItemRow = memo(_ItemRowBody)


def _ask(
    session: Session, work: Work, item: Item, row: Row, show: Callable[..., Callable[..., None]], *, at: str
) -> ft.Control:
    """An item that wants its own answer: the good one is one tap, all others open the sheet."""
    mark, tone = _mark(row)
    good = item.ok_state()
    suffix = "" if at == row.item.id or not row.where else f"-{at.replace('/', '~')}"

    def fine() -> None:
        fact = acts.answer(work, place=at, item=item.id, state=good.id)
        session.say(tr("已存本机"), undo=session.undo(fact))
        session.exchange.kick()

    needs_photo = item.photo_rule(good.id) == "required"
    words = kit.spaced(
        [kit.name(row.where or item.label.text(language())), *([kit.small(row.answered)] if row.answered else [])],
        spacing=0, expand=True,
    )  # fmt: skip
    buttons = ft.Row(
        [
            kit.side_action(good.label.text(language()), show(item, at) if needs_photo else session.act(f"ok-{item.id}{suffix}", fine),
                            ident_name=f"ok-{item.id}{suffix}", tone="done", expand=True, filled=row.good),
            kit.side_action(tr("有问题…"), show(item, at), ident_name=f"bad-{item.id}{suffix}",
                            tone=row.worst or item.severity or "minor", expand=True, filled=bool(row.found)),
        ],
        spacing=8,
    )  # fmt: skip
    return kit.card(
        kit.spaced([ft.Row([kit.icon(mark, 24, p().ink_of(tone)), words], spacing=12), buttons]),
        padding=12,
        key=f"ask-{item.id}{suffix}",
    )


def _free(show: Callable[..., Callable[..., None]], work: Work, row: rounds.StopRow) -> list[ft.Control]:
    item = work.rules.catalogue.free_finding
    n = sum(f.matter.item == item.id for f in row.found)
    inside = ft.Row(
        [kit.icon(ft.Icons.ADD_CIRCLE_OUTLINE, 24, p().primary), kit.name(item.label.text(language()), expand=True),
         *([kit.chip(tr("{n} 处", n=n), "minor")] if n else [])],
        spacing=12,
    )  # fmt: skip
    return [
        kit.gap(4),
        kit.ident("item-other.finding", kit.card(inside, on_click=show(item), padding=12), button=True, key="free"),
        kit.gap(16),
    ]


# -- the visit of a renovation site
def _visit(session: Session, work: Work, stop: Stop, visit: str | None) -> list[ft.Control]:
    site = work.estate.site(stop.place.removeprefix("site/"))
    marks = {
        "inspected": ft.Icons.VISIBILITY,
        "no_entry": ft.Icons.DOOR_FRONT_DOOR_OUTLINED,
        "paused": ft.Icons.PAUSE_CIRCLE_OUTLINE,
    }

    def say(result: Literal["inspected", "no_entry", "paused"]) -> Callable[[], None]:
        def visited() -> None:
            fact = acts.visit_site(work, stop, result)
            session.say(tr("已存本机"), undo=session.undo(fact))
            session.exchange.kick()

        return visited

    register: list[ft.Control] = []
    if site is not None:
        ended = site.end < work.today()
        register = [
            kit.card(
                kit.spaced([
                    kit.text(site.works.text(language())),
                    kit.small(tr("许可 {permit} · {start} 至 {end}", permit=site.permit, start=site.start, end=site.end),
                              color=p().ink_of("critical") if ended else None),
                    *([kit.chip(tr("许可已到期"), "major", mark=ft.Icons.EVENT_BUSY)] if ended else []),
                    kit.small(tr("施工 {firm} · 负责人 {foreman} · 出入证 {n} 张", firm=site.firm, foreman=site.foreman, n=len(site.passes))),
                ], spacing=4),
                padding=12,
            )
        ]  # fmt: skip
    results = [
        kit.side_action(
            name(result.label), session.act(f"visit-{result.id}", say(result.id)), ident_name=f"visit-{result.id}",  # type: ignore[arg-type]
            mark=marks.get(result.id), filled=visit == result.id, expand=True,
        )
        for result in work.rules.catalogue.site_visit.results
    ]  # fmt: skip
    return [*register, kit.text(tr("先说这次到访的情况"), BODY, color=p().quiet), ft.Row(results, spacing=8)]


# -- the bottom
def _bottom(
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
        session.say(tr("{place} 已确认，已存本机", place=stop.label.text(language())), undo=session.undo(fact))
        session.exchange.kick()

    def list_all(e: object) -> None:
        names = listed(work.rules.catalogue.item(i).label.text(language()) for i in rest)
        session.say(tr("其余正常包括：{names}", names=names), seconds=8)

    # What wants its own answer (a disinfection this afternoon) doesn't hold back the rest: nobody waits there for it.
    own = [kit.small(tr("另有 {n} 项要单独回答", n=len(explicit_left)))] if explicit_left else []
    words = tr("其余正常（{n} 项）", n=len(rest)) if row.found else tr("全部正常（{n} 项）", n=len(rest))
    return [
        *own,
        ft.Row(
            [
                ft.Container(leave, width=130),
                ft.Container(
                    kit.main_action(words, session.act("confirm", confirm), ident_name="confirm", mark=ft.Icons.DONE_ALL, on_long_press=list_all),
                    expand=True,
                ),
            ],
            spacing=8,
        )
    ]  # fmt: skip


def _answered(record: PlaceDay | None, item: Item) -> bool:
    return record is not None and any(key.partition("@")[0] == item.id for key in record.answers)


def _after(session: Session, work: Work, row: rounds.StopRow) -> list[ft.Control]:
    """Done: when and by whom, and the next stop one tap away."""
    assert row.record is not None
    said = tr("已确认 {time} {who}", time=clock(work, row.record.at), who=work.name_of(row.record.by, language()))
    following = rounds.after(work, row.stop)
    controls: list[ft.Control] = [kit.notice(said, "done", ident_name="stop-done")]
    if following is not None:
        words = tr("下一处 · {place}", place=following.label.text(language()))
        controls.append(
            kit.main_action(
                words,
                lambda e: session.go(stop_route(session.tab, following.place)),
                ident_name="next-stop",
                mark=ft.Icons.ARROW_FORWARD,
            )
        )
    return controls


def _skip_sheet(session: Session, work: Work, stop: Stop, close: Callable[[], None]) -> ft.Control:
    def skip(reason: str) -> Callable[[], None]:
        def run() -> None:
            fact = acts.skip(work, stop, reason)
            close()
            session.say(tr("已记下原因，已存本机"), undo=session.undo(fact))

        return run

    return sheet(
        [
            kit.name(tr("为什么没能查看？")),
            *[
                kit.side_action(tr(words), session.act(f"skip-{reason}", skip(reason)), ident_name=f"skip-{reason}")
                for reason, words in SKIP_REASONS.items()
            ],
        ],
        ident_name="skip-sheet",
    )  # fmt: skip


__all__ = ["Found", "StopScreen"]
