"""The writer's contract, on both databases: answers after the commit, and a bad job takes none of the others with it."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from sync_server.db.disk import disk_fault
from sync_server.db.engine import TransactionEnded, open_engine, reading
from sync_server.db.tables import ConflictRow, CounterRow
from sync_server.db.writer import InlineWriter, ThreadWriter, Writer

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(params=[ThreadWriter, InlineWriter])
def writer(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Writer]:
    made: Writer = request.param(engine)
    yield made
    made.close()


def adds(name: str) -> Callable[[Session], str]:
    def job(session: Session) -> str:
        session.add(CounterRow(estate=name, rev=1))
        session.flush()
        return name

    return job


def kept(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.exec(select(CounterRow.estate)).all()) - {"qinglan"}


class Wrong(Exception):
    pass


async def test_given_a_job_then_its_result_comes_after_the_commit(engine: Engine, writer: Writer) -> None:
    assert await writer.run(adds("a")) == "a"
    assert kept(engine) == {"a"}


async def test_given_a_job_that_raises_then_the_caller_gets_it_and_nothing_of_the_job_is_kept(
    engine: Engine, writer: Writer
) -> None:
    def bad(session: Session) -> None:
        adds("bad")(session)
        raise Wrong

    with pytest.raises(Wrong):
        await writer.run(bad)
    assert await writer.run(adds("after")) == "after"
    assert kept(engine) == {"after"}


class Gate:
    """Keeps the writer busy until the jobs of a group wait behind it."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def hold(self, session: Session) -> None:
        self.begun.set()
        assert self.go.wait(20)


async def together(writer: ThreadWriter, *jobs: Callable[[Session], object]) -> list[object]:
    """Run the jobs as one group; their results, or what they raised."""
    gate = Gate()
    first = asyncio.create_task(writer.run(gate.hold))
    await asyncio.to_thread(gate.begun.wait, 20)
    waiting = [asyncio.ensure_future(writer.run(job)) for job in jobs]
    for _ in range(5):
        await asyncio.sleep(0)  # each task gets as far as the queue
    gate.go.set()
    await first
    return await asyncio.gather(*waiting, return_exceptions=True)


@pytest.fixture
def thread_writer(engine: Engine) -> Iterator[ThreadWriter]:
    writer = ThreadWriter(engine)
    yield writer
    writer.close()


async def test_given_jobs_that_wait_then_they_share_one_commit(engine: Engine, thread_writer: ThreadWriter) -> None:
    commits: list[int] = []
    event.listen(engine, "commit", lambda connection: commits.append(1))
    assert await together(thread_writer, *[adds(name) for name in "abcdef"]) == list("abcdef")
    assert kept(engine) == set("abcdef")
    assert len(commits) == 1  # the gate writes nothing


async def test_given_a_bad_job_in_a_group_then_the_others_are_kept(engine: Engine, thread_writer: ThreadWriter) -> None:
    def bad(session: Session) -> None:
        adds("bad")(session)
        raise Wrong

    def twice(session: Session) -> None:
        adds("a")(session)  # the database itself refuses

    a, wrong, refused, b = await together(thread_writer, adds("a"), bad, twice, adds("b"))
    assert (a, b) == ("a", "b")
    assert isinstance(wrong, Wrong)
    assert isinstance(refused, Exception)
    assert kept(engine) == {"a", "b"}


def fills(session: Session) -> None:
    """Writes more than SQLite has room for: as with a full disk it rolls the whole transaction back."""
    connection = session.connection()
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    for no in range(50):
        session.add(CounterRow(estate=f"full {no} " + "x" * 3000, rev=1))
    session.flush()


def fills_and_goes_on(session: Session) -> str:
    """The same, and does not notice."""
    with contextlib.suppress(Exception):
        fills(session)
    return adds("after all")(session)


