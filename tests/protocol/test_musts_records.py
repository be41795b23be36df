"""The server's MUSTs of docs/protocol.md about records, photos and signing in: M18–M23, M26–M30, M51."""

import asyncio
import hashlib
import random
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlmodel import Session, select

from app.domain.clock import SimulatedClock
from app.domain.estate import Estate
from app.domain.limits import RECORDS_A_PAGE, REVIEW_COPY_BYTES
from app.domain.times import wire
from sync_server.db.engine import reading
from sync_server.db.reader import ThreadReader
from sync_server.db.records import put_record
from sync_server.db.tables import SessionRow
from sync_server.db.writer import ThreadWriter
from tests.sync.line import a_jpeg
from tests.sync_server.world import ESTATE, FLOOR, HOME, LIGHT, OTHER_ZONE, Device, World, world

pytestmark = pytest.mark.anyio


def kinds(changes: list[dict[str, Any]]) -> set[str]:
    return {change["kind"] for change in changes}


def places(changes: list[dict[str, Any]]) -> set[str]:
    return {change["data"]["place"] for change in changes if change["kind"] == "matter" and not change["gone"]}


async def test_m18_reading_on_misses_none_and_tells_none_twice(here: World, lin: Device) -> None:
    def many(session: Session) -> None:
        for no in range(RECORDS_A_PAGE + 5):
            put_record(session, ESTATE, "person", f"p{no}", {"no": no})

    here.write(many)
    first = (await lin.page()).json()
    assert first["more"] is True
    await lin.push(lin.fact())  # between two pages
    rest, cursor = await lin.pull(first["cursor"])
    told = [*first["changes"], *rest]
    assert [change["rev"] for change in told] == sorted({change["rev"] for change in told})
    assert {f"p{no}" for no in range(RECORDS_A_PAGE + 5)} <= {change["id"] for change in told}
    assert kinds(rest) >= {"matter"}
    assert await lin.pull(cursor) == ([], cursor)


async def test_m19_a_slow_transaction_is_not_jumped_over(data: Path, clock: SimulatedClock) -> None:
    async with world(data, clock, writer=ThreadWriter, reader=ThreadReader) as here:
        lin = await here.device("lin")
        _, cursor = await lin.pull()
        written, go = threading.Event(), threading.Event()

        def slow(session: Session) -> None:
            put_record(session, ESTATE, "person", "slow", {"no": 1})
            written.set()
            assert go.wait(20)

        slow_one = asyncio.ensure_future(here.server.writer.run(slow))
        await asyncio.to_thread(written.wait, 20)
        quick = asyncio.ensure_future(lin.push(lin.fact()))
        seen, cursor = await lin.pull(cursor)
        assert seen == []  # it has its rev, and nobody sees it before the commit
        go.set()
        await slow_one
        await quick
        seen, _ = await lin.pull(cursor)
        assert {change["id"] for change in seen} >= {"slow"}
        assert kinds(seen) >= {"matter"}


async def test_m20_a_cursor_of_another_generation_or_view_is_gone(here: World, lin: Device) -> None:
    _, cursor = await lin.pull()
    generation, rev, scope = cursor.split(".")
    for gone in (f"{'0' * 32}.{rev}.{scope}", f"{generation}.{rev}.000000000000", f"{generation}.99999999.{scope}"):
        answer = await lin.page(gone)
        assert (answer.status_code, answer.json()["code"]) == (410, "cursor_gone")
    for none in ("x", "a.b.c", f"{generation}.-1.{scope}", f"{generation}.+1.{scope}", f"{generation}.{2**63}.{scope}"):
        answer = await lin.page(none)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_malformed")
    here.change_set_up(
        lambda estate: {
            "staff": [person.model_dump(mode="json") | {"zones": []} for person in estate.staff],
            **_zones("u_zhou")(estate),
        }
    )
    answer = await lin.page(cursor)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_gone")


