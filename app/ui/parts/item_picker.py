"""Choosing what was found: the items of the place's stop, those that fit the exact place first, and 其他发现 for all the rest."""

from collections.abc import Callable

import flet as ft

from app.domain import calendar
from app.domain.asked import Group
from app.domain.estate import Stop
from app.domain.items import Item
from app.locales import tr
from app.patrol.work import Work
from app.ui import kit
from app.ui.frame import state
from app.ui.session import here
from app.ui.theme import BODY, p
from app.ui.words import said


@ft.component
def ItemPicker(stop: Stop, place: str, choose: Callable[[str], None]) -> ft.Control:
    """choose is called with the item's id. Identifiers: item-search, item-<id>."""
    session = here()
    work = session.work
    assert work is not None
    typed, set_typed = state("")
    free = work.rules.catalogue.free_finding
    groups = [(group, _matching(group, typed)) for group in groups_of(work, stop, place)]
    controls: list[ft.Control] = [
        kit.field(tr("搜索检查项"), typed, lambda e: set_typed(e.control.value), ident_name="item-search"),
        _row(free, tr("清单以外的问题，写明情况"), choose),
    ]
    for group, items in groups:
        if items:
            controls.append(kit.text(said(group.label), BODY, color=p().quiet))
            controls += [_row(item, "", choose) for item in items]
    if typed.strip() and not any(items for _, items in groups):
        controls.append(kit.small(tr("这里的清单没有「{words}」；可以记为其他发现。", words=typed.strip())))
    return kit.spaced(controls)


def groups_of(work: Work, stop: Stop, place: str) -> list[Group]:
    """The groups of a stop: what fits the exact place comes first. All is offered, whatever the day asks for: it was seen."""
    season = calendar.in_season(work.today(), work.rules.settings)
    groups = work.estate.items_at(
        stop, work.rules.catalogue, day=work.today(), in_season=season, visit="inspected", register=work.register
    )
    if place == stop.place:
        return list(groups)
    return sorted(groups, key=lambda group: not _fits(work, group, stop, place))


def _fits(work: Work, group: Group, stop: Stop, place: str) -> bool:
    item = next(iter((*group.items, *group.on_sight)))
    return any(spot.place == place for spot in work.estate.spots_for(item, stop, None))


def _matching(group: Group, typed: str) -> list[Item]:
    wanted = typed.strip().lower()
    items = [*group.items, *group.on_sight]
    return [item for item in items if not wanted or wanted in item.label.zh.lower() or wanted in item.label.en.lower()]


def _row(item: Item, under: str, choose: Callable[[str], None]) -> ft.Control:
    words = [kit.name(said(item.label)), *([kit.small(under)] if under else [])]
    inside = ft.Row([kit.spaced(words, spacing=0, expand=True), kit.icon(ft.Icons.CHEVRON_RIGHT)], spacing=12)
    card = kit.card(inside, padding=12, on_click=lambda e: choose(item.id))
    return kit.ident(f"item-{item.id}", card, button=True, key=item.id)
