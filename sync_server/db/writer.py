"""The writer seam: everything that changes the database goes through `run(fn)`.

One thread writes. All jobs that wait go into one transaction, a SAVEPOINT each, and are answered after its commit: under
load one fsync serves many phones, and a bad job takes none of the others with it. Where the database ends the transaction by
itself (`TransactionEnded`: a full disk) nothing of the group was kept, and each job is done again by itself.
"""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from sync_server.db.engine import writing

T = TypeVar("T")
AT_MOST = 64  # jobs in one transaction


class Writer(Protocol):
    """`fn` gets a session inside a write transaction and must leave the committing to the writer. It may be run a second
    time, in a transaction of its own, when the first one failed as a whole; what it raises goes to the caller."""

    def run(self, fn: Callable[[Session], T]) -> Awaitable[T]:
        """Returns what `fn` returned, after the commit."""

    def close(self) -> None:
        """Finish what waits, then stop."""


class InlineWriter:
    """Each job in a transaction of its own, at once, in the caller's thread: for the simulation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def run(self, fn: Callable[[Session], T]) -> T:
        with writing(self._engine) as session:
            return fn(session)

    def close(self) -> None:
        """Nothing waits."""


@dataclass
class _Job:
    fn: Callable[[Session], Any]
    answer: Future[Any] = field(default_factory=Future)


class ThreadWriter:
    """One writer thread with group commit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="zonewalk-writer", daemon=True)
        self._thread.start()

    async def run(self, fn: Callable[[Session], T]) -> T:
        job = _Job(fn)
        self._jobs.put(job)
        result: T = await asyncio.wrap_future(job.answer)
        return result

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        going = True
        while going:
            group = [self._jobs.get()]
            while len(group) < AT_MOST and not self._jobs.empty():
                group.append(self._jobs.get())
            going = None not in group
            # A caller that went away before its turn is left out.
            jobs = [job for job in group if job is not None and job.answer.set_running_or_notify_cancel()]
            if jobs:
                self._commit(jobs)

    def _commit(self, jobs: list[_Job]) -> None:
        """All jobs in one transaction; if that fails as a whole, each by itself."""
        if len(jobs) == 1:
            self._alone(jobs[0])
            return
        outcomes: list[tuple[_Job, Any, Exception | None]] = []
        try:
            with writing(self._engine) as session:
                for job in jobs:
                    outcomes.append(_in_savepoint(session, job))
        except BaseException:  # noqa: BLE001  nothing was committed: each job is told its own outcome instead
            outcomes = [(job, None, _AGAIN) for job in jobs]
        for job, result, error in outcomes:
            if error is None:
                job.answer.set_result(result)
            elif error is _AGAIN or isinstance(error, OperationalError):
                self._alone(job)
            else:
                job.answer.set_exception(error)

    def _alone(self, job: _Job) -> None:
        try:
            with writing(self._engine) as session:
                result = job.fn(session)
        except BaseException as error:  # noqa: BLE001  the caller gets it
            job.answer.set_exception(error)
        else:
            job.answer.set_result(result)


_AGAIN = RuntimeError("the whole transaction failed")


def _in_savepoint(session: Session, job: _Job) -> tuple[_Job, Any, Exception | None]:
    try:
        with session.begin_nested():
            return job, job.fn(session), None
    except Exception as error:  # noqa: BLE001  the caller gets it
        return job, None, error
