"""The MUSTs about photos that can't be sent, each played once against the real server by the real client."""
# ruff: noqa: F811 (fixtures are imported by name)

import json

import pytest

from app.domain.errors import ERRORS, ZonewalkError
from app.domain.facts import photo_file
from tests.sync.conftest import line, phone, true_clock  # noqa: F401
from tests.sync.line import Line, Phone, answers, now

pytestmark = pytest.mark.anyio


async def test_m63_a_photo_that_cannot_be_sent_is_set_aside_and_all_others_go_on(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    bad, good = await phone.photo(), await phone.photo()
    fact, other = phone.record(photos=[bad]), phone.record(place="u/A1-0302", photos=[good])
    broken = answers(500, ERRORS["internal"].fault().model_dump_json().encode(), "application/json")
    line.always[f"/api/photos/{bad.sha256}"] = broken
    for _ in range(4):
        last = await phone.exchange.run_once()
    assert last.ok
    assert phone.store.delivery(other.id) == "verified"
    assert phone.store.photo_troubles("u_lin") == {fact.id: "internal"}
    line.always.clear()
    phone.store.retry_aside()  # what a start of the app does
    await phone.exchange.run_once()
    assert phone.store.delivery(fact.id) == "verified"


async def test_m64_a_photo_that_cannot_be_read_is_told_and_called_missing_until_it_arrives(
    phone: Phone, line: Line, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    phone.record(photos=[photo])
    data = await phone.host.get_file("photos", photo_file(photo.sha256))
    await phone.host.delete_file("photos", photo_file(photo.sha256))
    await phone.exchange.run_once()
    told = [json.loads(b)["missing"] for b in line.bodies if b'"missing"' in b]
    assert told == [[photo.sha256]]
    desk = Phone(tmp_path_factory.mktemp("desk"), line, seed=9, clock=now())
    await desk.sign_in("chen")
    with pytest.raises(ZonewalkError) as raised:
        await desk.exchange.photo(photo.sha256)
    assert raised.value.code == "photo_missing"
    await phone.host.put_file("photos", photo_file(photo.sha256), data)
    phone.store.retry_aside()
    await phone.exchange.run_once()
    assert await desk.exchange.photo(photo.sha256) is not None
