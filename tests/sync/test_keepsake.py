"""A start over an emptied storage says what was lost: by the keepsake, and by what the server answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.sync import keepsake
from app.sync.keepsake import Keepsake, emptied, follow, has_read, notice
from tests.sync.line import Line, Phone, cut_before

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def followed(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """While the app runs, its keepsake is kept; at the end it has caught up."""
    monkeypatch.setattr(keepsake, "SETTLE_S", 0)
    running = asyncio.create_task(follow(phone.host, phone.store))
    await asyncio.sleep(0)
    yield
    for _ in range(6):
        await asyncio.sleep(0)
    running.cancel()


def emptied_again(phone: Phone) -> Phone:
    """The phone after its system has cleared the app's storage."""
    phone.store.close()
    for file in [*phone.folder.rglob("*")]:
        if file.is_file():
            file.unlink()
    again = Phone(phone.folder, phone.line, seed=2)
    notice(again.host, again.store)
    return again


async def test_given_work_that_was_never_sent_when_the_storage_is_emptied_then_it_is_counted(
    phone: Phone, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.sign_in()
    async with followed(phone, monkeypatch):
        phone.record()
        await phone.exchange.run_once()
        line.always["/api"] = cut_before
        for _ in range(2):
            phone.record(photos=[await phone.photo()])
    line.always.clear()
    before = phone.store.device_id()
    again = emptied_again(phone)

    found = emptied(again.store)
    assert found is not None
    assert found.seen is not None
    assert (found.seen.device, found.seen.facts, found.seen.photos) == (str(before), 2, 2)
    assert [(each.zh, each.n) for each in found.seen.people] == [("林晓岚", 4)]
    assert found.concerns(None)
    assert again.store.device_id() != before

    await again.sign_in()
    found = emptied(again.store)
    assert found is not None
    assert found.facts_lost("u_lin") == 2
    assert (await again.exchange.run_once()).ok
    assert again.store.has_records("u_lin")  # the duties are there again
    has_read(again.store, "u_lin")
    told = emptied(again.store)
    assert told is not None
    assert not told.concerns("u_lin")


async def test_given_an_old_keepsake_when_the_server_has_more_then_no_loss_is_claimed(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.sign_in()
    async with followed(phone, monkeypatch):
        phone.record()
    await phone.exchange.run_once()  # it arrived, and the phone was emptied before the keepsake knew
    again = emptied_again(phone)
    await again.sign_in()
    found = emptied(again.store)
    assert found is not None
    assert found.seen is not None
    assert found.seen.facts == 1
    assert found.facts_lost("u_lin") == 0


async def test_given_a_photo_whose_fact_arrived_then_the_server_tells_where_it_was_taken(
    phone: Phone, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.sign_in()
    async with followed(phone, monkeypatch):
        fact = phone.record(photos=[await phone.photo()])
        line.always["/api/photos"] = cut_before
        await phone.exchange.run_once()
    line.always.clear()
    again = emptied_again(phone)
    await again.sign_in()
    found = emptied(again.store)
    assert found is not None
    (device,) = found.told["u_lin"]
    assert (found.facts_lost("u_lin"), device.lacking) == (0, 1)
    assert (device.photos[0].place, device.photos[0].item) == (fact.place, fact.item)


async def test_given_no_keepsake_either_then_the_server_tells_a_newcomer_what_it_still_misses(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    phone.record(photos=[await phone.photo()])
    line.always["/api/photos"] = cut_before
    await phone.exchange.run_once()
    line.always.clear()
    other = Phone(phone.folder.with_name("other"), line, seed=2)
    notice(other.host, other.store)
    assert emptied(other.store) is None
    await other.sign_in()
    found = emptied(other.store)
    assert found is not None
    assert found.seen is None
    assert found.concerns("u_lin")
    assert found.facts_lost("u_lin") is None


async def test_given_a_first_visit_or_a_torn_keepsake_then_nothing_was_emptied(phone: Phone) -> None:
    notice(phone.host, phone.store)
    assert emptied(phone.store) is None
    phone.host.keepsake = '{"device": "torn'
    notice(phone.host, phone.store)
    assert emptied(phone.store) is None


async def test_given_a_whole_storage_then_the_next_start_says_nothing(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.sign_in()
    async with followed(phone, monkeypatch):
        phone.record()
    phone.restart()
    assert phone.host.keepsake
    notice(phone.host, phone.store)
    assert emptied(phone.store) is None


async def test_given_an_emptied_phone_that_is_emptied_again_unread_then_the_first_loss_is_still_told(
    phone: Phone, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.sign_in()
    line.always["/api/push"] = cut_before
    async with followed(phone, monkeypatch):
        phone.record()
    line.always.clear()
    second = emptied_again(phone)
    async with followed(second, monkeypatch):
        await second.sign_in()
        second.store.announce("sync")
    third = emptied_again(second)
    found = emptied(third.store)
    assert found is not None
    assert found.seen is not None
    assert found.seen.facts == 1


async def test_given_a_keepsake_then_it_says_who_and_how_much_and_nothing_of_what(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.sign_in()
    async with followed(phone, monkeypatch):
        fact = phone.record()
    phone.restart()
    kept = phone.host.keepsake
    assert kept is not None
    assert set(Keepsake.model_validate_json(kept).model_dump()) == {
        "device", "at", "seq", "facts", "photos", "drafts", "people",
    }  # fmt: skip
    token = phone.store.token("qinglan")
    assert token is not None
    assert all(word not in kept for word in (token, str(fact.place), str(fact.id)))
