"""A photo that can't be sent is set aside with its reason, never keeps the others, and is tried again; one whose file can't be
read is said to everybody who waits for it."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from app.domain.clock import SimulatedClock
from app.domain.errors import ERRORS, ZonewalkError
from app.domain.facts import photo_file
from app.domain.limits import BACKUP_HORIZON_DAYS
from app.store.photos import RETRY_FIRST, RETRY_MOST
from app.sync.upload import PIECE
from tests.sync.line import Inner, Line, Mishap, Phone, answers, cut_after, cut_before, now

pytestmark = pytest.mark.anyio

BROKEN = answers(500, ERRORS["internal"].fault().model_dump_json().encode(), "application/json")
FORBIDDEN = answers(403, b"<html>Blocked by the firewall</html>")
TOO_LARGE = answers(413, b"<html>413 Request Entity Too Large</html>")
BAD_GATEWAY = answers(502, b"<html>502</html>")


def poisoned(line: Line, sha: str, mishap: Mishap) -> None:
    line.always[f"/api/photos/{sha}"] = mishap


@pytest.mark.parametrize("mishap", [BROKEN, BAD_GATEWAY, TOO_LARGE, FORBIDDEN, cut_before, cut_after])
async def test_given_photos_that_the_server_cannot_take_then_all_others_go_in_the_same_run(
    phone: Phone, line: Line, mishap: Mishap
) -> None:
    await phone.sign_in()
    bad = [await phone.photo() for _ in range(3)]
    good = [await phone.photo() for _ in range(4)]
    for n, photo in enumerate([*bad, *good]):
        phone.record(place=f"u/A1-0{n + 1}01", photos=[photo])
    for photo in bad:
        poisoned(line, photo.sha256, mishap)

    first = await phone.exchange.run_once()
    second = await phone.exchange.run_once()

    assert not first.ok  # it may have been the line: the others went on all the same
    assert {phone.store.photo_state(photo.sha256) for photo in good} == {"verified"}
    assert second.ok
    assert {phone.store.photo_state(photo.sha256) for photo in bad} == {"local"}
    assert (await phone.exchange.run_once()).ok
    counts = phone.store.unsent_counts("u_lin")
    assert (counts.photos, counts.photos_aside) == (3, 3)


async def test_given_a_photo_aside_then_its_reason_is_known_and_it_comes_back_after_its_own_wait(
    phone: Phone, line: Line, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    fact = phone.record(photos=[photo])
    poisoned(line, photo.sha256, BROKEN)
    for _ in range(3):
        await phone.exchange.run_once()
    asked = line.count("PUT", "/api/photos")

    assert (await phone.exchange.run_once()).ok
    assert line.count("PUT", "/api/photos") == asked
    assert phone.store.photo_troubles("u_lin") == {fact.id: "internal"}
    for clock in (phone.clock, true_clock):
        clock.move(RETRY_FIRST)
    assert (await phone.exchange.run_once()).ok
    assert line.count("PUT", "/api/photos") == asked + 1
    for clock in (phone.clock, true_clock):
        clock.move(RETRY_FIRST)
    await phone.exchange.run_once()
    assert line.count("PUT", "/api/photos") == asked + 1  # the next wait is longer

    line.always.clear()
    for clock in (phone.clock, true_clock):
        clock.move(RETRY_MOST)
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"
    assert phone.store.photo_troubles("u_lin") == {}


async def test_given_a_photo_aside_when_the_clock_is_put_back_or_the_person_asks_then_it_is_tried_at_once(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    phone.record(photos=[photo])
    poisoned(line, photo.sha256, BROKEN)
    for _ in range(3):
        await phone.exchange.run_once()
    assert phone.store.photos_to_send() == []
    phone.store.retry_photos()
    assert [waiting.sha256 for waiting in phone.store.photos_to_send()] == [photo.sha256]
    for _ in range(3):
        await phone.exchange.run_once()
    phone.clock.wrong_by = -timedelta(days=30)  # a clock that is set back binds nobody for longer
    phone.clock.move(RETRY_MOST)
    assert [waiting.sha256 for waiting in phone.store.photos_to_send()] == [photo.sha256]


async def test_given_two_hundred_photos_that_fail_then_the_next_one_is_sent_all_the_same(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    bad = [await phone.photo() for _ in range(200)]
    phone.clock.move(timedelta(seconds=1))
    good = await phone.photo()
    for at in range(0, 200, 10):
        phone.record(photos=bad[at : at + 10])
    last = phone.record(photos=[good])
    for photo in bad:
        poisoned(line, photo.sha256, FORBIDDEN)

    await phone.exchange.run_once()

    assert phone.store.delivery(last.id) == "verified"


async def test_given_a_photo_that_fails_then_copies_of_open_tasks_come_and_due_photos_are_deleted(
    phone: Phone, line: Line, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    old = await phone.photo()
    phone.record(photos=[old])
    line.always["/api/changes"] = cut_before  # no records, so no copies yet
    await phone.exchange.run_once()
    line.always.clear()
    await phone.exchange.run_once()
    for clock in (phone.clock, true_clock):
        clock.move(timedelta(days=BACKUP_HORIZON_DAYS, minutes=1))
    for name in await phone.host.list_files("photos"):
        if name.endswith(".review.jpg"):
            await phone.host.delete_file("photos", name)
    photo = await phone.photo()
    phone.record(photos=[photo])
    poisoned(line, photo.sha256, BROKEN)

    outcome = await phone.exchange.run_once()

    assert not outcome.ok
    assert outcome.deleted == 1
    assert outcome.copies > 0


async def test_given_one_copy_that_the_server_cannot_give_then_the_other_copies_come(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    line.next("/api/photos", BROKEN)
    outcome = await phone.exchange.run_once()
    assert outcome.ok
    assert outcome.copies > 0


async def test_given_a_server_that_is_down_then_photos_are_not_blamed(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    photos = [await phone.photo() for _ in range(9)]
    phone.record(photos=photos)
    line.always["/api/photos"] = line.always["/api/health"] = BAD_GATEWAY

    assert not (await phone.exchange.run_once()).ok

    assert line.count("PUT", "/api/photos") <= 2
    assert phone.store.unsent_counts("u_lin").photos_aside == 0


async def test_given_a_proxy_that_takes_small_bodies_only_then_the_pieces_become_small_enough(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    photo = await phone.photo(size=PIECE)
    fact = phone.record(photos=[photo])

    async def narrow(request: httpx.Request, inner: Inner) -> httpx.Response:
        if len(line.bodies[-1]) > 60_000:
            return await TOO_LARGE(request, inner)
        return await inner.handle_async_request(request)

    line.always["/api/photos"] = narrow
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"


async def gone(phone: Phone, name: str) -> None:
    await phone.host.delete_file("photos", name)


async def damaged(phone: Phone, name: str) -> None:
    await phone.host.put_file("photos", name, b"x")


async def unreadable(phone: Phone, name: str) -> None:
    await phone.host.delete_file("photos", name)
    (phone.folder / "photos" / name).mkdir()


@pytest.mark.parametrize("spoil", [gone, damaged, unreadable])
async def test_given_a_photo_whose_file_cannot_be_read_then_its_fact_and_the_counts_say_so_and_the_others_go(
    phone: Phone, spoil: Callable[[Phone, str], Awaitable[None]]
) -> None:
    await phone.sign_in()
    lost, good = await phone.photo(), await phone.photo()
    fact, other = phone.record(photos=[lost]), phone.record(place="u/A1-0302", photos=[good])
    await spoil(phone, photo_file(lost.sha256))

    assert (await phone.exchange.run_once()).ok

    assert phone.store.delivery(fact.id) == "photo_lost"
    assert phone.store.delivery(other.id) == "verified"
    assert phone.store.photo_troubles("u_lin") == {fact.id: "photo_missing"}
    assert phone.store.unsent_counts("u_lin").photos_lost == 1


async def test_given_a_photo_file_that_comes_back_then_it_is_sent(phone: Phone, true_clock: SimulatedClock) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    fact = phone.record(photos=[photo])
    name = photo_file(photo.sha256)
    data = await phone.host.get_file("photos", name)
    await gone(phone, name)
    for _ in range(3):
        await phone.exchange.run_once()
    await phone.host.put_file("photos", name, data)

    for clock in (phone.clock, true_clock):
        clock.move(RETRY_FIRST)
    assert (await phone.exchange.run_once()).ok

    assert phone.store.delivery(fact.id) == "verified"
    assert phone.store.unsent_counts("u_lin").photos_lost == 0


async def test_given_a_photo_missing_on_the_phone_then_the_desk_is_told_so_until_it_arrives(
    phone: Phone, line: Line, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    phone.record(photos=[photo])
    name = photo_file(photo.sha256)
    data = await phone.host.get_file("photos", name)
    await gone(phone, name)
    assert phone.store.unsent_counts("u_lin").photos_untold == 0

    await phone.exchange.run_once()

    desk = Phone(tmp_path_factory.mktemp("desk"), line, seed=9, clock=now())
    await desk.sign_in("chen")
    with pytest.raises(ZonewalkError) as raised:
        await desk.exchange.photo(photo.sha256)
    assert raised.value.code == "photo_missing"
    pushes = [json.loads(body) for (_, path), body in zip(line.asked, line.bodies, strict=True) if path == "/api/push"]
    assert [push["missing"] for push in pushes if "missing" in push] == [[photo.sha256]]  # told once
    assert phone.store.unsent_counts("u_lin").unsent == 0

    await phone.host.put_file("photos", name, data)
    phone.store.retry_photos()
    await phone.exchange.run_once()
    assert await desk.exchange.photo(photo.sha256) is not None


async def test_given_a_photo_of_another_device_then_nobody_else_can_call_it_missing(
    phone: Phone, line: Line, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    phone.record(photos=[photo])
    line.always["/api/photos"] = cut_before
    await phone.exchange.run_once()
    line.always.clear()
    other = Phone(tmp_path_factory.mktemp("other"), line, seed=9, clock=now())
    await other.sign_in("zhou")
    body = json.dumps({"v": 1, "device": str(other.store.device_id()), "facts": [], "missing": [photo.sha256]})
    async with httpx.AsyncClient(transport=line, base_url="http://server.test") as client:
        answer = await client.post(
            "/api/push", content=body, headers={"Authorization": f"Bearer {other.store.token('qinglan')}"}
        )
    assert answer.status_code == 200
    desk = Phone(tmp_path_factory.mktemp("desk"), line, seed=11, clock=now())
    await desk.sign_in("chen")
    assert await desk.exchange.photo(photo.sha256) is None  # it may still come


async def test_given_a_photo_that_the_server_refused_then_who_looks_is_told_that_it_is_damaged(
    phone: Phone, line: Line, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await phone.sign_in()
    bad = await phone.photo(data=b"this is no photo at all")
    fact = phone.record(photos=[bad])
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "photo_lost"
    desk = Phone(tmp_path_factory.mktemp("desk"), line, seed=9, clock=now())
    await desk.sign_in("chen")
    with pytest.raises(ZonewalkError) as raised:
        await desk.exchange.photo(bad.sha256)
    assert raised.value.code == "photo_unusable"
