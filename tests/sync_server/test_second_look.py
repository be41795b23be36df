"""A second look closes its task when its photo has come from the phone of the person who looked (R5.5)."""

import hashlib
import random
from datetime import timedelta
from typing import Any

import pytest

from app.domain.times import wire
from tests.sync.line import a_jpeg
from tests.sync_server.world import FLOOR, LIGHT, Device, World

pytestmark = pytest.mark.anyio
PICTURES = {name: a_jpeg(random.Random(no), 9_000) for no, name in enumerate(("dark", "lit", "older"))}


def ref(here: World, name: str, **more: Any) -> dict[str, Any]:
    data = PICTURES[name]
    told = {"sha256": hashlib.sha256(data).hexdigest(), "role": "again", "w": 64, "h": 48, "bytes": len(data)}
    return told | {"taken_at": wire(here.clock.now())} | more


async def put(by: Device, name: str) -> str:
    data = PICTURES[name]
    answer = await by.world.http.put(
        f"/api/photos/{hashlib.sha256(data).hexdigest()}", params={"offset": 0, "total": len(data)}, content=data,
        headers=by.headers,
    )  # fmt: skip
    return str(answer.json()["state"])


async def task_of(by: Device) -> tuple[str, bool]:
    (matter,) = await by.matters()
    (task,) = matter["tasks"]
    return task["state"], task["waits_for_photo"]


async def test_given_the_findings_own_an_album_and_a_missing_photo_then_the_task_waits_until_a_new_one_arrives(
    here: World, lin: Device
) -> None:
    # R5.4, R5.5
    await lin.push(lin.fact(photos=[ref(here, "dark", role="evidence")]))
    assert await put(lin, "dark") == "verified"
    (matter,) = await lin.matters()
    task = str(matter["tasks"][0]["id"])
    luo = await here.device("luo", 2)
    here.clock.move(timedelta(minutes=5))
    await luo.push(*(luo.fact(kind, place=FLOOR, item=LIGHT, body={"task": task}) for kind in ("accepted", "fixed")))
    here.clock.move(timedelta(minutes=5))
    await lin.page()

    def looked(**photo: Any) -> dict[str, Any]:
        body = {"task": task, "result": "corrected"}
        return lin.fact("reinspected", place=FLOOR, item=LIGHT, body=body, photos=[photo])

    album = ref(here, "older", source="album", taken_at=wire(here.clock.now() - timedelta(days=3)))
    assert {r.state for r in await lin.push(looked(**ref(here, "dark")), looked(**album))} == {"accepted"}
    assert await put(lin, "older") == "verified"
    assert await task_of(lin) == ("fixed", False)
    smuggled = looked(**ref(here, "lit")) | {"verified": [ref(here, "lit")["sha256"]]}
    await lin.push(smuggled)
    assert await task_of(lin) == ("fixed", True)
    _, since = await lin.pull()
    assert await put(lin, "lit") == "verified"
    assert await task_of(lin) == ("closed", False)
    changes, _ = await lin.pull(since)
    assert "matter" in {change["kind"] for change in changes}
