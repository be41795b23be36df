"""Phones as threads, which push facts with previews and photos, and remember what was acknowledged."""

import hashlib
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from app.domain import ids
from app.domain.clock import SystemClock
from app.domain.times import wire
from tests.sync.line import a_jpeg

BATCH = 60
METER = "building.water_meter_parts"
TAKEN = ("accepted", "repeated", "held")
PATIENCE_S = 20.0


@dataclass
class Said:
    """What phones were told. facts, photos: acknowledged. answers: HTTP statuses, with the code where it was no success."""

    facts: set[UUID] = field(default_factory=set)
    photos: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)


class Phone(threading.Thread):
    """Pushes until `enough` is set. The same facts again until they are acknowledged, as a true phone does."""

    def __init__(self, no: int, port: int, homes: list[str], enough: threading.Event) -> None:
        super().__init__(name=f"phone {no}", daemon=True)
        self.said = Said()
        self._rng, self._homes, self._enough = random.Random(no), homes, enough
        self._clock, self._device, self._session, self._start = (
            SystemClock(),
            UUID(int=0xD00 + no),
            UUID(int=no),
            UUID(int=9),
        )
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S)
        self._key = f"{no:02}".rjust(43, "k")
        self._token, self._seq = "", 0

    def run(self) -> None:
        facts: list[dict[str, Any]] = []
        photos: dict[str, bytes] = {}
        while not self._enough.is_set():
            if not facts:
                facts, photos = self._batch()
            try:
                if not self._token:
                    self._sign_in()
                elif self._push(facts):
                    facts = []
                    for sha, jpeg in photos.items():
                        self._put(sha, jpeg)
            except httpx.HTTPError as error:
                self.said.answers[type(error).__name__] += 1
                self._enough.wait(0.3)

    def _ask(self, method: str, path: str, **asked: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        answer = self._http.request(method, path, headers=headers, **asked)
        code = "" if answer.is_success else f" {answer.json()['code']}"
        self.said.answers[f"{answer.status_code}{code}"] += 1
        return answer

    def _sign_in(self) -> None:
        asked = {
            "account": "lin", "password": "zonewalk", "device": str(self._device), "device_key": self._key,
            "session": str(self._session),
        }  # fmt: skip
        answer = self._ask("POST", "/api/session", json=asked)
        if answer.is_success:
            self._token = answer.json()["token"]

    def _push(self, facts: list[dict[str, Any]]) -> bool:
        answer = self._ask("POST", "/api/push", json={"v": 1, "device": str(self._device), "facts": facts})
        if answer.is_success:
            self.said.facts |= {UUID(r["id"]) for r in answer.json()["receipts"] if r["state"] in TAKEN}
        return answer.is_success

    def _put(self, sha: str, jpeg: bytes) -> None:
        asked = {"offset": 0, "total": len(jpeg)}
        answer = self._ask("PUT", f"/api/photos/{sha}", params=asked, content=jpeg)
        if answer.is_success and answer.json()["state"] == "verified":
            self.said.photos.add(sha)

    def _batch(self) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
        jpeg = a_jpeg(self._rng, 60_000)
        sha = hashlib.sha256(jpeg).hexdigest()
        facts = [self._fact() for _ in range(BATCH)]
        facts[0]["photos"] = [
            {"sha256": sha, "role": "evidence", "w": 64, "h": 48, "bytes": len(jpeg), "taken_at": facts[0]["at"]}
        ]
        return facts, {sha: jpeg}

    def _fact(self) -> dict[str, Any]:
        self._seq += 1
        now = wire(datetime.now(UTC))
        return {
            "id": str(ids.new(self._clock, self._rng)), "kind": "found", "v": 1, "estate": "qinglan", "author": "u_lin",
            "session": str(self._session), "device": str(self._device), "start": str(self._start), "seq": self._seq,
            "at": now, "mono_ms": self._seq, "day": None, "place": self._rng.choice(self._homes), "item": METER,
            "body": {"state": "defect", "catalogue": 1}, "photos": [],
            "preview": self._rng.randbytes(3_000).hex(),
        }  # fmt: skip
