"""同一处？ On a long road or a roof a second finding of the same item may be another spot: the phone asks (R4.4)."""

from collections.abc import Callable, Sequence

import flet as ft

from app.domain.items import Item
from app.domain.places import Place
from app.domain.records import Matter
from app.locales import tr
from app.patrol.work import Work
from app.ui import kit
from app.ui.theme import BODY, p
from app.ui.words import place as place_words


def open_here(work: Work, item: Item, place: str) -> list[Matter]:
    """The open matters of this item at this place, with whatever spot, where the estate wants the question asked."""
    asks = work.rules.settings.choices("tasks.join_question")
    if item.where not in asks and not (item.answer == "text" and "free_finding" in asks):
        return []
    base = place.partition("#")[0]
    matters = work.store.matters(work.account.id, work.rules, open_only=True)
    return [matter for matter in matters if matter.item == item.id and matter.place.partition("#")[0] == base]


def same_spot(
    work: Work,
    same: Sequence[Matter],
    place: str,
    spot: str | None,
    choose: Callable[[str, str | None], None],
) -> list[ft.Control]:
    """spot: the words of another spot, None while the question has no such answer. choose(place, spot) is called with either.

    Identifiers: same-<first 8 of the matter's id>, another, spot-words.
    """
    if not same:
        return []
    chips = [
        kit.choice(
            tr("是同一处：{spot}", spot=Place.parse(matter.place).spot or place_words(work, matter.place)),
            spot is None and place == matter.place, lambda e, m=matter: choose(m.place, None),
            ident_name=f"same-{str(matter.id)[:8]}", tone="major",
        )
        for matter in same
    ]  # fmt: skip
    base = place.partition("#")[0]
    chips.append(kit.choice(tr("是另一处"), spot is not None, lambda e: choose(base, spot or ""), ident_name="another"))
    controls: list[ft.Control] = [
        kit.text(tr("这里已有未结的同类问题，是同一处吗？"), BODY, color=p().quiet),
        kit.choices(chips),
    ]
    if spot is not None:
        controls.append(
            kit.field(
                tr("写明位置（如：路灯 3 号）"),
                spot,
                lambda e: choose(base, e.control.value),
                ident_name="spot-words",
            )
        )
    return controls
