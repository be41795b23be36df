"""Pictures of sign-in stickers as a phone's camera has them on a bad day, made alike each time: turned, tilted, blurred, dark,
under glare, dirty, crumpled, each a little worse than the one before. What a reader reads of them is its figure (`bench/codes.py`)."""

import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import segno
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

WIDE, HIGH = 1920, 1440  # of the picture; what the page asks the camera for
PRINTED = 640  # pixels of the sticker before it is seen from where the phone is
LEVELS: Final = 12
ROUNDS: Final = 4  # pictures of a kind and level, each with another code, place and distance


@dataclass(frozen=True)
class Damaged:
    """kind: a name of `KINDS`. level: 0 (hardly) to LEVELS − 1. text: what the code says. grey: the picture."""

    kind: str
    level: int
    text: str
    grey: Image.Image


Harm = Callable[[Image.Image, float, random.Random], Image.Image]


def damaged(*, error: str = "h", print_px: float = 200, kinds: tuple[str, ...] = ()) -> Iterator[Damaged]:
    """The set. error: correction level of the printed code; print_px: side of its print (a larger print is larger in the
    picture, at the same distance); kinds: only these."""
    for kind, (on_sticker, on_picture) in KINDS.items():
        for level in range(LEVELS):
            for turn in range(ROUNDS):
                if kinds and kind not in kinds:
                    continue
                rng = random.Random(f"{kind} {level} {turn}")
                text = f"ZW:P{rng.randrange(100, 999)}-{''.join(rng.choices('0123456789ABCDEFGHJKMNPQRSTVWXYZ', k=8))}"
                share = level / (LEVELS - 1)
                sticker = on_sticker(_sticker(text, error), share, rng)
                far = rng.uniform(0.75, 1.35)
                picture = _before_camera(sticker, print_px * far, share if kind == "tilt" else 0.15, kind, rng, share)
                yield Damaged(kind, level, text, _noise(on_picture(picture, share, rng), 5, rng))


def _sticker(text: str, error: str) -> Image.Image:
    out = io.BytesIO()
    segno.make(text, error=error, micro=False, boost_error=False).save(out, kind="png", scale=8, border=3)
    return Image.open(out).convert("L").resize((PRINTED, PRINTED), Image.Resampling.NEAREST)