def _zones(steward: str) -> Any:
    def zones(estate: Estate) -> dict[str, Any]:
        return {"zones": [zone.model_dump(mode="json") | {"steward": steward} for zone in estate.zones]}

    return zones


async def test_m21_who_sees_which_matter(here: World, lin: Device) -> None:
    # R1.9
    await lin.push(
        lin.fact(),
        lin.fact(place=OTHER_ZONE),
        lin.fact(place=HOME, item="building.unit_door", body={"state": "damaged", "catalogue": 1}),
    )
    seen = {}
    for no, account in enumerate(("zhou", "chen", "he", "xu", "luo", "mai"), 2):
        changes, _ = await (await here.device(account, no)).pull()
        seen[account] = places(changes)
    assert seen == {
        "zhou": {OTHER_ZONE},  # who walks zone 2 today
        "chen": {FLOOR, OTHER_ZONE, HOME},
        "he": {FLOOR, OTHER_ZONE, HOME},
        "xu": set(),
        "luo": {FLOOR, OTHER_ZONE},  # engineering: the lights
        "mai": set(),
    }
    assert places((await lin.pull())[0]) == {FLOOR, OTHER_ZONE, HOME}


async def test_m22_registers_are_guarded(here: World) -> None:
    # R1.25
    seen = {}
    for no, account in enumerate(("lin", "zhou", "chen", "xu", "luo", "tan", "mai"), 2):
        changes, _ = await (await here.device(account, no)).pull()
        seen[account] = sorted(change["id"] for change in changes if change["kind"] == "register")
    every = ["z1", "z2", "z3"]
    assert seen == {"lin": every, "zhou": ["z2"], "chen": every, "xu": every, "luo": [], "tan": [], "mai": []}


async def test_m23_a_record_that_leaves_a_view_is_told_as_gone(here: World, lin: Device) -> None:
    luo, new = await here.device("luo", 2), await here.device("luo", 3)
    fact = lin.fact()
    await lin.push(fact)
    changes, cursor = await luo.pull()
    assert places(changes) == {FLOOR}
    await lin.push(lin.fact("retracted", place=FLOOR, item=LIGHT, about=fact["id"]))
    changes, cursor = await luo.pull(cursor)
    assert places(changes) == {FLOOR}  # cancelled, and still theirs to know

    def to_nobody(session: Session) -> None:
        kept = next(change for change in changes if change["kind"] == "matter")
        put_record(session, ESTATE, "matter", kept["id"], {"tasks": []}, "z1")

    here.write(to_nobody)
    changes, cursor = await luo.pull(cursor)
    assert [(change["gone"], change["data"]) for change in changes] == [(True, {})]
    assert await luo.pull(cursor) == ([], cursor)
    assert not any(change["gone"] for change in (await new.pull())[0])


class Photo:
    def __init__(self, device: Device, data: bytes) -> None:
        self.device, self.data, self.sha = device, data, hashlib.sha256(data).hexdigest()

    @property
    def ref(self) -> dict[str, Any]:
        at = wire(self.device.world.clock.now())
        return {"sha256": self.sha, "role": "evidence", "w": 64, "h": 48, "bytes": len(self.data), "taken_at": at}

    async def put(self, offset: int, piece: bytes) -> httpx.Response:
        return await self.device.world.http.put(
            f"/api/photos/{self.sha}", params={"offset": offset, "total": len(self.data)}, content=piece,
            headers=self.device.headers,
        )  # fmt: skip

    async def get(self, by: Device, size: str = "full") -> httpx.Response:
        return await by.world.http.get(f"/api/photos/{self.sha}", params={"size": size}, headers=by.headers)


@pytest.fixture
def photo(lin: Device) -> Photo:
    return Photo(lin, a_jpeg(random.Random(2), 9_000))


async def test_m26_only_a_photo_that_a_fact_names_is_taken(lin: Device, photo: Photo) -> None:
    answer = await photo.put(0, photo.data)
    assert (answer.status_code, answer.json()["code"]) == (404, "photo_unnamed")
    await lin.push(lin.fact(photos=[photo.ref]))
    assert (await photo.put(0, photo.data)).json()["state"] == "verified"


