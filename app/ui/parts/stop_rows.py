"""The rows of a stop's checklist, grouped by where one stands."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.asked import Group
from app.domain.bodies import Severity
from app.domain.catalogue import Item, highest
from app.domain.estate import Stop
from app.domain.presence import answer_stands
from app.locales import language, tr
from app.patrol import acts, rounds
from app.patrol.work import Work
from app.ui import kit
from app.ui.frame import memo
from app.ui.session import Session
from app.ui.theme import BODY, Tone, p, text_scale
from app.ui.words import sentence


@dataclass(frozen=True)
class Row:
    """What a checklist row shows. answered: the state of today's answer in words. begun: it is not filled in to its end."""

    item: Item
    where: str
    found: int
    worst: Severity | None
    open_from_before: int
    answered: str | None
    good: bool
    covered: bool
    begun: bool


Begun = frozenset[tuple[str, str | None]]


def group_rows(
    session: Session,
    work: Work,
    stop: Stop,
    row: rounds.StopRow,
    group: Group,
    show: Callable[..., Callable[..., None]],
    begun: Begun,
) -> list[ft.Control]:
    """begun: (item, place) of what is being filled in here."""
    rows: list[ft.Control] = [kit.gap(4), kit.text(group.label.text(language()), BODY, color=p().quiet)]
    explicit = [item for item in group.items if item.ask == "explicit"]
    if group.where == "facade" and explicit:
        for band in work.estate.facades(stop.place.removeprefix("b/")):
            rows.append(
                _ask(
                    session, work, explicit[0], _row_of(work, row, explicit[0], band.place, begun), show, at=band.place
                )
            )
        return rows
    for item in explicit:
        rows.append(_ask(session, work, item, _row_of(work, row, item, stop.place, begun), show, at=stop.place))
    rows += [_item_row(work, row, item, show, begun) for item in group.items if item.ask == "exception"]
    if group.on_sight:
        rows.append(kit.small(tr("看到才记")))
        rows += [_item_row(work, row, item, show, begun) for item in group.on_sight]
    return rows


def _item_row(
    work: Work, row: rounds.StopRow, item: Item, show: Callable[..., Callable[..., None]], begun: Begun
) -> ft.Control:
    look = (language(), p().name, text_scale())
    return _ItemRow(_row_of(work, row, item, None, begun), show(item), look, key=item.id)


def _row_of(work: Work, row: rounds.StopRow, item: Item, at: str | None, begun: Begun) -> Row:
    found = [f for f in row.found if f.item == item.id and (at is None or f.matter.place.partition("#")[0] == at)]
    before = row.open_items.count(item.id) - len({f.matter.id for f in found if any(t.open for t in f.matter.tasks)})
    key = item.id if at is None or at == row.stop.place else f"{item.id}@{at}"
    answer = row.record.answers.get(key) if row.record else None
    state = next((s for s in item.states if s.id == answer), None)
    return Row(
        item=item, where=work.estate.place_label(at, language()) if at and at != row.stop.place else "", found=len(found),
        worst=highest([f.finding.severity for f in found]) if found else None, open_from_before=max(0, before),
        answered=state.label.text(language()) if state else None, good=bool(state and not state.is_finding),
        covered=bool(row.record and row.state == "done" and item.id in row.record.covers),
        begun=any(each == item.id and at in (None, row.stop.place, place) for each, place in begun),
    )  # fmt: skip


def _mark(row: Row) -> tuple[ft.IconData, Tone]:
    if row.begun:
        return ft.Icons.EDIT_NOTE, "major"
    if row.found:
        return ft.Icons.FLAG, row.worst or "minor"
    if row.covered or row.good:
        return ft.Icons.CHECK_CIRCLE, "done"
    return ft.Icons.CIRCLE_OUTLINED, "plain"


@ft.component
def _ItemRowBody(row: Row, on_tap: Callable[..., None], look: tuple[str, str, float]) -> ft.Control:
    """A row by exception: a tap opens its states. Drawn anew only when what it shows, or how, has changed."""
    mark, tone = _mark(row)
    right: list[ft.Control] = [begun_chip()] if row.begun else []
    if row.found:
        right.append(kit.chip(tr("{n} 处", n=row.found), row.worst or "minor", mark=ft.Icons.FLAG_OUTLINED))
    if row.open_from_before:
        right.append(kit.chip(tr("未结 {n}", n=row.open_from_before), "minor"))
    inside = ft.Row(
        [kit.icon(mark, 24, p().ink_of(tone)), kit.name(row.item.label.text(language()), expand=True), *right],
        spacing=12,
    )
    return kit.ident(f"item-{row.item.id}", kit.card(inside, on_click=on_tap, padding=12), button=True)


def begun_chip() -> ft.Control:
    return kit.chip(tr("未填完"), "major", mark=ft.Icons.EDIT_OUTLINED)


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
        session.saved(fact)

    opens = row.begun or item.photo_rule(good.id) == "required"  # what was begun is not answered over
    stands = answer_stands(work.rules, at, work.day, item.id, good.id)
    ended = tr("许可已到期，不能答「{answer}」", answer=sentence(good.label.text(language())))
    under = [said for said in (row.answered, "" if stands else ended) if said]
    words = kit.spaced(
        [kit.name(row.where or item.label.text(language())), *[kit.small(said) for said in under]],
        spacing=0,
        expand=True,
    )
    answer = show(item, at) if opens else session.act(f"ok-{item.id}{suffix}", fine)
    buttons = ft.Row(
        [
            kit.side_action(sentence(good.label.text(language())), answer if stands else None,
                            ident_name=f"ok-{item.id}{suffix}", tone="done", expand=True, filled=row.good),
            kit.side_action(tr("有问题…"), show(item, at), ident_name=f"bad-{item.id}{suffix}",
                            tone=row.worst or item.severity or "minor", expand=True, filled=bool(row.found)),
        ],
        spacing=8,
    )  # fmt: skip
    return kit.card(
        kit.spaced(
            [
                ft.Row(
                    [kit.icon(mark, 24, p().ink_of(tone)), words, *([begun_chip()] if row.begun else [])], spacing=12
                ),
                buttons,
            ]
        ),
        padding=12,
        key=f"ask-{item.id}{suffix}",
    )


def free_row(
    show: Callable[..., Callable[..., None]], work: Work, row: rounds.StopRow, begun: Begun
) -> list[ft.Control]:
    item = work.rules.catalogue.free_finding
    n = sum(f.item == item.id for f in row.found)
    inside = ft.Row(
        [kit.icon(ft.Icons.ADD_CIRCLE_OUTLINE, 24, p().primary), kit.name(item.label.text(language()), expand=True),
         *([begun_chip()] if any(each == item.id for each, _ in begun) else []), *([kit.chip(tr("{n} 处", n=n), "minor")] if n else [])],
        spacing=12,
    )  # fmt: skip
    return [
        kit.gap(4),
        kit.ident("item-other.finding", kit.card(inside, on_click=show(item), padding=12), button=True, key="free"),
        kit.gap(16),
    ]
