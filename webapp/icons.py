"""Draws the product's icons: `python -m webapp.icons` writes `assets/icons/*.png`, which are committed.

The picture: a walked route with its stops, ending in a place mark that carries a check. Drawn large and scaled down,
so that edges are smooth.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from webapp.where import ASSETS

TEAL = (11, 107, 99)
DEEP = (7, 79, 73)
WHITE = (255, 255, 255)
SIZE = 1024
OVERSAMPLING = 4

Point = tuple[float, float]


def draw(size: int, rounded: bool, scale: float) -> Image.Image:
    """One square icon. `rounded`: with round, transparent corners; `scale`: how much of the square the picture fills."""
    large = Image.new("RGBA", (SIZE * OVERSAMPLING // 2,) * 2, (0, 0, 0, 0))
    pen = ImageDraw.Draw(large)
    unit = large.width / 100
    corner = 23 * unit if rounded else 0
    pen.rounded_rectangle((0, 0, large.width - 1, large.height - 1), corner, fill=TEAL)

    def at(x: float, y: float) -> Point:
        """Percent of the picture, around its middle, to pixels."""
        return ((50 + (x - 50) * scale) * unit, (50 + (y - 50) * scale) * unit)

    def disc(centre: Point, radius: float, colour: tuple[int, int, int]) -> None:
        r = radius * scale * unit
        pen.ellipse((centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r), fill=colour)

    def stroke(points: list[Point], width: float, colour: tuple[int, int, int]) -> None:
        pen.line(points, fill=colour, width=round(width * scale * unit))
        for point in points:  # round ends, and no cracks where a curve's short pieces meet
            disc(point, width / 2, colour)

    # The route: along two streets, round their corners, up to the foot of the mark.
    route = [at(20, 84)] + [at(x, y) for x, y in _corner((47, 84), (58, 84), (58, 73))] + [at(58, 68)]
    stroke(route, 6.5, WHITE)
    for x, y in ((20, 84), (40, 84)):
        disc(at(x, y), 7.5, WHITE)
        disc(at(x, y), 3.6, TEAL)

    # The place mark: a disc, and its tangents down to the foot.
    pen.polygon([at(39.2, 54.5), at(76.8, 54.5), at(58, 76)], fill=WHITE)
    disc(at(58, 38), 25, WHITE)
    stroke([at(46.5, 38.5), at(55, 47), at(70.5, 30)], 7.2, DEEP)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _corner(start: Point, bend: Point, end: Point) -> list[Point]:
    """A quadratic curve from `start` to `end`, drawn towards `bend`."""
    points = []
    for step in range(25):
        t = step / 24
        points.append(
            (
                (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bend[0] + t**2 * end[0],
                (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * bend[1] + t**2 * end[1],
            )
        )
    return points


def write_icons(folder: Path = ASSETS / "icons") -> None:
    """Any and maskable icons (a maskable one keeps its picture inside the inner 80 %), Apple's, and the favicon."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in (48, 192, 512):
        draw(size, rounded=True, scale=0.96).save(folder / f"icon-{size}.png", optimize=True)
    for size in (192, 512):
        draw(size, rounded=False, scale=0.74).convert("RGB").save(folder / f"icon-maskable-{size}.png", optimize=True)
    draw(180, rounded=False, scale=0.86).convert("RGB").save(folder / "apple-touch-icon.png", optimize=True)


if __name__ == "__main__":
    write_icons()