@pytest.mark.parametrize("bad", [fills, fills_and_goes_on])
async def test_given_a_full_disk_in_a_group_then_what_was_acknowledged_is_there_and_the_rest_is_told(
    data: Path, bad: Callable[[Session], object]
) -> None:
    engine = open_engine(f"sqlite:///{data / 'zonewalk.sqlite'}")
    writer = ThreadWriter(engine)
    a, full, b, c = await together(writer, adds("a"), bad, adds("b"), adds("c"))
    writer.close()
    assert (a, b, c) == ("a", "b", "c")
    assert isinstance(full, Exception)
    fault = disk_fault(full)
    assert fault is not None
    assert fault.code == ("disk_full" if bad is fills else "disk_failed")
    assert kept(engine) == {"a", "b", "c"}
    engine.dispose()


async def test_given_a_transaction_that_has_failed_then_its_end_is_no_success(url: str) -> None:
    """PostgreSQL answers COMMIT with ROLLBACK, SQLite has nothing to commit: neither driver calls that an error."""
    engine = open_engine(url)

    def fails_unnoticed(session: Session) -> str:
        adds("lost")(session)
        with contextlib.suppress(Exception):
            if engine.dialect.name == "sqlite":
                fills(session)
            session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
        return "acknowledged"

    with pytest.raises(TransactionEnded):
        await InlineWriter(engine).run(fails_unnoticed)
    assert kept(engine) == set()
    engine.dispose()


async def test_given_a_group_that_fails_as_a_whole_then_each_job_runs_by_itself(
    engine: Engine, thread_writer: ThreadWriter
) -> None:
    class Gone(BaseException):
        """Not even an Exception."""

    def dies(session: Session) -> None:
        raise Gone

    results = await asyncio.gather(together(thread_writer, adds("a"), dies, adds("b")), return_exceptions=True)
    assert kept(engine) == {"a", "b"}
    assert await thread_writer.run(adds("c")) == "c"
    assert results


async def test_given_a_commit_that_fails_then_each_job_is_committed_by_itself(
    engine: Engine, thread_writer: ThreadWriter
) -> None:
    """The gate's commit goes through, that of the group fails, and each job then commits by itself."""
    commits: list[int] = []

    def refuse(session: Session) -> None:
        if not session.in_nested_transaction():
            commits.append(1)
            if len(commits) == 2:
                raise Wrong

    event.listen(Session, "before_commit", refuse)
    try:
        results = await together(thread_writer, adds("a"), adds("b"))
    finally:
        event.remove(Session, "before_commit", refuse)
    assert results == ["a", "b"]
    assert kept(engine) == {"a", "b"}
    assert len(commits) == 4


async def test_given_a_caller_that_went_away_then_its_job_is_left_out(
    engine: Engine, thread_writer: ThreadWriter
) -> None:
    gate = Gate()
    first = asyncio.create_task(thread_writer.run(gate.hold))
    await asyncio.to_thread(gate.begun.wait, 20)
    gone = asyncio.create_task(thread_writer.run(adds("gone")))
    stays = asyncio.create_task(thread_writer.run(adds("stays")))
    for _ in range(5):
        await asyncio.sleep(0)
    gone.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    gate.go.set()
    await first
    assert await stays == "stays"
    assert kept(engine) == {"stays"}


async def test_given_jobs_that_wait_when_closed_then_they_are_finished(engine: Engine) -> None:
    writer = ThreadWriter(engine)
    jobs = [asyncio.ensure_future(writer.run(adds(f"j{no}"))) for no in range(100)]
    for _ in range(5):
        await asyncio.sleep(0)
    await asyncio.to_thread(writer.close)
    assert await asyncio.gather(*jobs) == [f"j{no}" for no in range(100)]
    assert len(kept(engine)) == 100


async def test_given_two_writers_of_one_database_then_both_are_kept(engine: Engine, url: str) -> None:
    """Two processes before one database."""
    other_engine = open_engine(url)
    writers = [ThreadWriter(engine), ThreadWriter(other_engine)]

    def counts(session: Session) -> None:
        from sync_server.db.records import next_rev

        next_rev(session, "counted")

    await writers[0].run(counts)
    await asyncio.gather(*[writers[no % 2].run(counts) for no in range(40)])
    for writer in writers:
        writer.close()
    with reading(engine) as session:
        assert session.get_one(CounterRow, "counted").rev == 41
        assert session.exec(select(ConflictRow)).all() == []
    other_engine.dispose()
