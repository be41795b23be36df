"""Photos are those of one estate, and of who has sent their bytes: naming a digest shows and verifies nothing."""

import hashlib
import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.domain.clock import SimulatedClock
from app.domain.estate import Estate
from sync_server.blobs import FolderStores
from sync_server.blobs.by_estate import part_by_estate
from sync_server.db.tables import PhotoRow, PhotoSenderRow
from sync_server.ingest.set_up import put_estate
from sync_server.seed.set_up import open_accounts
from tests.sync.line import a_jpeg
from tests.sync_server.world import ESTATE, HOME, METER, Device, World, world

pytestmark = pytest.mark.anyio
OTHER = "haitang"
PICTURE = a_jpeg(random.Random(4), 9_000)
SHA = hashlib.sha256(PICTURE).hexdigest()
REF = {"sha256": SHA, "role": "evidence", "w": 64, "h": 48, "bytes": len(PICTURE)}


async def put(by: Device, data: bytes, offset: int = 0) -> dict[str, Any]:
    where = {"offset": offset, "total": len(PICTURE)}
    answer = await by.world.http.put(f"/api/photos/{SHA}", params=where, content=data, headers=by.headers)
    said: dict[str, Any] = answer.json()
    return said


async def seen(by: Device) -> int:
    answer = await by.world.http.get(f"/api/photos/{SHA}", params={"size": "full"}, headers=by.headers)
    return answer.status_code


def with_photo(by: Device, **given: Any) -> dict[str, Any]:
    home = {"place": HOME, "item": METER, "body": {"state": "defect", "catalogue": 1}, "photos": [REF]}
    return by.fact(**home | given)


async def of_other_estate(here: World, account: str, no: int) -> Device:
    def set_up(session: Any) -> None:
        made = Estate.model_validate(here.server.estates.get(session, ESTATE).estate.model_dump() | {"id": OTHER})
        put_estate(session, here.server.estates, made, here.clock, random.Random(4))
        open_accounts(session, made, "zonewalk")

    here.write(set_up)
    device = Device(here, no)
    await device.sign_in(f"{account}@{OTHER}")
    device.sessions[account], device.account = device.sessions[device.account], account
    return device


async def test_given_another_estates_digest_then_naming_it_and_one_wrong_byte_show_nothing(
    here: World, lin: Device
) -> None:
    await lin.push(with_photo(lin))
    assert (await put(lin, PICTURE))["state"] == "verified"
    chen = await of_other_estate(here, "chen", 9)
    assert [r.code for r in await chen.push(with_photo(chen, estate=OTHER))] == ["ok"]
    said = await put(chen, b"x")
    assert (said["state"], said["received"]) == ("partial", 1)
    assert await seen(chen) == 404
    assert (await chen.send()).json()["lacks"] == [SHA]


async def test_given_a_digest_seen_in_a_record_then_it_is_not_verified_for_who_did_not_send_its_bytes(
    here: World, lin: Device
) -> None:
    await lin.push(with_photo(lin))
    assert (await put(lin, PICTURE))["state"] == "verified"
    zhou = await here.device("zhou", 3)
    own = zhou.fact(place="b/B2/c/1/f/2", photos=[REF])
    assert [r.code for r in await zhou.push(own)] == ["ok"]
    head = await here.http.head(f"/api/photos/{SHA}", headers=zhou.headers)
    assert (head.headers["X-Photo-State"], head.headers["X-Photo-Received"]) == ("lacking", "0")
    assert (await put(zhou, PICTURE[:-1]))["state"] == "partial"
    assert (await zhou.send()).json()["lacks"] == [SHA]
    assert await seen(zhou) == 403
    assert (await put(zhou, b"!", len(PICTURE) - 1))["code"] == "photo_digest_wrong"
    assert (await put(zhou, PICTURE))["state"] == "verified"
    assert (await zhou.send()).json()["lacks"] == []
    assert await seen(zhou) == 200


async def test_given_a_photo_folder_of_an_older_server_then_each_photo_goes_to_the_estate_that_named_it_first(
    data: Path, clock: SimulatedClock
) -> None:
    async with world(data, clock) as here:
        lin = await here.device("lin")
        await lin.push(with_photo(lin))
        await put(lin, PICTURE)
        chen = await of_other_estate(here, "chen", 9)
        clock.move(timedelta(hours=1))
        await chen.push(with_photo(chen, estate=OTHER))

        def taken(session: Any) -> None:  # as that server let it be
            session.get(PhotoRow, (OTHER, SHA)).state = "verified"
            session.get(PhotoSenderRow, (OTHER, SHA, chen.id)).sent = True

        here.write(taken)
    photos = data / "photos"
    old = photos / SHA[:2] / f"{SHA[2:]}.jpg"
    old.parent.mkdir()
    shutil.move(FolderStores(photos).of(ESTATE).path(SHA), old)
    (photos / "partial").mkdir()
    (photos / "partial" / ("0" * 64)).write_bytes(b"half")
    async with world(data, clock) as here:
        lin.world = chen.world = here
        assert (await seen(lin), await seen(chen)) == (200, 404)
        states = here.write(lambda s: {row.estate: row.state for row in s.exec(select(PhotoRow))})
        assert states == {ESTATE: "verified", OTHER: "lacking"}
        assert (await chen.send()).json()["lacks"] == [SHA]
        assert here.write(lambda s: part_by_estate(s, here.server.blobs)) == 0
    assert sorted(folder.name for folder in photos.iterdir()) == ["estates"]


@pytest.mark.parametrize("estate", ["", "..", "a/b", "QINGLAN", "qinglan.", "e" * 40, "晴岚"])
def test_given_any_estates_name_then_its_folder_is_one_of_its_own_below_the_photos(tmp_path: Path, estate: str) -> None:
    stores = FolderStores(tmp_path)
    assert stores.of(estate).root.parent == tmp_path / "estates"
    assert stores.of(estate).root != stores.of("qinglan").root
