"""Where exactly: floors, units, villas, shops as chips; homes of a tower by floor first, so that nobody scrolls through 72."""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.estate import Estate, Spot, UnitPlace
from app.domain.places import Place
from app.locales import language, tr
from app.ui import kit
from app.ui.theme import BODY, p


def short_label(estate: Estate, spot: Spot) -> str:
    """A spot without what the screen's title says already: 12 (under 楼层), 0804, 08 号."""
    place = Place.parse(spot.place)
    if place.kind == "floor":
        return place.floor
    if place.kind == "unit":
        return place.id.rpartition("-")[2]
    return spot.label.text(language())


def spot_wheel(
    estate: Estate, spots: Sequence[Spot], chosen: str | None, choose: Callable[[str], None], *, floor: str | None,
    choose_floor: Callable[[str], None], prefix: str = "",
) -> list[ft.Control]:  # fmt: skip
    """Chips to choose one spot. floor: the floor whose homes are shown, where there are homes of more than one floor."""
    if len(spots) <= 1:
        return []
    homes = {spot.place: unit.floor for spot in spots if (unit := _unit(estate, spot.place)) is not None}
    on_floors = bool(homes) or all(Place.parse(spot.place).floor for spot in spots)
    controls: list[ft.Control] = [kit.text(tr("楼层") if on_floors else tr("位置"), BODY, color=p().quiet)]
    shown = list(spots)
    floors = list(dict.fromkeys(homes.values()))
    if len(floors) > 1:
        here = floor or homes.get(chosen or "") or floors[0]
        controls.append(kit.keys([(each, each) for each in floors], here, choose_floor, ident_prefix=f"{prefix}floor-"))
        shown = [spot for spot in spots if homes.get(spot.place) == here]
    labels = [(spot.place, short_label(estate, spot)) for spot in shown]
    # All of them in sight: a floor that has to be looked for sideways is not found in the dark.
    controls.append(kit.keys(labels, chosen, choose, ident_prefix=f"{prefix}spot-"))
    return controls


def _unit(estate: Estate, path: str) -> UnitPlace | None:
    place = Place.parse(path)
    return estate.unit(place.id) if place.kind == "unit" else None
