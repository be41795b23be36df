"""Says which step of a long job runs, how far the job is, and how long each step took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Steps:
    """`with steps.step("fonts"): …` prints `[ 3/12] fonts … 2.1 s`."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._began = time.monotonic()
        self._open_line = False

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        self._done += 1
        began = time.monotonic()
        print(f"[{self._done:2}/{self._total}] {title} …", end="", flush=True)
        self._open_line = True
        try:
            yield
        except BaseException:
            self.note("failed")
            raise
        seconds = f"{time.monotonic() - began:.1f} s"
        print(f" {seconds}" if self._open_line else f"        {seconds}", flush=True)
        self._open_line = False

    def note(self, text: str) -> None:
        """A line of its own inside a step: what is slow, what was skipped."""
        print(("\n" if self._open_line else "") + f"        {text}", flush=True)
        self._open_line = False

    def counter(self, noun: str, total: int) -> Counter:
        return Counter(self, noun, total)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


class Counter:
    """Counts parts of one slow step; speaks at most every two seconds, so that a log stays readable."""

    def __init__(self, steps: Steps, noun: str, total: int) -> None:
        self._steps, self._noun, self._total = steps, noun, total
        self._count = 0
        self._spoke = time.monotonic()

    def add(self) -> None:
        self._count += 1
        if time.monotonic() - self._spoke > 2:
            self._spoke = time.monotonic()
            self._steps.note(f"{self._count}/{self._total} {self._noun}")
            sys.stdout.flush()
