"""Choosing a place: typed, among those of today, or by zone, stop and where exactly; every choice one tap, nothing typed by need."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import flet as ft

from app.domain.estate import Spot, Stop
from app.locales import language, tr
from app.patrol import where
from app.patrol.work import Work
from app.ui import kit
from app.ui.frame import state_from
from app.ui.session import here
from app.ui.theme import BODY, p
from app.ui.words import said

_PAGE = 50
_ALIKE: dict[str, ft.IconData] = {
    "stairwell": ft.Icons.STAIRS_OUTLINED, "roof": ft.Icons.ROOFING, "facade": ft.Icons.APARTMENT, "lane": ft.Icons.HOUSE_OUTLINED,
    "row": ft.Icons.STOREFRONT, "public": ft.Icons.PLACE_OUTLINED, "green": ft.Icons.PARK_OUTLINED, "site": ft.Icons.CONSTRUCTION,
}  # fmt: skip


@dataclass(frozen=True)
class _At:
    """How far one has come: zone, stop (its path), floor; and what was typed."""

    typed: str = ""
    zone: str | None = None
    stop: str | None = None
    floor: str | None = None
    shown: int = _PAGE


@ft.component
def PlacePicker(choose: Callable[[str], None], chosen: str | None = None) -> ft.Control:
    """choose is called with the path of the chosen place. chosen: the place so far, whose stop is opened at first.

    Identifiers: place-search, place-hit-…, place-recent-…, place-zone-…, place-stop-…, place-floor-…, place-at-…
    (a path's slashes are ~).
    """
    session = here()
    work = session.work
    assert work is not None
    known = ft.use_memo(lambda: where.index(work.estate), [work.estate.id])
    at, set_at = state_from(lambda: _start(work, chosen))
    hits = where.search(known, at.typed, work.zones)
    search = kit.field(
        tr("搜索地点：房号、楼、商铺、园区"), at.typed, lambda e: set_at(replace(at, typed=e.control.value)),
        ident_name="place-search", hint="0804",
    )  # fmt: skip
    if at.typed.strip():
        return kit.spaced([search, *_hits(hits, choose)])
    stop = work.estate.stop(at.stop) if at.stop else None
    below = _exact(work, stop, at, set_at, choose, chosen) if stop else _stops(work, at, set_at)
    return kit.spaced([search, *([] if stop else _recent(work, choose)), *below])


def _start(work: Work, chosen: str | None) -> _At:
    zone = work.estate.zone_of(chosen) if chosen else None
    stop = work.estate.stop_of(chosen) if chosen else None
    fallback = work.zones[0] if work.zones else work.estate.zones[0].id
    floor = _floor_of(work, stop, chosen) if stop and chosen else None
    return _At(zone=zone or fallback, stop=stop, floor=floor)


def _floor_of(work: Work, stop: str, chosen: str) -> str | None:
    found = work.estate.stop(stop)
    floors = where.inside(work.estate, found).floors if found else {}
    bare = chosen.partition("#")[0]
    return next((floor for floor, spots in floors.items() if any(spot.place == bare for spot in spots)), None)


def _hits(hits: Sequence[Spot], choose: Callable[[str], None]) -> list[ft.Control]:
    if not hits:
        return [kit.empty(tr("没有找到这个地点"), tr("请换房号或名称搜索，或清空后逐级选择。"), ft.Icons.SEARCH_OFF)]
    return [
        _row(f"place-hit-{_safe(spot.place)}", said(spot.label), ft.Icons.PLACE_OUTLINED, spot.place, choose)
        for spot in hits
    ]


def _row(
    ident: str, words: str, mark: ft.IconData, path: str, choose: Callable[[str], None], *, further: bool = False
) -> ft.Control:
    inside = ft.Row(
        [kit.icon(mark, 22, p().primary), kit.name(words, expand=True), *([kit.icon(ft.Icons.CHEVRON_RIGHT)] if further else [])],
        spacing=12,
    )  # fmt: skip
    return kit.ident(ident, kit.card(inside, padding=14, on_click=lambda e: choose(path)), button=True, key=ident)


def _recent(work: Work, choose: Callable[[str], None]) -> list[ft.Control]:
    spots = where.recent(work)
    if not spots:
        return []
    chips = [
        kit.choice(
            said(spot.label), False, lambda e, s=spot: choose(s.place), ident_name=f"place-recent-{_safe(spot.place)}"
        )
        for spot in spots
    ]
    return [kit.text(tr("今天去过"), BODY, color=p().quiet), kit.choices(chips)]


def _stops(work: Work, at: _At, set_at: Callable[[_At], None]) -> list[ft.Control]:
    own = [zone for zone in work.estate.zones if zone.id in work.zones]
    zones = [*own, *(zone for zone in work.estate.zones if zone not in own)]
    chips = [
        kit.choice(said(zone.label), zone.id == at.zone, lambda e, z=zone.id: set_at(replace(at, zone=z, shown=_PAGE)),
                   ident_name=f"place-zone-{zone.id}")
        for zone in zones
    ]  # fmt: skip
    stops = [
        *work.estate.stops([at.zone] if at.zone else None),
        *work.estate.facade_stops([at.zone] if at.zone else None),
    ]
    rows = [
        _row(f"place-stop-{_safe(stop.place)}", said(stop.label), _ALIKE[stop.type], stop.place,
             lambda path: set_at(replace(at, stop=path, floor=None)), further=True)
        for stop in stops[: at.shown]
    ]  # fmt: skip
    if len(stops) > at.shown:
        more = lambda e: set_at(replace(at, shown=at.shown + _PAGE))  # noqa: E731
        rows.append(kit.side_action(tr("显示更多"), more, ident_name="place-more", mark=ft.Icons.EXPAND_MORE))
    return [kit.text(tr("按区选择"), BODY, color=p().quiet), kit.choices(chips), *rows]


def _exact(
    work: Work, stop: Stop, at: _At, set_at: Callable[[_At], None], choose: Callable[[str], None], chosen: str | None
) -> list[ft.Control]:
    """Where exactly under a stop. A stop that is one place has but one choice."""
    within = where.inside(work.estate, stop)
    floor = at.floor if at.floor in within.floors else None
    controls: list[ft.Control] = [
        ft.Row(
            [
                kit.name(said(stop.label), expand=True),
                kit.side_action(tr("其他位置"), lambda e: set_at(replace(at, stop=None)), ident_name="place-other", mark=ft.Icons.SWAP_HORIZ),
            ],
            spacing=kit.GAP,
        ),
        kit.choices([_chip(spot, choose, chosen, whole=spot.place == stop.place) for spot in within.parts]),
    ]  # fmt: skip
    if not within.floors:
        return controls
    floors = kit.keys(
        [(each, each) for each in within.floors],
        floor,
        lambda each: set_at(replace(at, floor=each)),
        ident_prefix="place-floor-",
    )
    controls += [
        kit.text(tr("哪一层"), BODY, color=p().quiet),
        floors,  # all in sight: the chosen one is never beside the screen
    ]
    if floor is not None:
        controls += [
            kit.text(tr("{floor}层的哪里", floor=floor), BODY, color=p().quiet),
            kit.choices([_chip(spot, choose, chosen, whole=n == 0) for n, spot in enumerate(within.floors[floor])]),
        ]
    return controls


def _chip(spot: Spot, choose: Callable[[str], None], chosen: str | None, *, whole: bool) -> ft.Control:
    words = tr("公共部分") if whole else spot.label.text(language())
    return kit.choice(
        words, spot.place == chosen, lambda e: choose(spot.place), ident_name=f"place-at-{_safe(spot.place)}"
    )


def _safe(path: str) -> str:
    return path.replace("/", "~")
