"""What the server said: records of each account, applied page by page, the cursor in the same transaction."""

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Connection, Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from app.domain.clock import Clock
from app.domain.exchange import ChangesPage
from app.domain.ids import Rng
from app.domain.records import Change
from app.domain.register import Register, RegisterEntry
from app.store.drafts import Drafts
from app.store.identity import put_value
from app.store.outbox import _want
from app.store.tables import ACCOUNT, FACT, RECORD

log = logging.getLogger("zonewalk.store")
M = TypeVar("M", bound=BaseModel)

_BY_UUID = frozenset({"matter", "place_day", "point_day"})


class Records(Drafts):
    """Records are written by the exchange alone, and only from pages."""

    def __init__(self, engine: Engine, clock: Clock, rng: Rng) -> None:
        super().__init__(engine, clock, rng)
        self._registers: dict[str, Register] = {}
        self._unread: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def apply_page(self, account: str, page: ChangesPage) -> None:
        """A page of changes and its cursor, in one transaction, cursor last.

        After the last page what was begun anew and not told again goes, and own facts with a receipt are settled: the
        server's records tell them now.
        """
        known = self.account(account)
        if known is not None:
            self.see_generation(known.estate, page.generation)
        released = self._released(page.changes)
        photos, facts = ("photos",) if page.lacks else (), ("facts",) if released else ()
        with self._writing("records", "sync", *photos, *facts) as connection:
            _upsert(connection, account, [change for change in page.changes if not change.gone])
            _remove(connection, account, [change for change in page.changes if change.gone])
            if released:
                connection.execute(update(FACT).where(FACT.c.id.in_(released)).values(state="accepted"))
            _want(connection, page.lacks)
            if not page.more:
                left = connection.execute(delete(RECORD).where(RECORD.c.account == account, RECORD.c.old)).rowcount
                connection.execute(
                    update(FACT)
                    .where(FACT.c.author == account, ~FACT.c.settled, FACT.c.state.in_(("accepted", "repeated")))
                    .values(settled=True)
                )
                self._own_changed()
                if left:
                    self._forget_views()
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account).values(cursor=page.cursor))
            self._changed(account, page.changes)

    def _released(self, changes: Sequence[Change]) -> set[UUID]:
        """Held facts that the server now counts in a matter or a day: they were released, and are accepted."""
        with self._reading() as connection:
            held = set(connection.execute(select(FACT.c.id).where(FACT.c.state == "held")).scalars())
        if not held:
            return held
        told: set[UUID] = set()
        for change in changes:
            try:
                told |= _counted(change)
            except (KeyError, TypeError, ValueError):
                log.exception("the facts of %s %s cannot be read", change.kind, change.id)
        return held & told

    def start_anew(self, account: str) -> None:
        """The server answered 410: fetch all records again. The old ones serve until the last new page has come, so that
        a cut in between leaves nobody without an estate. Facts are untouched."""
        with self._writing("sync") as connection:
            _anew(connection, RECORD.c.account == account, ACCOUNT.c.id == account)

    def see_generation(self, estate: str, generation: str) -> bool:
        """The estate's generation, as each answer of the server names it. True when it has changed (a restored back-up): then
        all records of the estate begin anew and its own facts are to be pushed again."""
        key = f"generation {estate}"
        known = self.get_meta(key)
        if known == generation:
            return False
        with self._writing("facts", "records", "sync") as connection:
            put_value(connection, key, generation)
            if known is not None:
                here = select(ACCOUNT.c.id).where(ACCOUNT.c.estate == estate)
                _anew(connection, RECORD.c.account.in_(here), ACCOUNT.c.estate == estate)
                self._push_again(connection, estate)
                self._forget_views()
        return known is not None

    def record(self, account: str, kind: str, id: str) -> dict[str, Any] | None:
        """One record as the server last said it; None when the account does not have it."""
        query = select(RECORD.c.data).where(
            RECORD.c.account == account, RECORD.c.kind == kind, RECORD.c.id == record_key(kind, id)
        )
        with self._reading() as connection:
            data = connection.execute(query).scalar()
        return json.loads(data) if data is not None else None

    def records(self, account: str, kind: str) -> list[dict[str, Any]]:
        """All records of a kind, by id."""
        query = select(RECORD.c.data).where(RECORD.c.account == account, RECORD.c.kind == kind).order_by(RECORD.c.id)
        with self._reading() as connection:
            return [json.loads(data) for data in connection.execute(query).scalars()]

    def read(self, account: str, kind: str, model: type[M]) -> list[M]:
        """All records of a kind that can be read, by id; see `unread`."""
        query = select(RECORD.c.kind, RECORD.c.id, RECORD.c.data).where(
            RECORD.c.account == account, RECORD.c.kind == kind
        )
        with self._reading() as connection:
            found = [self._read(account, row, model) for row in connection.execute(query.order_by(RECORD.c.id))]
        return [each for each in found if each is not None]

    def unread(self, account: str) -> int:
        """How many records this app could not read, among those that were asked for: they are left out everywhere, and the
        screens say so."""
        return len(self._unread[account])

    def _read(self, account: str, row: Any, model: type[M]) -> M | None:
        """The record of this row (kind, id, data); None, noted, where it cannot be read."""
        try:
            return model.model_validate_json(row.data)
        except ValueError:
            log.exception("%s %s cannot be read", row.kind, row.id)
            self._unread[account].add((row.kind, row.id))
            return None

    def register(self, account: str) -> Register:
        """Who lives where, as far as this account was told: read once, until the server tells it anew."""
        if account not in self._registers:
            entries: dict[str, RegisterEntry] = {}
            for told in self.read(account, "register", Register):
                entries |= told.entries
            self._registers[account] = Register(entries=entries)
        return self._registers[account]

    def busy_matters(self, account: str) -> list[dict[str, Any]]:
        """The server's matters with an open task or case, the latest change first, as JSON values."""
        query = (
            select(RECORD.c.data)
            .where(RECORD.c.account == account, RECORD.c.kind == "matter", RECORD.c.busy)
            .order_by(RECORD.c.rev.desc())
        )
        with self._reading() as connection:
            return [json.loads(data) for data in connection.execute(query).scalars()]

    def has_records(self, account: str) -> bool:
        """Whether this account has ever fetched anything: without an estate nothing can be walked."""
        query = select(RECORD.c.id).where(RECORD.c.account == account, RECORD.c.kind == "estate").limit(1)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def _changed(self, account: str, changes: Sequence[Change]) -> None:
        """What is cached of these records is old."""
        self._unread[account] -= {(change.kind, record_key(change.kind, change.id)) for change in changes}
        if any(change.kind == "register" for change in changes):
            self._registers.pop(account, None)

    def _forget_views(self) -> None:
        super()._forget_views()
        self._registers.clear()
        self._unread.clear()


