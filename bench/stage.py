"""What the benchmarks stand on: a demo data folder, the real server, a phone that has signed in."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.driver import Phone
from tests.e2e import play
from tests.serving import ROOT, Server


@contextmanager
def served() -> Iterator[Server]:
    """The real server on a fresh demo estate."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        subprocess.run(
            [sys.executable, "-m", "sync_server", "seed", "--demo"], cwd=ROOT, env={**os.environ, "DATA": str(data)}, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with Server(data) as server:
            yield server


@contextmanager
def phone_signed_in(server: Server) -> Iterator[tuple[Phone, Path]]:
    """A phone on which the steward has signed in and which can start offline; and its profile."""
    profile = server.data.parent / "phone"
    with Phone(profile) as phone:
        play.sign_in(phone, server, "lin", "ring")
        play.kept_for_offline(phone)
        yield phone, profile


def timed(run: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


def summary(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and count; milliseconds."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"median_ms": round(statistics.median(ordered), 1), "p95_ms": round(p95, 1), "n": len(ordered)}


def report(**figures: object) -> None:
    print(json.dumps(figures, ensure_ascii=False), flush=True)
