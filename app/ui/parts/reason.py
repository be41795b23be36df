"""Words from chips: a reason or a result is pressed together, and free text comes last."""

from collections.abc import Callable, Sequence

import flet as ft

from app.locales import tr
from app.ui import kit


def reason_form(
    chips: Sequence[str], value: str, change: Callable[[str], None], *, prefix: str, label: str
) -> list[ft.Control]:
    """Chips and a text field over one text. A chip puts its words in, or takes them out again; identifiers
    `{prefix}-chip-0` … and `{prefix}-words`."""
    parts = split(value)

    def toggle(words: str) -> Callable[..., None]:
        left = [part for part in parts if part != words] if words in parts else [*parts, words]
        return lambda e: change(tr("，").join(left))

    return [
        kit.choices(
            [
                kit.choice(tr(chip), tr(chip) in parts, toggle(tr(chip)), ident_name=f"{prefix}-chip-{n}")
                for n, chip in enumerate(chips)
            ]
        ),
        kit.field(label, value, lambda e: change(e.control.value), ident_name=f"{prefix}-words", multiline=True),
    ]


def split(value: str) -> list[str]:
    """The parts between commas, Chinese or Latin."""
    return [part.strip() for part in value.replace(",", "，").split("，") if part.strip()]