def _before_camera(
    sticker: Image.Image, side: float, tilt: float, kind: str, rng: random.Random, share: float
) -> Image.Image:
    """The sticker on a wall, near the middle, seen from the side by `tilt` (0 to 1: up to 70 degrees)."""
    wall = Image.linear_gradient("L").resize((WIDE, HIGH)).point(lambda v: 120 + v // 4)
    steep = math.radians(70 * tilt) * rng.choice((-1, 1))
    turned = math.radians(rng.uniform(0, 360) if kind == "turned" else rng.uniform(-12, 12))
    cx, cy = WIDE / 2 + rng.uniform(-60, 60), HIGH / 2 + rng.uniform(-60, 60)
    corners = []
    for u, v in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        x, depth = u * math.cos(steep), 1 + u * math.sin(steep) * 0.6
        x, y = x / depth, v / depth
        corners.append(
            (
                cx + side * (x * math.cos(turned) - y * math.sin(turned)),
                cy + side * (x * math.sin(turned) + y * math.cos(turned)),
            )
        )
    ends = [(0, 0), (PRINTED, 0), (PRINTED, PRINTED), (0, PRINTED)]
    seen = _seen(corners, ends)
    ink = sticker.transform((WIDE, HIGH), Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC, fillcolor=255)
    mask = Image.new("L", sticker.size, 255).transform((WIDE, HIGH), Image.Transform.PERSPECTIVE, seen, fillcolor=0)
    wall.paste(ink.point(lambda v: 25 + v * 215 // 255), (0, 0), mask)
    return wall.filter(ImageFilter.GaussianBlur(0.8))


def _seen(to: list[tuple[float, float]], ends: list[tuple[int, int]]) -> tuple[float, ...]:
    """The eight coefficients of Pillow's perspective: from the picture's `to` back to the sticker's `ends`."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(to, ends, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for n in range(8):  # Gauss–Jordan
        best = max(range(n, 8), key=lambda row: abs(rows[row][n]))
        rows[n], rows[best] = rows[best], rows[n]
        rows[n] = [value / rows[n][n] for value in rows[n]]
        for row in range(8):
            if row != n:
                rows[row] = [a - rows[row][n] * b for a, b in zip(rows[row], rows[n], strict=True)]
    return tuple(row[8] for row in rows)


def _noise(picture: Image.Image, sigma: float, rng: random.Random) -> Image.Image:
    tile = _grain(round(sigma))
    grain = Image.new("L", picture.size)
    for x in range(0, WIDE, 240):
        for y in range(0, HIGH, 180):
            grain.paste(tile.transpose(rng.choice(list(Image.Transpose)[:2])), (x, y))
    return ImageChops.add(picture, grain, 1, -128)


@cache
def _grain(sigma: int) -> Image.Image:
    rng = random.Random(sigma)
    return Image.frombytes(
        "L", (240, 180), bytes(min(255, max(0, round(rng.gauss(128, sigma)))) for _ in range(43_200))
    )


def _same(picture: Image.Image, share: float, rng: random.Random) -> Image.Image:
    return picture


def _blurred(picture: Image.Image, share: float, rng: random.Random) -> Image.Image:
    """Out of focus, and every other time moved."""
    if rng.random() < 0.5:
        return picture.filter(ImageFilter.GaussianBlur(0.5 + 5.5 * share))
    steps, moved = 2 + round(16 * share), picture
    for n in range(1, steps):
        moved = Image.blend(moved, ImageChops.offset(picture, n, n // 3), 1 / (n + 1))
    return moved


def _dark(picture: Image.Image, share: float, rng: random.Random) -> Image.Image:
    """A cellar: little light, much of the sensor's noise, a shadow's edge over the sticker."""
    shade = Image.new("L", picture.size, 255)
    edge = WIDE / 2 + rng.uniform(-90, 90)
    ImageDraw.Draw(shade).rectangle((edge, 0, WIDE, HIGH), fill=round(255 - 190 * share))
    dimmed = ImageChops.multiply(picture, shade.filter(ImageFilter.GaussianBlur(6)))
    return _noise(ImageEnhance.Brightness(dimmed).enhance(1 - 0.86 * share), 4 + 10 * share, rng)


def _glare(picture: Image.Image, share: float, rng: random.Random) -> Image.Image:
    """A lamp that mirrors in the foil."""
    light = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(light)
    for _ in range(1 + round(2 * share)):
        x, y = WIDE / 2 + rng.uniform(-90, 90), HIGH / 2 + rng.uniform(-90, 90)
        wide, high = 30 + 110 * share, 20 + 55 * share
        draw.ellipse((x - wide, y - high, x + wide, y + high), fill=round(150 + 105 * share))
    return ImageChops.add(picture, light.filter(ImageFilter.GaussianBlur(22)))


def _dirty(sticker: Image.Image, share: float, rng: random.Random) -> Image.Image:
    """Splashes and scratches, dark and light."""
    marked = sticker.copy()
    draw = ImageDraw.Draw(marked)
    for _ in range(round(4 + 46 * share)):
        x, y, r = rng.uniform(0, PRINTED), rng.uniform(0, PRINTED), rng.uniform(6, 14 + 34 * share)
        ink = rng.choice((30, 90, 235))
        if rng.random() < 0.5:
            draw.ellipse((x - r, y - r, x + r, y + r), fill=ink)
        else:
            draw.line((x, y, x + rng.uniform(-160, 160), y + rng.uniform(-160, 160)), fill=ink, width=round(r / 3))
    return marked


def _crumpled(sticker: Image.Image, share: float, rng: random.Random) -> Image.Image:
    """Folds: each cell of a grid is drawn from a quadrangle that is somewhat off, and shaded on its own."""
    cells = 6
    step = PRINTED // cells
    off = {
        (i, j): (rng.uniform(-1, 1) * share * step * 0.38, rng.uniform(-1, 1) * share * step * 0.38)
        for i in range(cells + 1)
        for j in range(cells + 1)
    }

    def corner(i: int, j: int) -> tuple[float, float]:
        return i * step + off[i, j][0], j * step + off[i, j][1]

    mesh = []
    shade = Image.new("L", sticker.size, 255)
    for i in range(cells):
        for j in range(cells):
            box = (i * step, j * step, (i + 1) * step, (j + 1) * step)
            quad = (*corner(i, j), *corner(i, j + 1), *corner(i + 1, j + 1), *corner(i + 1, j))
            mesh.append((box, quad))
            ImageDraw.Draw(shade).rectangle(box, fill=round(255 - rng.uniform(0, 130) * share))
    folded = sticker.transform(sticker.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    return ImageChops.multiply(folded, shade.filter(ImageFilter.GaussianBlur(4)))


# What is done to the sticker itself, and to the picture of it.
KINDS: Final[dict[str, tuple[Harm, Harm]]] = {
    "turned": (_same, _same),
    "tilt": (_same, _same),
    "blur": (_same, _blurred),
    "dark": (_same, _dark),
    "glare": (_same, _glare),
    "dirt": (_dirty, _same),
    "crumple": (_crumpled, _same),
}
