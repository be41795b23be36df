"""What is written can be read: contrast as WCAG 2.2 counts it, of every pair of ink and ground that the screens use."""

import pytest

from app.ui.theme import PALETTES, Palette

# The lowest ratio of text to its ground: everywhere, and in the sun.
LEAST = {"light": 4.5, "dark": 4.5, "sun": 7.0}
LINE_LEAST = 3.0  # of what is no text (borders), where it alone shows the shape: in the sun nothing else does


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pairs(palette: Palette) -> dict[str, tuple[str, str]]:
    """Ink and ground, by where they meet."""
    found = {
        "main action": (palette.on_primary, palette.primary),
        "word of the moment": (palette.surface, palette.ink),
        "undo in it": (palette.primary_on_ink, palette.ink),
        "disabled action": (palette.quiet, palette.off),
    }
    for ground, colour in (("surface", palette.surface), ("card", palette.card)):
        found |= {
            f"text on {ground}": (palette.ink, colour),
            f"quiet text on {ground}": (palette.quiet, colour),
            f"primary on {ground}": (palette.primary, colour),
        }
        found |= {f"{tone} on {ground}": (ink, colour) for tone, (ink, _) in palette.tones.items()}
    found |= {f"{tone} chip": pair for tone, pair in palette.tones.items()}
    found |= {f"action of tone {tone}": (palette.card, ink) for tone, (ink, _) in palette.tones.items()}
    return found


def test_black_on_white_is_the_measure() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", PALETTES)
def test_every_text_stands_out_from_its_ground(name: str) -> None:
    palette = PALETTES[name]  # type: ignore[index]
    faint = {where: round(ratio(*pair), 2) for where, pair in pairs(palette).items() if ratio(*pair) < LEAST[name]}
    assert faint == {}


def test_in_the_sun_borders_carry_what_tints_cannot() -> None:
    sun = PALETTES["sun"]
    assert sun.line_width >= 2
    assert ratio(sun.line, sun.card) >= LINE_LEAST
