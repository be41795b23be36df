"""Facts changed at random, pushed to the real server; a real phone then reads what became of them."""

import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.patrol.work import at_work
from tests.fuzz.found import Found
from tests.sync.line import Line, Phone
from tests.sync_server.world import BODIES, FLOOR, HOME, LIGHT, METER, OTHER_ZONE, STOP, Device, world

A_WORLD = 1_000  # facts; then the server starts anew on the same data
A_PUSH = 40
TASK = "0197a2b0-0000-7000-8000-000000000001"
SHA = "ab" * 32
# A body of each kind; most of the others need a task or case and are found wanting, which is to be said and no more.
KINDS: dict[str, dict[str, Any]] = BODIES | {
    "round_ended": {"round": TASK, "missed": {"A1-1-T": "locked"}, "words": "x"},
    "site_visited": {"result": "inspected"},
    "answered": {"item": "building.facade", "state": "ok", "catalogue": 1},
    "skipped": {"reason": "locked", "words": "x"},
    "stepped": {
        "protocol": "running_water",
        "step": "close_valve",
        "results": {"valve": "closed"},
        "promised_at": "2026-05-21T00:00:00Z",
    },
    "photo_added": {"why": "more"},
    "accepted": {"task": TASK},
    "assigned": {"task": TASK, "to": "u_luo"},
    "fixed": {"task": TASK, "words": "x"},
    "reinspected": {"task": TASK, "result": "corrected"},
    "ended": {"task": TASK, "words": "x"},
    "on_hold": {"task": TASK, "until": "2026-05-25", "words": "x"},
    "cancelled": {"task": TASK, "words": "x"},
    "reviewed": {"sha256": SHA, "verdict": "accepted"},
    "looked_at_contact": {"unit": HOME, "why": "x"},
    "valve_reopened": {"words": "x"},
}
PLACES = (FLOOR, STOP, HOME, OTHER_ZONE, "b/A1/c/1/f/3", "b/A1/c/1/f/4", "b/B2/c/1/f/5", "u/A1-0402")
ITEMS = (LIGHT, METER, "building.fire_door", "building.water_meter_running")
_RAW = "<raw>"  # stands for JSON that Python does not write by itself
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**63 - 1, 2**63, -(2**63), 10**60, 0.5, 1e308, [], {}, [[]], {"": ""}, "", " ", "\0", "😀", "\ud800",
    "x" * 300, "很" * 2_001, "x" * 9_000, "0500-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00",
    "1969-12-31T23:59:59Z", "2026-05-20T01:02:03", "2026-05-20T01:02:03+23:59", "2026-13-01", "0500-01-01", "9999-12-31", "١٢",
    "0" * 64, TASK, "00000000-0000-0000-0000-000000000000", "A" * 36, "critical", "u_lin", "z1", "b/A1/c/1/f/七", "../..", FLOOR + "/", HOME,
    _RAW + "1e400", _RAW + "-1e400", _RAW + "9" * 5_000, _RAW + "-0.0", _RAW + "1E-400", {"x": _RAW + "1e999"},
    [{"sha256": SHA, "role": "fix", "w": 1, "h": 1, "bytes": 1, "taken_at": "0500-01-01T00:00:00Z", "marks": [{"x": _RAW + "1e400"}]}],
)  # fmt: skip