async def test_m27_an_upload_goes_on_where_it_stopped(lin: Device, photo: Photo) -> None:
    await lin.push(lin.fact(photos=[photo.ref]))
    assert (await photo.put(0, photo.data[:4000])).json()["received"] == 4000
    for wrong in (0, 5000):
        answer = await photo.put(wrong, photo.data[wrong:])
        assert (answer.status_code, answer.json()["code"], answer.json()["received"]) == (
            409,
            "photo_offset_wrong",
            4000,
        )
    head = await lin.world.http.head(f"/api/photos/{photo.sha}", headers=lin.headers)
    assert (head.headers["X-Photo-State"], head.headers["X-Photo-Received"]) == ("partial", "4000")
    assert (await photo.put(4000, photo.data[4000:])).json()["state"] == "verified"


async def test_m28_every_answer_lists_what_the_server_lacks(here: World, lin: Device, photo: Photo) -> None:
    other = await here.device("luo", 2)
    held = Photo(lin, b"of a held fact")
    answer = await lin.send(lin.fact(photos=[photo.ref]), lin.fact(place="b/A1/c/1/f/99", photos=[held.ref]))
    assert set(answer.json()["lacks"]) == {photo.sha, held.sha}
    assert set((await lin.page()).json()["lacks"]) == {photo.sha, held.sha}
    assert (await other.send()).json()["lacks"] == []
    await photo.put(0, photo.data)
    assert (await lin.send()).json()["lacks"] == [held.sha]
    assert (await lin.page()).json()["lacks"] == [held.sha]


async def test_m29_verified_means_that_digest_and_picture_are_right(lin: Device, photo: Photo) -> None:
    text = Photo(lin, b"this is no picture")
    await lin.push(lin.fact(photos=[photo.ref, text.ref]))
    broken = bytes(len(photo.data))
    answer = await photo.put(0, broken)
    assert (answer.status_code, answer.json()["code"]) == (422, "photo_digest_wrong")
    head = await lin.world.http.head(f"/api/photos/{photo.sha}", headers=lin.headers)
    assert (head.headers["X-Photo-State"], head.headers["X-Photo-Received"]) == ("lacking", "0")
    assert (await photo.put(0, photo.data)).json()["state"] == "verified"
    refused = (await text.put(0, text.data)).json()
    assert (refused["state"], refused["code"]) == ("refused", "not_a_photo")


async def test_m30_a_photo_is_shown_to_who_sees_its_matter(here: World, lin: Device) -> None:
    photo = Photo(lin, a_jpeg(random.Random(4), 400_000))
    await lin.push(lin.fact(photos=[photo.ref]))
    await photo.put(0, photo.data)
    luo, mai, chen = [await here.device(name, no) for no, name in enumerate(("luo", "mai", "chen"), 2)]
    for by in (lin, luo, chen):
        review = await photo.get(by, "review")
        assert review.status_code == 200
        assert len(review.content) <= REVIEW_COPY_BYTES
        full = (await photo.get(by)).content  # without the words that fill it up: only the picture goes out
        with Image.open(BytesIO(full)) as served, Image.open(BytesIO(photo.data)) as sent:
            assert served.tobytes() == sent.tobytes()
    answer = await photo.get(mai)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_m51_a_sign_in_sent_twice_is_one_session(here: World, lin: Device) -> None:
    again = await lin.sign_in("lin")
    assert again["token"] == lin.token
    with reading(here.server.engine) as session:
        (row,) = session.exec(select(SessionRow)).all()
    assert row.id == lin.sessions["lin"]
    token, device = lin.token, lin.id
    await lin.sign_in("luo")
    assert (lin.token, lin.id) == (token, device)
    borrowed = await Device(here, 2).sign_in("mai", device=str(device))
    assert str(device) != borrowed["device"]
    assert borrowed["token"] != token
