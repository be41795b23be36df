"""Light, shade and grain: what makes a drawing of flat shapes look like a place."""

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Rgb = tuple[int, int, int]
Box = tuple[int, int, int, int]
SIZE = (1600, 1200)


def canvas(top: Rgb, bottom: Rgb) -> Image.Image:
    """A ground that runs from one colour above to another below."""
    mask = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), mask)


def glow(image: Image.Image, centre: tuple[int, int], radius: int, colour: Rgb, strength: float = 1.0) -> Image.Image:
    """Add light round a point, fading out at `radius` pixels."""
    spot = ImageChops.invert(Image.radial_gradient("L")).resize((radius * 2, radius * 2))
    spot = spot.point(lambda value: int(max(0, value - 75) / 180 * 255 * strength))
    mask = Image.new("L", image.size)
    mask.paste(spot, (centre[0] - radius, centre[1] - radius))
    light = Image.composite(Image.new("RGB", image.size, colour), Image.new("RGB", image.size), mask)
    return ImageChops.screen(image, light)


def shadow(image: Image.Image, shape: list[tuple[int, int]], blur: int = 18, darkness: int = 130) -> Image.Image:
    """Darken a soft polygon."""
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).polygon(shape, fill=darkness)
    mask = mask.filter(ImageFilter.GaussianBlur(blur))
    return Image.composite(Image.new("RGB", image.size), image, mask)


def grain(image: Image.Image, amount: float = 0.05, spread: int = 60) -> Image.Image:
    """The noise of a small sensor, and darker corners."""
    noise = Image.effect_noise((image.width // 2, image.height // 2), spread).resize(image.size).convert("RGB")
    image = Image.blend(image, ImageChops.overlay(image, noise), min(1.0, amount * 4))
    corners = ImageChops.invert(Image.radial_gradient("L")).resize(image.size).point(lambda v: 165 + v * 90 // 255)
    return ImageChops.multiply(image, corners.convert("RGB"))


def speckle(image: Image.Image, box: Box, colours: list[Rgb], count: int, seed: int) -> None:
    """Small dots inside a box: gravel, leaves, plaster."""
    rng = random.Random(seed)
    draw = ImageDraw.Draw(image)
    for _ in range(count):
        x, y, r = rng.randint(box[0], box[2]), rng.randint(box[1], box[3]), rng.randint(1, 4)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=rng.choice(colours))