def changed(rng: random.Random, lin: Device, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """A fact of any kind with up to four of its values otherwise; sometimes about one that came before."""
    kind = rng.choice(list(KINDS))
    fact = lin.fact(kind, place=rng.choice(PLACES), item=rng.choice(ITEMS), body=json.loads(json.dumps(KINDS[kind])))
    if rng.randrange(2):
        fact["photos"] = [{"sha256": f"{rng.getrandbits(256):064x}", "role": "evidence", "w": 4, "h": 3, "bytes": 9}]
    if earlier and rng.randrange(3) == 0:
        fact["about"] = rng.choice(earlier)["id"]
    for _ in range(rng.choice((0, 1, 1, 1, 2, 4))):
        _change(rng, fact)
    return fact


def _change(rng: random.Random, fact: dict[str, Any]) -> None:
    # Without most of its envelope a fact is refused at once: what it says is changed more often.
    holder: Any = rng.choice((fact, fact.get("body"), fact.get("body"), fact.get("photos")))
    while isinstance(holder, dict | list):
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = rng.choice(keys)
        inner = holder[key]
        if isinstance(inner, dict | list) and inner and rng.randrange(3):
            holder = inner
            continue
        match rng.randrange(8):
            case 0:
                holder.pop(key)
            case 1 if isinstance(holder, dict):
                holder[rng.choice(("unknown", "seen_at", "received_at", "roles", "", "x" * 300))] = deepcopy(
                    deepcopy(rng.choice(ODD))
                )
            case 2 if isinstance(inner, list) and inner:
                holder[key] = inner * rng.choice((2, 70, 400))
            case _:
                holder[key] = deepcopy(rng.choice(ODD))
        return


def text_of(facts: list[dict[str, Any]], device: UUID) -> str:
    """The push, with what no JSON writer would write."""
    text = json.dumps({"v": 1, "device": str(device), "facts": facts})
    for odd in ("1e400", "-1e400", "9" * 5_000, "-0.0", "1E-400", "1e999"):
        text = text.replace(f'"{_RAW}{odd}"', odd)
    return text


async def play(folder: Path, data: Path, clock: SimulatedClock, rng: random.Random, many: int, found: Found) -> None:
    """Push `many` facts to one server; after each push phones of a steward and a supervisor read; then it starts anew."""
    async with world(data, clock) as here:
        lin = await here.device("lin")
        line = Line(here.http._transport)
        phones = [Phone(folder / name, line, seed=no, clock=clock) for no, name in enumerate(("lin", "chen", "luo"), 5)]
        for phone in phones:
            await phone.sign_in(phone.folder.name)
        earlier: list[dict[str, Any]] = []
        for at in range(0, many, A_PUSH):
            facts = [changed(rng, lin, earlier) for _ in range(min(A_PUSH, many - at))]
            text = text_of(facts, lin.id)
            answer = await here.http.post("/api/push", content=text, headers=lin.headers)
            if answer.status_code != 200:
                found.keep(f"push {answer.status_code} {answer.text}", text.encode())
                continue
            receipts = answer.json()["receipts"]
            found.facts.update(f"{receipt['state']} {receipt['code']}" for receipt in receipts)
            good = {r["id"] for r in receipts if r["state"] == "accepted"}
            if any(receipt["code"] == "internal" for receipt in receipts):
                found.keep("the rules failed on a fact", text.encode())
            earlier = [*earlier, *(fact for fact in facts if str(fact.get("id")) in good)][-200:]
            for phone in phones:
                await _read(phone, text, found)
        for phone in phones:
            phone.store.close()
    async with world(data, clock) as again:
        health = await again.http.get("/api/health")
        found.start(health.status_code == 200 and health.json()["ready"])


async def _read(phone: Phone, text: str, found: Found) -> None:
    outcome = await phone.exchange.run_once()
    account = phone.store.current
    assert account is not None
    if not outcome.ok:
        found.keep(f"a phone's exchange: {outcome.error}", text.encode())
        return
    try:
        work = at_work(phone.host, phone.store, phone.clock, phone.rng, _BUNDLE, account)
        assert work is not None
        matters = phone.store.matters(account.id, work.rules)
        days = {raw["day"] for kind in ("place_day", "point_day") for raw in phone.store.records(account.id, kind)}
        found.read += len(matters)
        for day in sorted(days):
            found.read += len(phone.store.place_days(account.id, work.rules, day))
            found.read += len(phone.store.point_days(account.id, work.rules, day))
        unread = phone.store.unread(account.id)
    except Exception as error:  # noqa: BLE001  whatever it is, the screens would be dead
        found.keep(f"a phone cannot read: {error!r}", text.encode())
        return
    if unread:
        found.keep(f"a phone skipped {unread} records", text.encode())


_BUNDLE = load_bundle()
