"""Facts out: whatever the line does, each saved fact is on the server once, and the phone says truly where it is."""

import json

import httpx
import pytest

from app.domain.errors import ERRORS
from app.domain.limits import FACTS_A_PUSH
from app.sync.push import ROOM_LEAST
from tests.sync.line import PORTAL, Inner, Line, Mishap, Phone, answers, cut_after, cut_before, late, twice

pytestmark = pytest.mark.anyio


async def test_given_facts_when_exchanged_then_each_has_its_receipt_and_comes_back_in_the_record(phone: Phone) -> None:
    await phone.sign_in()
    fact = phone.record()
    assert phone.store.delivery(fact.id) == "local"

    outcome = await phone.exchange.run_once()

    assert outcome.ok
    assert outcome.facts == 1
    assert phone.store.delivery(fact.id) == "verified"
    assert phone.exchange.state.phase == "idle"
    assert phone.exchange.state.last_ok is not None
    matters = phone.store.records("u_lin", "matter")
    assert str(fact.id) in {kept["id"] for matter in matters for kept in matter["facts"]}


@pytest.mark.parametrize(
    "mishap", [cut_before, cut_after, late, PORTAL, answers(502, b"<html>bad gateway</html>"), answers(413, b"")]
)
async def test_given_a_bad_line_when_it_is_good_again_then_the_fact_is_there_once(
    phone: Phone, line: Line, mishap: Mishap
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record()
    line.next("/api/push", mishap)

    outcome = await phone.exchange.run_once()

    assert outcome.error is not None
    assert phone.exchange.state.phase == "offline"
    assert phone.store.delivery(fact.id) == "local"
    assert phone.exchange.state.error is not None

    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"
    findings = [f["id"] for matter in phone.store.records("u_lin", "matter") for f in matter["findings"]]
    assert findings.count(str(fact.id)) == 1


async def test_given_a_request_that_arrives_twice_then_the_fact_is_there_once(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record()
    line.next("/api/push", twice)
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"
    facts = [f["id"] for matter in phone.store.records("u_lin", "matter") for f in matter["facts"]]
    assert facts.count(str(fact.id)) == 1


async def test_given_one_bad_fact_among_good_ones_then_it_alone_is_refused(phone: Phone) -> None:
    await phone.sign_in()
    good = phone.record()
    bad = phone.record(body={"state": 7})
    other = phone.record(place="u/A1-0302")

    assert (await phone.exchange.run_once()).ok

    assert phone.store.delivery(good.id) == "verified"
    assert phone.store.delivery(other.id) == "verified"
    assert phone.store.delivery(bad.id) == "refused"
    receipt = phone.store.receipt(bad.id)
    assert receipt is not None
    assert receipt.code == "fact_malformed"


async def test_given_a_fact_of_an_unknown_place_then_it_is_held_on_the_server(phone: Phone) -> None:
    await phone.sign_in()
    fact = phone.record(place="u/Z9-0101")
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "held"


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_given_a_batch_that_the_server_cannot_take_then_the_one_bad_fact_is_found_and_set_aside(
    phone: Phone, line: Line, status: int
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    facts = [phone.record() for _ in range(9)]
    bad = facts[5]
    fault = ERRORS["push_malformed"].fault().model_dump_json().encode()

    async def chokes(request: object, inner: object) -> object:
        if str(bad.id).encode() in line.bodies[-1]:
            return await answers(status, fault, "application/json")(request, inner)  # type: ignore[arg-type]
        return await inner.handle_async_request(request)  # type: ignore[attr-defined]

    line.always["/api/push"] = chokes  # type: ignore[assignment]
    outcome = await phone.exchange.run_once()

    assert outcome.ok
    assert outcome.aside == 1
    assert {phone.store.delivery(fact.id) for fact in facts if fact is not bad} == {"verified"}
    assert phone.store.delivery(bad.id) == "refused"
    assert phone.store.unsent_counts("u_lin").aside == 1


async def test_given_a_server_that_fails_on_one_fact_then_the_others_go_and_that_one_is_tried_again(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    facts = [phone.record() for _ in range(5)]
    fault = ERRORS["internal"].fault().model_dump_json().encode()

    async def chokes(request: object, inner: object) -> object:
        if str(facts[2].id).encode() in line.bodies[-1]:
            return await answers(500, fault, "application/json")(request, inner)  # type: ignore[arg-type]
        return await inner.handle_async_request(request)  # type: ignore[attr-defined]

    line.always["/api/push"] = chokes  # type: ignore[assignment]
    outcome = await phone.exchange.run_once()
    assert outcome.error is not None
    assert outcome.error.code == "internal"
    assert [phone.store.delivery(fact.id) for fact in facts].count("local") == 1

    line.always.clear()
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(facts[2].id) == "verified"


async def test_given_a_server_that_fails_always_then_the_search_ends_soon(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    for _ in range(200):
        phone.record()
    fault = ERRORS["internal"].fault().model_dump_json().encode()
    line.always["/api/push"] = answers(500, fault, "application/json")
    asked = line.count("POST", "/api/push")

    assert not (await phone.exchange.run_once()).ok

    assert line.count("POST", "/api/push") - asked < 60
    assert phone.store.unsent_counts("u_lin").facts == 200


async def test_given_an_answer_without_receipts_then_it_is_not_taken_for_success_nor_asked_for_ever(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    fact = phone.record()
    assert phone.store.get_meta("generation qinglan")
    reply = {
        "receipts": [],
        "server_time": "2026-03-02T01:00:00Z",
        "generation": phone.store.get_meta("generation qinglan"),
    }
    line.always["/api/push"] = answers(200, json.dumps(reply).encode(), "application/json")
    outcome = await phone.exchange.run_once()
    assert outcome.error is not None
    assert outcome.error.code == "server_odd"
    assert phone.store.delivery(fact.id) == "local"


async def test_given_more_facts_than_a_page_holds_then_all_go_in_the_order_of_seq(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    asked = line.count("POST", "/api/push")
    for _ in range(FACTS_A_PUSH + 3):
        phone.record("confirmed")
    outcome = await phone.exchange.run_once()
    assert outcome.facts == FACTS_A_PUSH + 3
    assert line.count("POST", "/api/push") - asked == 2


async def test_given_a_whole_round_then_it_goes_in_one_request(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    asked = line.count("POST", "/api/push")
    for _ in range(158):
        phone.record("confirmed")
    for _ in range(4):
        phone.record(preview="A" * 8000)
    await phone.exchange.run_once()
    assert line.count("POST", "/api/push") - asked == 1


async def test_given_time_outs_then_the_pages_get_smaller_until_they_pass(phone: Phone, line: Line) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    for _ in range(40):
        phone.record(preview="A" * 8000)

    async def slow(request: object, inner: object) -> object:
        mishap = cut_before if len(line.bodies[-1]) < 1 else late
        if len(line.bodies[-1]) > 4 * ROOM_LEAST:
            return await mishap(request, inner)  # type: ignore[arg-type]
        return await inner.handle_async_request(request)  # type: ignore[attr-defined]

    line.always["/api/push"] = slow  # type: ignore[assignment]
    runs = 0
    while phone.store.unsent_counts().facts:
        await phone.exchange.run_once()
        runs += 1
        assert runs < 40
    assert phone.store.unsent_counts().facts == 0


async def holds(request: httpx.Request, inner: Inner) -> httpx.Response:
    """The server keeps what comes and does not count it yet."""
    asked = json.loads(request.content)
    empty = httpx.Request("POST", request.url, headers=_plain(request), content=json.dumps(asked | {"facts": []}))
    answer = await inner.handle_async_request(empty)
    reply = json.loads(await answer.aread())
    known = {"state": "held", "code": "place_unknown", "zh": "", "en": "", "first": reply["server_time"]}
    reply["receipts"] = [{"id": fact["id"], **known} for fact in asked["facts"]]
    return httpx.Response(200, json=reply)


def _plain(request: httpx.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name.lower() != "content-length"}


@pytest.mark.parametrize("kind", ["round_started", "looked_at_contact"])
async def test_given_a_held_fact_that_no_record_tells_when_it_is_released_then_the_phone_calls_it_held_no_more(
    phone: Phone, line: Line, kind: str
) -> None:
    await phone.sign_in()
    await phone.exchange.run_once()
    body = {"zones": ["z1"]} if kind == "round_started" else {"unit": "u/A1-0301", "why": "call"}
    fact = phone.record(kind, item=None, place=None, body=body)
    line.next("/api/push", holds)
    await phone.exchange.run_once()
    assert phone.store.delivery(fact.id) == "held"
    await phone.exchange.run_once()
    assert phone.store.delivery(fact.id) == "verified"
