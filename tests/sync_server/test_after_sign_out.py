"""On a shared phone nobody acts as the person who has signed out, or whose account was closed: that is held for a person."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from sync_server.db.tables import AccountRow
from sync_server.held import held_lines, release
from tests.sync_server.world import ESTATE, FLOOR, LIGHT, Device, World

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


async def sign_out(phone: Device, account: str, **told: Any) -> None:
    headers = phone.headers | {"X-Session": str(phone.sessions[account])}
    assert (await phone.world.http.delete("/api/session", params=told, headers=headers)).status_code == 204


def said_by(phone: Device, account: str, kind: str, **given: Any) -> dict[str, Any]:
    return phone.fact(
        kind, author=f"u_{account}", session=str(phone.sessions[account]), place=FLOOR, item=LIGHT, **given
    )


async def test_given_a_shared_phone_then_who_repaired_cannot_look_again_as_the_person_who_signed_out(
    here: World, lin: Device
) -> None:
    # R1.12
    await lin.push(lin.fact())
    (matter,) = await lin.matters()
    task = str(matter["tasks"][0]["id"])
    shared = await here.device("chen", 2)
    await sign_out(shared, "chen")
    await shared.sign_in("luo")
    here.clock.move(HOUR)
    photo = {"sha256": "a" * 64, "role": "again", "w": 4, "h": 3, "bytes": 99, "taken_at": "2026-05-20T05:30:00Z"}
    taken = said_by(shared, "luo", "accepted", body={"task": task})
    fixed = said_by(shared, "luo", "fixed", body={"task": task, "words": "换了灯"}, photos=[photo])
    here.clock.move(HOUR)
    forged = said_by(shared, "chen", "reinspected", body={"task": task, "result": "corrected"}, photos=[photo])
    receipts = (await shared.push(taken, fixed, forged))[1:]
    assert [(r.state, r.code) for r in receipts] == [("accepted", "ok"), ("held", "session_ended")]
    (matter,) = await lin.matters()
    assert (matter["tasks"][0]["state"], matter["tasks"][0]["looks"]) == ("fixed", [])
    assert forged["id"] not in {fact["id"] for fact in matter["facts"]}
    (again,) = await shared.push(forged)
    assert (again.state, again.code) == ("repeated", "session_ended")


async def test_given_a_held_fact_of_an_ended_session_then_a_person_can_let_it_count_and_no_sign_in_does(
    here: World, lin: Device
) -> None:
    await sign_out(lin, "lin")
    here.clock.move(HOUR)
    fact = lin.fact()
    assert [r.code for r in await lin.push(fact)] == ["session_ended"]
    lin.sessions.clear()
    await lin.sign_in("lin")
    (row,) = here.facts().values()
    assert (row.state, row.code) == ("held", "session_ended")

    def let(session: Session) -> dict[UUID, str]:
        known = here.server.estates.get(session, ESTATE)
        assert [line for line in held_lines(session) if "session_ended" in line]
        return release(session, known, [row.id], "u_he", "she forgot", here.clock.now(), random.Random(9))

    assert here.write(let) == {row.id: "ok"}
    (row,) = here.facts().values()
    assert row.state == "accepted"


async def test_given_a_sign_out_of_which_the_server_hears_later_then_the_devices_count_tells_what_came_after(
    here: World, lin: Device
) -> None:
    before = lin.fact()
    last = lin.seq
    here.clock.move(HOUR)
    after = lin.fact()
    here.clock.move(HOUR)
    await sign_out(lin, "lin", last_seq=last)
    assert [r.code for r in await lin.push(before, after)] == ["ok", "session_ended"]


async def test_given_work_from_before_the_sign_out_then_it_counts_however_late_it_comes(
    here: World, lin: Device
) -> None:
    fact = lin.fact()
    await sign_out(lin, "lin", last_seq=lin.seq)
    here.clock.move(timedelta(days=3))
    assert [r.code for r in await lin.push(fact)] == ["ok"]


async def test_given_a_late_copy_of_the_sign_in_then_it_does_not_open_the_session_again(
    here: World, lin: Device
) -> None:
    await sign_out(lin, "lin")
    answer = await lin.ask_session("lin")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await lin.page()).json()["code"] == "session_expired"


async def test_given_a_closed_account_then_what_was_done_before_counts_and_what_is_done_after_is_held(
    here: World, lin: Device
) -> None:
    # R1.12
    before = lin.fact()

    def close(session: Session) -> None:
        session.get_one(AccountRow, (ESTATE, "u_lin")).disabled_at = here.clock.now()

    here.write(close)
    here.clock.move(HOUR)
    after = lin.fact()
    receipts = await lin.push(before, after)
    assert [(r.state, r.code) for r in receipts] == [("accepted", "ok"), ("held", "account_closed")]
