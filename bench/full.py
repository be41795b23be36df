"""Pushes to an estate with years behind it, beside the same pushes to a new one: a finding, and a whole round.

FACTS: how many facts the full one holds (2,000,000). Both servers run at once and are asked in turn.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from app.domain.clock import SystemClock
from bench.push import a_round
from bench.stage import report, served, summary, timed
from sync_server.config import ServerSettings
from sync_server.db.engine import open_engine
from tests.serving import Server
from tests.sync_server.filled import fill

ROUNDS = 15
FACTS = int(os.environ.get("FACTS", "2000000"))


class Pusher:
    """A phone that has signed in at one server."""

    def __init__(self, server: Server, client: httpx.Client) -> None:
        self._client, self._clock, self._device, self._session, self._n = client, SystemClock(), uuid4(), uuid4(), 0
        sign_in = {"account": "lin", "password": "zonewalk", "device": str(self._device), "session": str(self._session)}
        token = client.post("api/session", json=sign_in).raise_for_status().json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self.finding: list[float] = []
        self.round: list[float] = []

    def push(self) -> None:
        """A finding alone, then a round."""
        facts = a_round(self._clock, self._device, self._session, 1 + self._n * 200, self._n)
        self._n += 1
        self.finding.append(self._sent(facts[-1:]))
        self.round.append(self._sent(facts[:-1]))

    def _sent(self, facts: list[dict[str, object]]) -> float:
        body = {"v": 1, "device": str(self._device), "facts": facts}
        return timed(lambda: self._client.post("api/push", json=body, headers=self._headers).raise_for_status())


@contextmanager
def filled() -> Iterator[Server]:
    """A served demo estate with FACTS facts."""
    with served() as server:
        server.kill()
        begun = time.perf_counter()
        engine = open_engine(ServerSettings.in_folder(server.data).database_url)
        rows = fill(engine, FACTS)
        engine.dispose()
        size = sum(file.stat().st_size for file in Path(server.data).glob("zonewalk.sqlite*"))
        report(what="an estate filled", rows=rows, megabytes=size // 10**6, seconds=round(time.perf_counter() - begun))
        server.start(timeout=120)
        yield server


def main() -> None:
    with ExitStack() as stack:
        pushers = [
            Pusher(server, stack.enter_context(httpx.Client(base_url=server.url, timeout=120)))
            for server in (stack.enter_context(served()), stack.enter_context(filled()))
        ]
        for pusher in pushers:
            pusher.push()  # the first one warms both up
            pusher.finding.clear()
            pusher.round.clear()
        for _ in range(ROUNDS):
            for pusher in pushers:
                pusher.push()
    new, full = pushers
    for what, of_new, of_full in (("one finding", new.finding, full.finding), ("a round", new.round, full.round)):
        ratio = summary(of_full)["median_ms"] / summary(of_new)["median_ms"]
        report(
            what=f"push of {what} at {FACTS:,} facts", full=summary(of_full), new=summary(of_new), ratio=round(ratio, 2)
        )


if __name__ == "__main__":
    main()
