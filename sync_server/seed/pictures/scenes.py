"""The places of the demo's story, each a function that draws 1600 × 1200 pixels."""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageOps

from sync_server.seed.pictures.light import SIZE, Rgb, canvas, glow, grain, shadow, speckle


def corridor(*, lit: bool) -> Image.Image:
    """A corridor seen along its length; the near lamp is dark, or all are lit."""
    near = (214, 204, 184) if lit else (92, 92, 98)
    image = Image.new("RGB", SIZE, (20, 20, 26))
    draw = ImageDraw.Draw(image)
    far = (660, 430, 940, 720)
    corners = [(0, 0), (1600, 0), (1600, 1200), (0, 1200)]
    inner = [(far[0], far[1]), (far[2], far[1]), (far[2], far[3]), (far[0], far[3])]
    for index, share in enumerate((0.92, 0.78, 0.6, 0.7)):  # ceiling, right wall, floor, left wall
        shade = tuple(int(part * share) for part in near)
        draw.polygon([corners[index], corners[(index + 1) % 4], inner[(index + 1) % 4], inner[index]], fill=shade)
    draw.rectangle(far, fill=tuple(int(part * 0.85) for part in near))
    for step in range(1, 9):  # floor tiles get narrower towards the far end
        y = int(720 + 480 * (step / 8) ** 1.8)
        draw.line((660 - (y - 720) * 660 // 480, y, 940 + (y - 720) * 660 // 480, y), fill=(70, 68, 66), width=2)
    for x in range(-600, 2300, 240):
        draw.line((800 + (x - 800) * 140 // 800, 720, x, 1200), fill=(70, 68, 66), width=2)
    for left, right, low in ((150, 330, 1060), (430, 530, 880), (1270, 1450, 1060), (1070, 1170, 880)):
        top = 1200 - int(low * 0.86)
        draw.rectangle((left, top, right, low), fill=(84, 58, 40), outline=(44, 30, 22), width=6)
        draw.ellipse((right - 34, (top + low) // 2, right - 18, (top + low) // 2 + 16), fill=(196, 176, 120))
    draw.rectangle((730, 500, 870, 720), fill=(120, 130, 140), outline=(60, 66, 72), width=4)
    draw.rectangle((748, 452, 852, 486), fill=(20, 120, 66))
    draw.rectangle((770, 462, 830, 476), fill=(190, 244, 206))
    for (x, y), width in (((800, 90), 190), ((800, 270), 110), ((800, 370), 60)):
        on = lit or width < 100
        fill: Rgb = (255, 248, 226) if on else (58, 58, 62)
        draw.ellipse(
            (x - width, y - width // 5, x + width, y + width // 5), fill=fill, outline=(120, 118, 112), width=4
        )
        if on:
            image = glow(image, (x, y + 30), width * 4, (250, 226, 170), 0.8)
            draw = ImageDraw.Draw(image)
    if not lit:
        image = shadow(image, [(0, 0), (1600, 0), (1300, 620), (300, 620)], blur=160, darkness=170)
    return grain(image, 0.06)


def fire_door(*, damaged: bool) -> Image.Image:
    """A grey steel fire door with its sign; the closer hangs down and the leaf stands ajar, or all is put right."""
    image = canvas((206, 202, 192), (176, 172, 162))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 1010, 1600, 1200), fill=(112, 108, 104))
    draw.rectangle((430, 110, 1170, 1030), fill=(92, 98, 104))
    draw.rectangle((470, 150, 1130, 1030), fill=(34, 36, 40))
    leaf = (
        [(470, 150), (1050, 190), (1050, 1000), (470, 1030)]
        if damaged
        else [(470, 150), (1130, 150), (1130, 1030), (470, 1030)]
    )
    draw.polygon(leaf, fill=(150, 158, 164))
    right = leaf[1][0]
    draw.rectangle((600, 300, 760, 620), fill=(86, 104, 116), outline=(70, 76, 82), width=8)
    draw.line((616, 600, 744, 320), fill=(140, 160, 172), width=6)
    draw.rectangle((right - 110, 600, right - 66, 690), fill=(60, 62, 66))
    draw.rectangle((right - 150, 628, right - 70, 650), fill=(198, 200, 202))
    draw.rectangle((800, 360, right - 60, 500), fill=(186, 32, 32))
    draw.rectangle((816, 376, right - 76, 484), outline=(255, 240, 236), width=5)
    for row in (404, 432, 460):
        draw.line((840, row, right - 100, row), fill=(255, 240, 236), width=7)
    if damaged:
        draw.rectangle((560, 196, 760, 244), fill=(74, 76, 80))
        draw.line((750, 236, 820, 420), fill=(60, 62, 66), width=16)
        draw.line((820, 420, 790, 470), fill=(60, 62, 66), width=12)
        for x, y in ((1074, 176), (1096, 190), (1084, 208)):
            draw.ellipse((x, y, x + 9, y + 9), fill=(20, 20, 22))
        for dent in range(5):
            draw.arc(
                (560 + dent * 26, 760 + dent * 14, 700 + dent * 26, 900 + dent * 8),
                200,
                330,
                fill=(112, 118, 124),
                width=6,
            )
        image = shadow(image, [(1050, 190), (1130, 150), (1130, 1030), (1050, 1000)], blur=12, darkness=190)
    else:
        draw.rectangle((560, 176, 780, 224), fill=(170, 176, 180), outline=(96, 100, 104), width=4)
        draw.line((770, 200, 960, 170), fill=(140, 146, 150), width=16)
        draw.line((960, 170, 900, 134), fill=(140, 146, 150), width=14)
    image = shadow(image, [(300, 1010), (1300, 1010), (1420, 1110), (220, 1110)], blur=40, darkness=120)
    return grain(glow(image, (520, 120), 900, (120, 112, 90), 0.5), 0.05)


def manhole(*, broken: bool) -> Image.Image:
    """An iron cover in the paving, cracked and sunk on one side, or whole."""
    image = canvas((140, 138, 132), (118, 114, 108))
    draw = ImageDraw.Draw(image)
    rng = random.Random(3)
    for row in range(9):
        for column in range(-1, 9):
            x, y = column * 210 + (row % 2) * 105, row * 140
            tone = rng.randint(-12, 12)
            draw.rectangle((x, y, x + 202, y + 132), fill=(150 + tone, 144 + tone, 134 + tone))
    speckle(image, (0, 0, 1600, 1200), [(120, 116, 108), (166, 160, 150), (98, 96, 92)], 5200, 4)
    draw = ImageDraw.Draw(image)
    draw.ellipse((380, 270, 1220, 990), fill=(96, 92, 86))
    draw.ellipse((420, 304, 1180, 956), fill=(58, 58, 60), outline=(36, 36, 38), width=10)
    for angle in range(0, 360, 15):
        turn = math.radians(angle)
        for reach in (0.28, 0.5, 0.72):
            across, down = 800 + 380 * reach * math.cos(turn), 630 + 326 * reach * math.sin(turn)
            draw.rectangle((across - 16, down - 9, across + 16, down + 9), fill=(84, 84, 86), outline=(44, 44, 46))
    draw.ellipse((716, 560, 884, 700), fill=(70, 70, 72), outline=(40, 40, 42), width=6)
    if broken:
        hole = [(800, 640), (960, 520), (1150, 500), (1176, 640), (1120, 800), (960, 860), (880, 760)]
        draw.polygon(hole, fill=(10, 10, 12))
        draw.line([(800, 640), (700, 560), (610, 570), (500, 480)], fill=(14, 14, 16), width=12)
        draw.line([(880, 760), (800, 850), (760, 930)], fill=(14, 14, 16), width=10)
        draw.polygon([(980, 560), (1090, 540), (1110, 640), (1010, 690)], fill=(66, 64, 62), outline=(110, 84, 60))
        speckle(image, (760, 480, 1200, 880), [(120, 84, 54), (84, 70, 60), (50, 48, 46)], 260, 5)
    for x, tilt in ((250, -14), (1370, 12)):  # cones that the steward put up
        draw.polygon([(x - 90, 360), (x + 90, 360), (x + 14 + tilt, 60), (x - 14 + tilt, 60)], fill=(226, 86, 30))
        draw.polygon([(x - 52, 240), (x + 52, 240), (x + 34, 170), (x - 34, 170)], fill=(244, 240, 232))
        draw.rectangle((x - 112, 352, x + 112, 388), fill=(190, 66, 22))
    image = shadow(image, [(420, 900), (1180, 900), (1260, 1010), (380, 1010)], blur=44, darkness=90)
    return grain(glow(image, (300, 100), 1100, (96, 88, 70), 0.5), 0.05)


def villa_garden() -> Image.Image:
    """A villa seen over its garden wall, with a glass room that does not belong to it."""
    image = canvas((136, 186, 226), (226, 234, 236))
    image = glow(image, (1300, 140), 700, (250, 236, 190), 0.8)
    draw = ImageDraw.Draw(image)
    draw.polygon([(180, 460), (560, 220), (940, 460)], fill=(150, 74, 58))
    draw.rectangle((230, 460, 890, 860), fill=(236, 226, 206))
    for x in (290, 500, 710):
        draw.rectangle((x, 520, x + 120, 660), fill=(120, 150, 172), outline=(252, 250, 244), width=10)
        draw.line((x + 60, 520, x + 60, 660), fill=(252, 250, 244), width=6)
    draw.rectangle((900, 500, 1460, 880), fill=(170, 206, 214))
    for x in range(900, 1461, 112):
        draw.line((x, 500, x, 880), fill=(92, 98, 100), width=12)
    for y in (500, 620, 880):
        draw.line((900, y, 1460, y), fill=(92, 98, 100), width=12)
    draw.polygon([(870, 500), (1490, 500), (1420, 410), (900, 410)], fill=(196, 220, 224), outline=(92, 98, 100))
    for x in range(960, 1440, 90):
        draw.line((x, 500, 900 + (x - 870) * 520 // 620, 410), fill=(120, 128, 130), width=6)
    draw.rectangle((1240, 690, 1440, 880), fill=(132, 98, 60))  # what was left over leans on it
    for y in range(700, 880, 26):
        draw.line((1240, y, 1440, y), fill=(104, 74, 44), width=5)
    draw.rectangle((0, 830, 1600, 960), fill=(48, 96, 46))
    speckle(image, (0, 800, 1600, 960), [(58, 110, 50), (84, 140, 64), (40, 86, 42), (110, 150, 70)], 6000, 6)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 930, 1600, 1090), fill=(198, 186, 166))
    for x in range(-80, 1600, 160):
        for row in range(3):
            left = x + (row % 2) * 80
            draw.rectangle((left, 932 + row * 52, left + 154, 978 + row * 52), outline=(164, 152, 132), width=3)
    draw.rectangle((0, 916, 1600, 940), fill=(160, 148, 128))
    draw.rectangle((0, 1090, 1600, 1200), fill=(118, 116, 114))
    for x in (60, 1540):
        draw.rectangle((x - 14, 560, x + 14, 930), fill=(84, 60, 40))
        for left, top, side in ((-190, 420, 230), (-60, 330, 250), (-30, 460, 210), (-150, 320, 200)):
            draw.ellipse((x + left, top, x + left + side, top + side), fill=(44, 92, 46))
            leaves = (x + left + 30, top + 30, x + left + side - 30, top + side - 30)
            speckle(image, leaves, [(52, 104, 50), (76, 132, 60), (36, 80, 40)], 700, x + left)
    image = shadow(image, [(0, 1084), (1600, 1084), (1600, 1130), (0, 1130)], blur=16, darkness=110)
    return grain(image, 0.04)


def notice_on_door() -> Image.Image:
    """A rectification notice stuck to a villa's gate; its words are lines, it names nobody."""
    image = canvas((70, 82, 74), (50, 60, 54))
    draw = ImageDraw.Draw(image)
    for x in range(40, 1600, 130):
        draw.rectangle((x, 0, x + 96, 1200), fill=(62, 74, 66), outline=(40, 48, 42), width=5)
    draw.rectangle((0, 900, 1600, 960), fill=(78, 90, 80))
    draw.polygon([(480, 170), (1110, 190), (1090, 960), (500, 940)], fill=(246, 244, 234))
    draw.rectangle((640, 250, 950, 300), fill=(150, 30, 30))
    for row in range(9):
        y = 360 + row * 52
        draw.line((570, y, 1030 - (row % 3) * 70, y + 6), fill=(120, 120, 122), width=9)
    draw.ellipse((860, 770, 1000, 910), outline=(190, 40, 40), width=8)
    draw.ellipse((900, 810, 960, 870), outline=(190, 40, 40), width=4)
    for x, y in ((470, 160), (1060, 176), (490, 900), (1046, 916)):
        draw.polygon([(x, y), (x + 76, y + 14), (x + 66, y + 54), (x - 10, y + 40)], fill=(220, 214, 180))
    image = shadow(image, [(1090, 210), (1130, 230), (1110, 980), (1090, 960)], blur=14, darkness=150)
    return grain(glow(image, (560, 260), 900, (130, 126, 110), 0.5), 0.05)


SCENES: dict[str, Callable[[], Image.Image]] = {
    "corridor_dark": lambda: corridor(lit=False),
    "fire_door_damaged": lambda: fire_door(damaged=True),
    "fire_door_mended": lambda: fire_door(damaged=False),
    "manhole_broken": lambda: manhole(broken=True),
    "villa_structure": villa_garden,
    "villa_structure_other_side": lambda: ImageOps.mirror(villa_garden()),
    "notice": notice_on_door,
}
