"""Reads: short sessions beside the writer, in a worker thread, or inline in the simulation."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from anyio import to_thread
from sqlalchemy import Engine
from sqlmodel import Session

from sync_server.db.engine import reading

T = TypeVar("T")


class Reader(Protocol):
    def run(self, fn: Callable[[Session], T]) -> Awaitable[T]:
        """Returns what `fn` returned; `fn` only reads."""


class InlineReader:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def run(self, fn: Callable[[Session], T]) -> T:
        with reading(self._engine) as session:
            return fn(session)


class ThreadReader:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def run(self, fn: Callable[[Session], T]) -> T:
        def read() -> T:
            with reading(self._engine) as session:
                return fn(session)

        return await to_thread.run_sync(read)
