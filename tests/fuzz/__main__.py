"""`python -m tests.fuzz`: many damaged photos and facts against the real server (make fuzz)."""

import argparse
import asyncio
import logging
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.domain.clock import SimulatedClock
from tests.fuzz import facts, photos
from tests.fuzz.found import Found
from tests.sync_server.world import NOON, template

Play = Callable[[Path, Path, SimulatedClock, random.Random, int, Found], Awaitable[None]]


async def run(parts: list[tuple[Play, int, int]], seed: int, until: float, found: Found) -> None:
    """parts: (play, how many, how many a world). until: by the monotonic clock, seconds; what is left is not played."""
    with tempfile.TemporaryDirectory(prefix="fuzz") as name:
        base = template(Path(name) / "template")
        for play, many, a_world in parts:
            for no, at in enumerate(range(0, many, a_world)):
                if time.monotonic() > until:
                    print("the time is over", flush=True)
                    return
                folder = Path(name) / "world"
                folder.mkdir()
                shutil.copytree(base, folder / "data")
                rng = random.Random(f"{seed} {play.__module__} {no}")
                await play(folder, folder / "data", SimulatedClock(NOON), rng, min(a_world, many - at), found)
                shutil.rmtree(folder)
                print(
                    f"{min(many, at + a_world)} {play.__module__.rpartition('.')[2]}, {len(found.faults)} faults",
                    flush=True,
                )


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--photos", type=int, default=100_000)
    asked.add_argument("--facts", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=240)
    asked.add_argument("--out", type=Path, default=Path("build/fuzz"))
    given = asked.parse_args()
    found = Found(given.out)
    logging.disable(logging.CRITICAL)  # each refusal is a line
    warnings.simplefilter("ignore", UserWarning)  # and Pillow's of damaged tags
    parts: list[tuple[Play, int, int]] = [
        (facts.play, given.facts, facts.A_WORLD),
        (photos.play, given.photos, photos.A_WORLD),
    ]
    try:
        asyncio.run(run(parts, given.seed, time.monotonic() + 60 * given.minutes, found))
    finally:  # also of a run that was cut off
        print("\n".join(found.lines()))
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
