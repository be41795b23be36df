"""A few hundred damaged photos and facts in each run of the tests; `make fuzz` plays many more."""

import random
from pathlib import Path

import pytest

from app.domain.clock import SimulatedClock
from tests.fuzz import facts, photos
from tests.fuzz.found import Found
from tests.sync_server.world import NOON, template

pytestmark = pytest.mark.anyio


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return template(tmp_path / "data")


async def test_given_damaged_heads_of_photos_then_each_is_verified_or_refused_and_the_server_starts_again(
    tmp_path: Path, data: Path
) -> None:
    found = Found(tmp_path / "kept")
    await photos.play(tmp_path, data, SimulatedClock(NOON), random.Random(11), 180, found)
    assert found.faults == []
    assert found.photos.total() == 180
    assert {state.split()[0] for state in found.photos} == {"verified", "refused"}
    assert (found.shown > 0, found.starts) == (True, 1)


async def test_given_facts_changed_at_random_then_each_has_its_receipt_and_phones_read_all_records(
    tmp_path: Path, data: Path
) -> None:
    found = Found(tmp_path / "kept")
    await facts.play(tmp_path, data, SimulatedClock(NOON), random.Random(12), 120, found)
    assert found.faults == []
    assert found.facts.total() == 120
    assert {state.split()[0] for state in found.facts} >= {"accepted", "held", "refused"}
    assert (found.read > 0, found.starts) == (True, 1)
