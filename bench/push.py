"""Push of a whole round (150 results, 8 sign-ins, 4 findings, 1 round) in one request, beside the bare limit of the disk:
sqlite3 executemany of the same rows in one transaction with synchronous=FULL."""

import json
import random
import sqlite3
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from app.domain import ids
from app.domain.clock import SystemClock
from app.domain.facts import Fact, to_wire
from bench.stage import report, served, summary, timed

ROUNDS = 9


def a_round(clock: SystemClock, device: UUID, session: UUID, start_seq: int, n: int) -> list[dict[str, object]]:
    """163 facts of the steward lin, as a phone sends them."""
    rng = random.SystemRandom()
    day = f"2026-01-{n + 1:02d}"
    facts: list[tuple[str, str | None, str | None, dict[str, object]]] = [
        ("round_started", None, None, {"zones": ["z1"]})
    ]
    floors = [f"b/A{b}/c/1/f/{f}" for b in (1, 2) for f in range(1, 13)]
    facts += [
        (
            "answered",
            floors[i % len(floors)],
            None,
            {"item": "building.corridor_light", "state": "normal", "catalogue": 1},
        )
        for i in range(150)
    ]
    facts += [("signed_in", "b/A1/c/1/f/9", None, {"point": "A1-1-M", "means": "scan"}) for _ in range(8)]
    facts += [
        ("found", f"b/A1/c/1/f/{n + 1}", f"building.{item}", {"state": state, "catalogue": 1})
        for item, state in (("stair_wall", "cracked"), ("stair_light", "defect"), ("wall_tile", "hollow"), ("floor_tile", "damaged"))
    ]  # fmt: skip
    return [
        to_wire(
            Fact(id=ids.new(clock, rng), kind=kind, estate="qinglan", author="u_lin", session=session, device=device,
                 start=clock.start, seq=start_seq + i, at=clock.now(), mono_ms=i, day=day, place=place, item=item, body=body)
        )
        for i, (kind, place, item, body) in enumerate(facts)
    ]  # fmt: skip


def limit(folder: Path, facts: list[dict[str, object]]) -> float:
    """Milliseconds of the bare rows on the same disk."""
    with sqlite3.connect(folder / "limit.sqlite", isolation_level=None) as database:
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=full")
        database.execute("create table if not exists fact (id blob primary key, raw text)")
        rows = [(UUID(str(fact["id"])).bytes, json.dumps(fact)) for fact in facts]

        def write() -> None:
            database.execute("begin immediate")
            database.executemany("insert into fact values (?, ?)", rows)
            database.execute("commit")

        return timed(write)


def main() -> None:
    clock, device, session = SystemClock(), uuid4(), uuid4()
    with served() as server, httpx.Client(base_url=server.url, timeout=60) as client:
        sign_in = {"account": "lin", "password": "zonewalk", "device": str(device), "session": str(session)}
        token = client.post("api/session", json=sign_in).raise_for_status().json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        pushes, limits = [], []
        for n in range(ROUNDS):
            facts = a_round(clock, device, session, 1 + n * 200, n)
            body = {"v": 1, "device": str(device), "facts": facts}
            answer: list[httpx.Response] = []

            def push(body: dict[str, object] = body, answer: list[httpx.Response] = answer) -> None:
                answer.append(client.post("api/push", json=body, headers=headers).raise_for_status())

            pushes.append(timed(push))
            states = {receipt["state"] for receipt in answer[0].json()["receipts"]}
            assert states == {"accepted"}, states
            limits.append(limit(server.data.parent, facts))
        figures = summary(pushes)
        report(what=f"push of a round of {len(facts)} facts, one request", **figures,
               ratio_to_bare_rows=round(figures["median_ms"] / summary(limits)["median_ms"], 1))  # fmt: skip


if __name__ == "__main__":
    main()
