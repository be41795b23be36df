"""What the fake app plays with: the demo estate as records, quick picture tools, and photos of any colour."""

import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import httpx
import yaml
from PIL import Image, UnidentifiedImageError

from app.domain.bundle import Bundle, bundle_of
from app.domain.errors import ZonewalkError
from app.domain.estate import Estate, Register
from app.domain.estate_setup import expand_estate
from app.domain.records import Change
from app.hosts import Prepared, Shot
from webapp.data import read

DOMAIN = Path(__file__).parents[2] / "assets" / "domain"
KEY = "00" * 32  # the demo key of the sign-in codes


@cache
def bundle() -> Bundle:
    """The product's data, from its YAML."""
    return bundle_of(read(DOMAIN)[0])


@cache
def demo(today: date) -> tuple[Estate, Register]:
    """The demo estate with its day shifted to `today`, and its register."""
    raw: dict[str, Any] = yaml.safe_load((DOMAIN / "demo-estate.yaml").read_text(encoding="utf-8"))
    estate, register, _ = expand_estate(raw, today, bundle().settings_schema)
    return estate.model_copy(update={"sign_in_key": KEY}), register


def demo_records(account: str, today: date) -> list[Change]:
    """What the server would send first: the estate, the registers of the account's zones, and the people."""
    estate, register = demo(today)
    told = [Change(kind="estate", id=estate.id, rev=1, data=estate.model_dump(mode="json"))]
    for rev, zone in enumerate(estate.own_zones(account, today), start=2):
        entries = register.for_zones([zone]).model_dump(mode="json")
        told.append(Change(kind="register", id=zone, rev=rev, data={"zone": zone, **entries}))
    for rev, person in enumerate(estate.staff, start=100):
        data = {"id": person.id, "zh": person.label.zh, "en": person.label.en, "roles": list(person.roles)}
        told.append(Change(kind="person", id=person.id, rev=rev, data=data))
    return told


class Network(httpx.AsyncBaseTransport):
    """The network of the fake app: none, until a test gives an `answer` to requests. asked: what was asked of it."""

    def __init__(self) -> None:
        self.answer: Callable[[httpx.Request], httpx.Response] | None = None
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.answer is None:
            raise httpx.ConnectError("no network", request=request)
        return self.answer(request)


class FakeImages:
    """`ImageTools` without a font: scales and encodes, and keeps what would have been stamped. The stamp's digest is in
    the JPEG's comment, so that another stamp is another photo here too."""

    def __init__(self) -> None:
        self.stamps: list[list[str]] = []

    async def prepare(
        self, data: bytes, stamp: Sequence[str], *, max_side: int = 1600, quality: float = 0.8
    ) -> Prepared:
        try:
            picture = Image.open(io.BytesIO(data)).convert("RGB")
        except UnidentifiedImageError as error:
            raise ZonewalkError("not_a_photo", str(error)) from error
        picture.thumbnail((max_side, max_side))
        self.stamps.append(list(stamp))
        out, small = io.BytesIO(), io.BytesIO()
        picture.save(out, "JPEG", quality=round(quality * 100), comment="\n".join(stamp).encode())
        picture.resize((8, 8)).save(small, "JPEG")
        made = out.getvalue()
        return Prepared(made, picture.width, picture.height, hashlib.sha256(made).hexdigest(), small.getvalue())


def shot(
    colour: str = "#3366aa", *, size: tuple[int, int] = (64, 48), source: Literal["camera", "album"] = "camera"
) -> Shot:
    """A small JPEG as a camera would give it; each colour is another photo."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return Shot(out.getvalue(), source)
