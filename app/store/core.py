"""What every part of the store stands on: the engine, one way to read, one way to write, and who is told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.domain import crash
from app.domain.clock import Clock
from app.domain.ids import Rng
from app.store.before import CopyBefore
from app.store.engine import as_zonewalk
from app.store.values import Topic

Listener = Callable[[set[str]], None]
T = TypeVar("T")


class Core:
    """The parts of `Store` inherit from this. Everything is synchronous and runs on one thread."""

    def __init__(self, engine: Engine, clock: Clock, rng: Rng) -> None:
        self.engine, self.clock, self.rng = engine, clock, rng
        self._reader = engine.execution_options(reads=True)
        self._listeners: list[Listener] = []
        self._known: dict[str, Any] = {}

    def subscribe(self, fn: Listener) -> Callable[[], None]:
        """`fn(topics)` runs after each commit (topics: see `values.Topic`; empty for single values); the result takes it off."""
        self._listeners.append(fn)

        def off() -> None:
            if fn in self._listeners:
                self._listeners.remove(fn)

        return off

    def began_well(self) -> None:
        """The first screen is drawn and people write from here on: there is no going back to before a migration."""
        CopyBefore.of(self.engine).drop()

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()

    def _remembered(self, key: str, read: Callable[[], T]) -> T:
        """What `read` found since the last write: every screen asks for the same few values."""
        if key not in self._known:
            self._known[key] = read()
        found: T = self._known[key]
        return found

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, *topics: Topic) -> Iterator[Connection]:
        """One transaction, durable when the block is left. Raises ZonewalkError storage_full, storage_failed."""
        try:
            with self.engine.begin() as connection:
                yield connection
                crash.point("store.before_commit")
        except DBAPIError as error:
            raise as_zonewalk(error) from error
        finally:
            self._known.clear()
        crash.point("store.after_commit")
        self._tell(topics)

    def announce(self, topic: Topic) -> None:
        """Tell the watchers of something that is not in the database (the exchange's state)."""
        self._tell((topic,))

    def _tell(self, topics: Sequence[Topic]) -> None:
        for listener in tuple(self._listeners):
            listener(set(topics))
