"""What a sign-in is told of the account's other devices: what never arrived from a phone whose storage was emptied."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.domain.limits import PHOTOS_A_FACT
from sync_server.people.elsewhere import MOST_PHOTOS
from tests.sync_server.world import FLOOR, LIGHT, Device, World

pytestmark = pytest.mark.anyio


def photo(name: str) -> dict[str, object]:
    sha = hashlib.sha256(name.encode()).hexdigest()
    return {"sha256": sha, "role": "evidence", "w": 4, "h": 3, "bytes": 99, "taken_at": "2026-05-20T03:00:00Z"}


async def test_given_an_emptied_phone_then_the_sign_in_says_how_far_the_server_got(here: World, lin: Device) -> None:
    await lin.push(lin.fact(photos=[photo("a")]), lin.fact(photos=[photo("b")]), lin.fact("confirmed"))
    said = await Device(here, 2).sign_in("lin", before=str(lin.id))
    (told,) = said["elsewhere"]
    assert (told["device"], told["before"], told["last_seq"], told["lacking"]) == (str(lin.id), True, 3, 2)
    assert told["last_at"].startswith("2026-05-20T04:00:00")
    assert {(each["place"], each["item"]) for each in told["photos"]} == {(FLOOR, LIGHT)}
    assert {each["sha256"] for each in told["photos"]} == {str(photo(name)["sha256"]) for name in "ab"}


async def test_given_an_emptied_phone_that_owed_nothing_then_that_is_said_too(here: World, lin: Device) -> None:
    await lin.push(lin.fact())
    (told,) = (await Device(here, 2).sign_in("lin", before=str(lin.id)))["elsewhere"]
    assert (told["last_seq"], told["lacking"], told["photos"]) == (1, 0, [])


async def test_given_no_word_of_before_then_only_devices_that_owe_photos_are_told(here: World, lin: Device) -> None:
    third = await here.device("lin", 3)
    await lin.push(lin.fact(photos=[photo("a")]))
    await third.push(third.fact())
    here.http.cookies.clear()
    told = (await Device(here, 2).sign_in("lin"))["elsewhere"]
    assert [(each["device"], each["before"]) for each in told] == [(str(lin.id), False)]


async def test_given_a_browser_that_kept_the_servers_cookie_alone_then_it_is_known_by_that(
    here: World, lin: Device
) -> None:
    await lin.push(lin.fact())
    assert here.http.cookies.get("zonewalk-device") == str(lin.id)
    (told,) = (await Device(here, 2).sign_in("lin"))["elsewhere"]
    assert (told["device"], told["before"]) == (str(lin.id), True)


@pytest.mark.parametrize("cookie", ["", "x", "0" * 400])
async def test_given_a_cookie_that_names_nothing_then_the_sign_in_goes_on(here: World, cookie: str) -> None:
    here.http.cookies.set("zonewalk-device", cookie)
    assert (await Device(here, 2).sign_in("lin"))["elsewhere"] == []


async def test_given_somebody_who_was_never_on_that_phone_then_nothing_of_it_is_told(here: World, lin: Device) -> None:
    await lin.push(lin.fact(photos=[photo("a")]))
    assert (await Device(here, 2).sign_in("zhou", before=str(lin.id)))["elsewhere"] == []


async def test_given_two_people_on_one_phone_then_each_is_told_of_their_own_photos(here: World, lin: Device) -> None:
    await lin.push(lin.fact(photos=[photo("a")]))
    await lin.sign_in("zhou")
    await lin.push(lin.fact(photos=[photo("b")], place="b/B2/c/1/f/2"))
    for no, name, owed in ((2, "lin", "a"), (3, "zhou", "b")):
        (told,) = (await Device(here, no).sign_in(name, before=str(lin.id)))["elsewhere"]
        assert [each["sha256"] for each in told["photos"]] == [photo(owed)["sha256"]]
        assert told["last_seq"] == 2


async def test_given_the_same_phone_signing_in_again_then_it_is_no_elsewhere(here: World, lin: Device) -> None:
    await lin.push(lin.fact(photos=[photo("a")]))
    assert (await lin.sign_in("lin"))["elsewhere"] == []


async def test_given_thousands_of_owed_photos_then_the_sign_in_tells_their_number_and_the_latest(
    here: World, lin: Device
) -> None:
    named = [photo(f"{n}") for n in range(6_000)]
    facts = [lin.fact(photos=named[at : at + PHOTOS_A_FACT]) for at in range(0, len(named), PHOTOS_A_FACT)]
    await lin.push(*facts)
    here.clock.move(timedelta(minutes=1))
    last = lin.fact(photos=[photo("last")])
    await lin.push(last)
    loaded: list[str] = []
    event.listen(here.server.engine, "before_cursor_execute", lambda *given: loaded.append(given[2]))
    (told,) = (await Device(here, 2).sign_in("lin", before=str(lin.id)))["elsewhere"]
    assert (told["lacking"], len(told["photos"])) == (6_001, MOST_PHOTOS)
    assert told["photos"][0]["sha256"] == photo("last")["sha256"]
    owed = [text for text in loaded if "photo_use" in text]
    assert owed
    assert all("count(" in text or "LIMIT" in text for text in owed)  # nothing is read in full
