"""Colours, sizes and type of the screens: a light, a dark and a sunlight palette, one scale of text."""

from dataclasses import dataclass
from typing import Literal, cast

import flet as ft

ThemeName = Literal["light", "dark", "sun"]
Tone = Literal["critical", "major", "minor", "done", "primary", "plain"]


@dataclass(frozen=True)
class Palette:
    """Each tone is (ink, ground). `line` separates, `line_width` is 2 px in the sun."""

    name: ThemeName
    surface: str
    card: str
    ink: str
    quiet: str
    line: str
    line_width: int
    primary: str
    on_primary: str
    tones: dict[Tone, tuple[str, str]]

    @property
    def primary_on_ink(self) -> str:
        """The main colour where the ground is the ink (the word of the moment)."""
        return "#0B6B63" if self.name == "dark" else "#6FD6CB"

    @property
    def off(self) -> str:
        """The ground of a button that does nothing now; on white paper it has to be grey to be told from a second action."""
        return "#DDE2E0" if self.name == "sun" else self.ground_of("plain")

    def ink_of(self, tone: Tone) -> str:
        return self.tones[tone][0]

    def ground_of(self, tone: Tone) -> str:
        return self.tones[tone][1]


LIGHT = Palette(
    "light", "#F6F7F5", "#FFFFFF", "#18201E", "#55625F", "#DDE2DF", 1, "#0B6B63", "#FFFFFF",
    {
        "critical": ("#B3261E", "#FBE9E7"), "major": ("#8A5100", "#FFF1DC"), "minor": ("#41546B", "#E9EEF4"),
        "done": ("#2E6B34", "#E6F2E6"), "primary": ("#0B6B63", "#DDF0EE"), "plain": ("#55625F", "#EEF1EF"),
    },
)  # fmt: skip
DARK = Palette(
    "dark", "#101413", "#1A201F", "#E4EAE8", "#A3B0AC", "#303836", 1, "#6FD6CB", "#00332F",
    {
        "critical": ("#FFB4AB", "#4A1511"), "major": ("#FFB95C", "#432C00"), "minor": ("#B4C8E1", "#22303F"),
        "done": ("#9BD6A0", "#163A1B"), "primary": ("#6FD6CB", "#12403C"), "plain": ("#A3B0AC", "#242C2A"),
    },
)  # fmt: skip
SUN = Palette(
    "sun", "#FFFFFF", "#FFFFFF", "#000000", "#26302E", "#3A4542", 2, "#084D47", "#FFFFFF",
    {
        "critical": ("#8C1D18", "#FFFFFF"), "major": ("#6B3E00", "#FFFFFF"), "minor": ("#2F3E4F", "#FFFFFF"),
        "done": ("#1F5226", "#FFFFFF"), "primary": ("#084D47", "#FFFFFF"), "plain": ("#26302E", "#FFFFFF"),
    },
)  # fmt: skip

PALETTES: dict[ThemeName, Palette] = {"light": LIGHT, "dark": DARK, "sun": SUN}

TITLE, NAME, BODY, SMALL, DESK_SMALL = 22, 18, 16, 14, 13
TARGET, MAIN_ACTION, GAP, SIDE, RADIUS = 48, 56, 8, 16, 16

_palette, _text_scale = LIGHT, 1.0


def use(theme: ThemeName, text_scale: float) -> None:
    """What every control drawn from now on looks like; text_scale 1.0 to 2.0."""
    global _palette, _text_scale
    _palette, _text_scale = PALETTES[theme], text_scale


def p() -> Palette:
    """The palette in use."""
    return _palette


def size(px: float) -> float:
    """A text size in the person's own scale."""
    return px * _text_scale


def up_to(px: float, most: float) -> float:
    """A text size that grows with the person's scale, but `most` times at the most: for what has to share a line."""
    return px * min(1.0, most / _text_scale)


def text_scale() -> float:
    return _text_scale


def large() -> bool:
    """Whether texts are so large that what stands beside each other at 100 % goes under each other."""
    return _text_scale > 1.3


def flet_theme(palette: Palette) -> "ft.Theme":
    """What Flutter's own controls (fields, snack bars, dialogs) take from the palette: Flet's theme as it goes over the
    wire. Its Python classes describe every control there is, and were a tenth of the time until the first screen."""
    card = dict.fromkeys(("", "_low", "_high", "_highest"), palette.card)
    theme = {
        "font_family": "Roboto",
        "color_scheme": {
            "primary": palette.primary, "on_primary": palette.on_primary, "surface": palette.surface, "on_surface": palette.ink,
            "on_surface_variant": palette.quiet, "outline": palette.line, "outline_variant": palette.line,
            "error": palette.ink_of("critical"), "primary_container": palette.ground_of("primary"),
            "on_primary_container": palette.ink_of("primary"),
            **{f"surface_container{name}": color for name, color in card.items()},
        },
        "page_transitions": dict.fromkeys(("android", "ios", "linux", "macos", "windows"), "none"),
    }  # fmt: skip
    return cast("ft.Theme", theme)