def record_key(kind: str, id: str) -> str:
    """One spelling of a record's id: ids that are UUIDs as 32 hex digits."""
    return UUID(id).hex if kind in _BY_UUID and is_key(id) else id


def is_key(id: str) -> bool:
    """Whether it is an id that a matter or a day can have."""
    try:
        UUID(id)
    except ValueError:
        return False
    return True


def _counted(change: Change) -> set[UUID]:
    """The facts that count in a matter or a day."""
    if change.kind == "matter":
        return {UUID(fact["id"]) for fact in change.data.get("facts", ())}
    if change.kind == "place_day":
        return {UUID(fact) for fact in change.data.get("facts", ())}
    if change.kind == "point_day":
        return {UUID(visit["fact"]) for visit in change.data.get("visits", ())}
    return set()


def _upsert(connection: Connection, account: str, changes: Sequence[Change]) -> None:
    """A record goes in as it came, also one that cannot be read: the next version of the app may."""
    if not changes:
        return
    rows = [
        {
            "account": account,
            "kind": change.kind,
            "id": record_key(change.kind, change.id),
            "rev": change.rev,
            "zone": _text(change.data.get("zone")),
            "day": _text(change.data.get("day")),
            "busy": change.kind == "matter" and is_busy(change.data),
            "old": False,
            "data": json.dumps(change.data, ensure_ascii=False, separators=(",", ":")),
        }
        for change in changes
    ]
    given = insert(RECORD)
    kept = {name: given.excluded[name] for name in ("rev", "zone", "day", "busy", "old", "data")}
    connection.execute(given.on_conflict_do_update(index_elements=["account", "kind", "id"], set_=kept), rows)


def is_busy(matter: dict[str, Any]) -> bool:
    """Whether a matter (as JSON) has a task or a case that is not closed; one that cannot be read has none."""
    try:
        tasks = any(task.get("state") not in ("closed", "cancelled") for task in matter.get("tasks", ()))
        return tasks or any(not case.get("closed") for case in matter.get("cases", ()))
    except (AttributeError, TypeError):
        return False


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _remove(connection: Connection, account: str, changes: Sequence[Change]) -> None:
    for change in changes:
        key = record_key(change.kind, change.id)
        connection.execute(
            delete(RECORD).where(RECORD.c.account == account, RECORD.c.kind == change.kind, RECORD.c.id == key)
        )


def _anew(connection: Connection, records: Any, accounts: Any) -> None:
    connection.execute(update(RECORD).where(records).values(old=True))
    connection.execute(update(ACCOUNT).where(accounts).values(cursor=None))
