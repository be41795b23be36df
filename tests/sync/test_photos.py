"""Photos out and in: after their facts, in pieces, verified before anything is called so."""

from datetime import timedelta

import pytest

from app.domain.clock import SimulatedClock
from app.domain.limits import BACKUP_HORIZON_DAYS
from app.sync.upload import PIECE
from tests.sync.line import PORTAL, Line, Mishap, Phone, answers, cut_after, cut_before, late, twice

pytestmark = pytest.mark.anyio


async def test_given_a_fact_with_a_photo_then_facts_go_first_and_verified_is_said_last(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    fact = phone.record(photos=[photo])

    outcome = await phone.exchange.run_once()

    assert outcome.ok
    assert outcome.photos == 1
    paths = [path for _, path in line.asked]
    assert paths.index(f"/api/photos/{photo.sha256}") > max(n for n, path in enumerate(paths) if path == "/api/push")
    assert phone.store.photo_state(photo.sha256) == "verified"
    assert phone.store.delivery(fact.id) == "verified"
    assert await phone.host.get_file("photos", f"{photo.sha256}.jpg")  # kept until the horizon


@pytest.mark.parametrize("mishap", [cut_before, cut_after, late, PORTAL, answers(502, b"<html>")])
async def test_given_a_photo_whose_line_breaks_then_the_next_run_goes_on(
    phone: Phone, line: Line, mishap: Mishap
) -> None:
    await phone.sign_in()
    photo = await phone.photo(size=3 * PIECE + 10)
    fact = phone.record(photos=[photo])
    line.next("/api/photos", *[_through, mishap])

    assert not (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "sent"
    before = line.count("PUT", "/api/photos")
    assert (await phone.exchange.run_once()).ok

    assert phone.store.delivery(fact.id) == "verified"
    # At most one more request than pieces are left: the first one learns where to go on.
    assert line.count("PUT", "/api/photos") - before <= 4


async def test_given_pieces_that_arrive_twice_then_the_photo_is_whole(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    photo = await phone.photo(size=2 * PIECE + 10)
    phone.record(photos=[photo])
    line.next("/api/photos", twice, twice, twice)
    assert (await phone.exchange.run_once()).ok
    assert phone.store.photo_state(photo.sha256) == "verified"


async def test_given_a_photo_that_the_server_refuses_then_the_others_go_and_it_never_reads_verified(
    phone: Phone,
) -> None:
    await phone.sign_in()
    bad = await phone.photo(data=b"this is no photo at all")
    good = await phone.photo()
    fact, other = phone.record(photos=[bad]), phone.record(place="u/A1-0302", photos=[good])

    assert (await phone.exchange.run_once()).ok

    assert phone.store.photo_state(bad.sha256) == "refused"
    assert phone.store.delivery(fact.id) == "photo_lost"
    assert phone.store.delivery(other.id) == "verified"


async def test_given_a_photo_file_that_is_gone_then_the_others_still_go(phone: Phone) -> None:
    await phone.sign_in()
    lost, good = await phone.photo(), await phone.photo()
    phone.record(photos=[lost])
    other = phone.record(place="u/A1-0302", photos=[good])
    await phone.host.delete_file("photos", f"{lost.sha256}.jpg")
    assert (await phone.exchange.run_once()).ok
    assert phone.store.photo_state(lost.sha256) == "missing"
    assert phone.store.delivery(other.id) == "verified"


async def test_given_a_photo_damaged_on_the_disk_then_it_is_not_sent_for_ever(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    phone.record(photos=[photo])
    await phone.host.put_file("photos", f"{photo.sha256}.jpg", b"x" * photo.bytes)
    await phone.exchange.run_once()
    assert phone.store.photo_state(photo.sha256) == "missing"
    asked = line.count("PUT", "/api/photos")
    await phone.exchange.run_once()
    assert line.count("PUT", "/api/photos") == asked


async def test_given_a_photo_damaged_on_its_way_then_it_is_sent_again(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    phone.record(photos=[photo])

    async def spoils(request: object, inner: object) -> object:
        import httpx

        assert isinstance(request, httpx.Request)
        body = bytearray(line.bodies[-1])
        body[-1] ^= 1
        spoilt = httpx.Request(request.method, request.url, headers=request.headers, content=bytes(body))
        return await inner.handle_async_request(spoilt)  # type: ignore[attr-defined]

    line.next("/api/photos", spoils)  # type: ignore[arg-type]
    assert (await phone.exchange.run_once()).ok
    assert phone.store.photo_state(photo.sha256) == "verified"


async def test_given_a_verified_photo_when_the_horizon_has_passed_then_the_file_goes_and_not_before(
    phone: Phone, true_clock: SimulatedClock
) -> None:
    await phone.sign_in()
    photo = await phone.photo()
    phone.record(photos=[photo])
    await phone.exchange.run_once()
    for clock in (phone.clock, true_clock):
        clock.move(timedelta(days=BACKUP_HORIZON_DAYS) - timedelta(minutes=1))
    assert (await phone.exchange.run_once()).deleted == 0
    for clock in (phone.clock, true_clock):
        clock.move(timedelta(minutes=2))

    assert (await phone.exchange.run_once()).deleted == 1

    assert f"{photo.sha256}.jpg" not in await phone.host.list_files("photos")


async def test_given_a_photo_left_by_a_crash_when_the_app_starts_then_it_is_swept_and_drafts_keep_theirs(
    phone: Phone,
) -> None:
    from uuid import UUID

    from app.store import Draft
    from app.sync.sweep import sweep

    await phone.sign_in()
    orphan, drafted, named = await phone.photo(), await phone.photo(), await phone.photo()
    await phone.host.put_file("drafts", "raw.jpg", b"1")
    await phone.host.put_file("drafts", "left.jpg", b"2")
    phone.store.put_draft(Draft(UUID(int=1), "u_lin", "found", {"ref": drafted.model_dump(mode="json")}, ("raw.jpg",)))
    phone.record(photos=[named])
    phone.restart()

    assert await sweep(phone.host, phone.store) == 2

    assert await phone.host.list_files("photos") == sorted(f"{p.sha256}.jpg" for p in (drafted, named))
    assert await phone.host.list_files("drafts") == ["raw.jpg"]
    assert orphan.sha256 != drafted.sha256


async def test_given_open_tasks_then_their_review_copies_are_kept_for_the_time_without_a_network(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    shown = {
        photo["sha256"]
        for matter in phone.store.busy_matters("u_lin")
        if any(task["state"] not in ("closed", "cancelled") for task in matter["tasks"])
        for finding in matter["findings"]
        for photo in finding["photos"]
    }
    assert shown
    line.always["/"] = cut_before

    for sha in shown:
        data = await phone.exchange.photo(sha, "review")
        assert data is not None
        assert data.startswith(b"\xff\xd8")
    kept = [name for name in await phone.host.list_files("photos") if name.endswith(".review.jpg")]
    assert shown <= {name.removesuffix(".review.jpg") for name in kept}


async def test_given_copies_of_tasks_that_nobody_here_sees_any_more_then_they_go(phone: Phone) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    assert any(name.endswith(".review.jpg") for name in await phone.host.list_files("photos"))
    await phone.exchange.sign_out("u_lin")
    await phone.exchange.run_once()
    assert [name for name in await phone.host.list_files("photos") if name.endswith(".review.jpg")] == []


async def test_given_a_photo_that_is_not_on_the_server_then_none_is_told_from_unreachable(
    phone: Phone, line: Line
) -> None:
    from app.domain.errors import ZonewalkError

    await phone.sign_in()
    assert await phone.exchange.photo("0" * 64) is None
    line.always["/api/photos"] = PORTAL
    with pytest.raises(ZonewalkError) as raised:
        await phone.exchange.photo("0" * 64)
    assert raised.value.code == "server_odd"


async def _through(request: object, inner: object) -> object:
    return await inner.handle_async_request(request)  # type: ignore[attr-defined]
