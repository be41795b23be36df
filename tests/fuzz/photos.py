"""Photos whose heads were damaged at random, sent to the real server, which unpacks them."""

import random
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from sqlmodel import Session, col, select, update

from app.domain.clock import SimulatedClock
from app.domain.limits import PHOTOS_A_FACT
from sync_server.db.tables import PhotoRow
from tests.fuzz.found import Found
from tests.sync_server.blobs.pictures import ORIENTATION, damaged_exif, plain, scene, sha
from tests.sync_server.world import Device, World, world

A_WORLD = 3_000  # photos; then the server starts anew on the same data
LOOKED_AT = 20  # each so many verified photos is fetched in its three sizes
_ODD = (b"\0", b"\xff", b"\xff\xd8", b"\xff\xda", b"\xff\xc2", b"\x7f\xff", b"\xff\xff\xff\xff", b"\x80\0\0\0")


def seeds() -> list[bytes]:
    """Good photos of each kind that phones and cameras write, and some that are damaged already."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[0x010F], exif[0x011A] = 6, "Camera", 72.0
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 12.0, 5.0), 3: "E", 4: (121.0, 28.0, 9.0)})
    exif.get_ifd(0x8769).update({0x9003: "2026:05:20 10:11:12", 0x829A: 0.01})
    small = scene(size=(32, 24))
    made = [plain((32, 24)), *damaged_exif().values()]
    for options in (
        {"exif": exif},
        {"progressive": True},
        {"exif": exif, "progressive": True, "dpi": (72, 72), "comment": b"x"},
    ):
        out = BytesIO()
        small.save(out, "JPEG", **options)
        made.append(out.getvalue())
    for mode in ("L", "CMYK"):
        out = BytesIO()
        small.convert(mode).save(out, "JPEG", exif=exif)
        made.append(out.getvalue())
    out = BytesIO()
    small.save(out, "MPO", save_all=True, append_images=[small], exif=exif)
    return [*made, out.getvalue()]


def damaged(rng: random.Random, photos: list[bytes]) -> bytes:
    """One of them with a few bytes of its head otherwise."""
    data = bytearray(rng.choice(photos))
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at = rng.randrange(2, min(len(data), 700))
        match rng.randrange(6):
            case 0 | 1:
                data[at] = rng.randrange(256)
            case 2:
                data[at] ^= 1 << rng.randrange(8)
            case 3:
                odd = rng.choice(_ODD)
                data[at : at + len(odd)] = odd
            case 4:
                del data[at : at + rng.randrange(1, 9)]
            case _:
                data[at:at] = data[at : at + rng.randrange(1, 40)]
    return bytes(data)


async def play(folder: Path, data: Path, clock: SimulatedClock, rng: random.Random, many: int, found: Found) -> None:
    """Send `many` damaged photos to one server, then start it anew with all of them to be looked at again."""
    made = seeds()
    async with world(data, clock) as here:
        lin, chen = await here.device("lin"), await here.device("chen", 2)
        left = many
        while left > 0:
            photos = {sha(each): each for each in (damaged(rng, made) for _ in range(min(left, PHOTOS_A_FACT)))}
            named = [
                {"sha256": name, "role": "evidence", "w": 32, "h": 24, "bytes": len(photos[name])} for name in photos
            ]
            # As a person's sign-in by photo: no matter grows with it.
            fact = lin.fact("confirmed", photos=named, place="b/A1/c/1", day=None)
            receipts = await lin.push(fact)
            assert receipts[0].state == "accepted", receipts
            for name, photo in photos.items():
                await _send(here, lin, chen, name, photo, rng, found)
            left -= PHOTOS_A_FACT
        here.write(_to_be_looked_at)
    async with world(data, clock) as again:
        health = await again.http.get("/api/health")
        found.start(health.status_code == 200 and health.json()["ready"])
        waiting = again.write(lambda s: s.exec(select(PhotoRow.sha256).where(PhotoRow.state == "stored")).all())
        if waiting:
            found.fault(f"{len(waiting)} photos were not looked at after the start")


async def _send(
    here: World, lin: Device, chen: Device, name: str, data: bytes, rng: random.Random, found: Found
) -> None:
    answer = await here.http.put(
        f"/api/photos/{name}", params={"offset": 0, "total": len(data)}, content=data, headers=lin.headers
    )
    said = answer.json()
    state = said.get("state") or f"{answer.status_code}"
    found.photo(state, said.get("code", ""))
    if answer.status_code >= 500 or state not in ("verified", "refused"):
        found.keep(f"photo {answer.status_code} {said}", data)
    if state == "verified" and rng.randrange(LOOKED_AT) == 0:
        for size in ("full", "review", "thumb"):
            shown = await here.http.get(f"/api/photos/{name}", params={"size": size}, headers=chen.headers)
            found.shown += 1
            if not _is_clean(shown):
                found.keep(f"shown {size} {shown.status_code}", data)


def _is_clean(shown: httpx.Response) -> bool:
    if shown.status_code != 200:
        return False
    with Image.open(BytesIO(shown.content), formats=["JPEG"]) as image:
        image.load()
        return not set(image.getexif()) - {ORIENTATION}


def _to_be_looked_at(session: Session) -> None:
    """As if the server had died before it had looked at any."""
    session.exec(update(PhotoRow).where(col(PhotoRow.state).in_(("verified", "refused"))).values(state="stored"))
