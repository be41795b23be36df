"""An attack, end to end over HTTP: mai, of cleaning, learns the id of lin's phone and signs in with her own password and that id."""

import hashlib
import random
from datetime import timedelta
from typing import Any

import pytest

from app.domain.times import wire
from tests.sync.line import a_jpeg
from tests.sync_server.world import HOME, METER, Device, World

pytestmark = pytest.mark.anyio
HOME_PICTURE = a_jpeg(random.Random(8), 9_000)
SHA = hashlib.sha256(HOME_PICTURE).hexdigest()
DAYS_BACK = -20 * 24 * 3600 * 1000


def named(here: World) -> dict[str, Any]:
    at = wire(here.clock.now())
    return {"sha256": SHA, "role": "evidence", "w": 64, "h": 48, "bytes": len(HOME_PICTURE), "taken_at": at}


async def put(by: Device, offset: int, piece: bytes) -> int:
    where = {"offset": offset, "total": len(HOME_PICTURE)}
    answer = await by.world.http.put(f"/api/photos/{SHA}", params=where, content=piece, headers=by.headers)
    return answer.status_code


@pytest.fixture
async def mai(here: World, lin: Device) -> Device:
    """With her own password, and the id of lin's phone, which is no secret."""
    lin.fact()  # lin has been at work
    borrowed = Device(here, 66)
    borrowed.id = lin.id
    await borrowed.sign_in("mai")
    return borrowed


async def test_given_a_borrowed_device_id_then_the_server_makes_it_another_device_with_another_token(
    here: World, lin: Device, mai: Device
) -> None:
    assert mai.id != lin.id
    assert mai.token != lin.token
    answer = await here.http.post("/api/push", json={"device": str(lin.id), "facts": []}, headers=mai.headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")


async def test_given_a_borrowed_device_id_then_nothing_tells_which_photos_the_phone_owes(
    here: World, lin: Device, mai: Device
) -> None:
    answer = await lin.send(
        lin.fact(place=HOME, item=METER, body={"state": "defect", "catalogue": 1}, photos=[named(here)])
    )
    assert answer.json()["lacks"] == [SHA]
    assert (await mai.send()).json()["lacks"] == []
    assert (await mai.page()).json()["lacks"] == []
    again = await mai.sign_in("mai", before=str(lin.id), device=str(lin.id))
    assert again["elsewhere"] == []


async def test_given_a_borrowed_device_id_then_its_clocks_date_nothing_of_the_phone(
    here: World, lin: Device, mai: Device
) -> None:
    told = {"start": str(lin.start), "offset_ms": DAYS_BACK, "measured": True}
    await mai.send(clocks=[told])
    (receipt,) = await lin.push(lin.fact(), clocks=[{"start": str(lin.start), "offset_ms": 0, "measured": True}])
    assert receipt.seen_at is not None
    assert abs(receipt.seen_at - here.clock.now()) < timedelta(minutes=1)


async def test_given_a_borrowed_device_id_then_the_picture_of_a_home_stays_unseen_and_the_upload_goes_on(
    here: World, lin: Device, mai: Device
) -> None:
    found = lin.fact(place=HOME, item=METER, body={"state": "defect", "catalogue": 1}, photos=[named(here)])
    await lin.push(found)
    assert await put(lin, 0, HOME_PICTURE[:4000]) == 200
    # a fact of her own, said to be of lin's phone, that names the photo
    own = mai.fact(place="area/P11", item="public.manhole", body={"state": "cover_damaged", "catalogue": 1})
    await mai.push(own | {"photos": [named(here)]})
    await mai.push(mai.fact(device=str(lin.id), photos=[named(here)]))
    for offset in (0, 4000):
        await put(mai, offset, b"x" * 100)
    assert await put(lin, 4000, HOME_PICTURE[4000:]) == 200
    assert (await here.http.head(f"/api/photos/{SHA}", headers=lin.headers)).headers["X-Photo-State"] == "verified"
    for size in ("full", "review", "thumb"):
        answer = await here.http.get(f"/api/photos/{SHA}", params={"size": size}, headers=mai.headers)
        assert answer.status_code == 403
    assert (await lin.send()).json()["lacks"] == []
