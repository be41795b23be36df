"""What is on its way to the server, and what the server said of it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, Row, ScalarSelect, bindparam, case, func, select, true, update

from app.domain.clock import Clock
from app.domain.errors import ERRORS
from app.domain.exchange import Fault, Receipt
from app.domain.ids import Rng
from app.domain.times import wire
from app.store.facts import Facts
from app.store.tables import DRAFT, FACT, NAMED, PHOTO
from app.store.values import Counts, Delivery, OutFact, Topic

_COUNTED = frozenset({"facts", "photos", "drafts"})
_TAKEN = ("accepted", "repeated", "held")
LOST = ("missing", "refused")  # states of a photo that will not arrive as it stands


class Outbox(Facts):
    """The outbox is the device's: facts of every author go out in the order of seq, under their own names."""

    def __init__(self, engine: Engine, clock: Clock, rng: Rng) -> None:
        super().__init__(engine, clock, rng)
        self._counts: dict[str | None, Counts] = {}

    def outbox(self, limit: int, estate: str | None = None) -> list[OutFact]:
        """The first `limit` facts that have no receipt yet, of one estate or of all."""
        query = (
            select(FACT.c.id, FACT.c.start, FACT.c.seq, FACT.c.wire)
            .where(FACT.c.state == "local", _of(estate))
            .order_by(FACT.c.seq)
            .limit(limit)
        )
        with self._reading() as connection:
            return [OutFact(row.id, row.start, row.seq, row.wire) for row in connection.execute(query)]

    def held_facts(self, estate: str, limit: int) -> list[OutFact]:
        """What the server keeps and does not count yet, the oldest first."""
        query = (
            select(FACT.c.id, FACT.c.start, FACT.c.seq, FACT.c.wire)
            .where(FACT.c.state == "held", FACT.c.estate == estate)
            .order_by(FACT.c.seq)
            .limit(limit)
        )
        with self._reading() as connection:
            return [OutFact(row.id, row.start, row.seq, row.wire) for row in connection.execute(query)]

    def apply_receipts(self, receipts: Sequence[Receipt], lacks: Sequence[str] = ()) -> None:
        """What the server said, and the photos that it lacks, in one transaction. Receipts of unknown ids are left alone."""
        rows = [
            {
                "fact_id": UUID(receipt.id),
                "new_state": _state(receipt),
                "new_receipt": receipt.model_dump(mode="json"),
                "new_seen": receipt.seen_at,
                "new_day": receipt.day,
            }
            for receipt in receipts
        ]
        with self._writing("facts", "photos", "sync") as connection:
            if rows:
                connection.execute(
                    update(FACT)
                    .where(FACT.c.id == bindparam("fact_id"))
                    .values(
                        state=bindparam("new_state"),
                        receipt=bindparam("new_receipt"),
                        seen_at=func.coalesce(bindparam("new_seen", type_=FACT.c.seen_at.type), FACT.c.seen_at),
                        day=func.coalesce(bindparam("new_day"), FACT.c.day),
                        aside=False,
                    ),
                    rows,
                )
            _want(connection, lacks)
            self._own_changed()

    def set_aside(self, fact: UUID, fault: Fault) -> None:
        """The server can't even take this fact to refuse it: kept here with the reason, so that the others go on."""
        now = wire(self.true_now())
        receipt = {
            "id": str(fact),
            "state": "refused",
            "code": fault.code,
            "zh": fault.zh,
            "en": fault.en,
            "first": now,
        }
        with self._writing("facts", "sync") as connection:
            connection.execute(
                update(FACT).where(FACT.c.id == fact).values(state="refused", receipt=receipt, aside=True)
            )
            self._own_changed()

    def facts_aside(self) -> list[OutFact]:
        """What was set aside: only this device has it."""
        query = select(FACT.c.id, FACT.c.start, FACT.c.seq, FACT.c.wire).where(FACT.c.aside).order_by(FACT.c.seq)
        with self._reading() as connection:
            return [OutFact(row.id, row.start, row.seq, row.wire) for row in connection.execute(query)]

    def retry_aside(self) -> None:
        """What was set aside is tried again, photos too (the app or the server may have been mended)."""
        with self._writing("facts", "photos", "sync") as connection:
            _retry_photos(connection)
            connection.execute(update(FACT).where(FACT.c.aside).values(state="local", receipt=None, aside=False))
            self._own_changed()

    def retry_photos(self) -> None:
        """Photos that failed are due at once, and what can't be read here is told to the server again."""
        with self._writing("photos", "sync") as connection:
            _retry_photos(connection)

    def sessions_unknown(self, account: str) -> list[UUID]:
        """The sessions of this account under which facts are held because the server does not know them (a restored
        back-up)."""
        return sorted({row.session for row in self._of_unknown_sessions() if row.author == account})

    def send_again(self, sessions: Collection[UUID]) -> None:
        """The server knows these sessions now: facts that were held for them go out once more."""
        ids = [row.id for row in self._of_unknown_sessions() if row.session in sessions]
        with self._writing("facts", "sync") as connection:
            for at in range(0, len(ids), 500):
                part = FACT.c.id.in_(ids[at : at + 500])
                connection.execute(update(FACT).where(part).values(state="local", settled=False))
            self._own_changed()

    def _of_unknown_sessions(self) -> list[Row[Any, Any, Any, Any]]:
        query = select(FACT.c.id, FACT.c.author, FACT.c.session, FACT.c.receipt).where(FACT.c.state == "held")
        with self._reading() as connection:
            return [row for row in connection.execute(query) if row.receipt["code"] == "session_unknown"]

    def wanted(self, shas: Sequence[str]) -> None:
        """The server lacks these photos: copies that this device still holds are sent (again)."""
        if shas:
            with self._writing("photos", "sync") as connection:
                _want(connection, shas)

    def unsent_counts(self, account: str | None = None) -> Counts:
        """What of this account, or of everybody on this device, is not yet safe on the server. Counted once a commit: every
        screen shows it."""
        if account not in self._counts:
            self._counts[account] = self._count(account)
        return self._counts[account]

    def _tell(self, topics: Sequence[Topic]) -> None:
        if not _COUNTED.isdisjoint(topics):
            self._counts.clear()
        super()._tell(topics)

    def _count(self, account: str | None) -> Counts:
        mine = FACT.c.author == account if account is not None else FACT.c.author.is_not(None)
        states = select(
            func.sum(case((FACT.c.state == "local", 1), else_=0)),
            func.sum(case((FACT.c.state == "held", 1), else_=0)),
            func.sum(case((FACT.c.state == "refused", 1), else_=0)),
            func.sum(case((FACT.c.aside, 1), else_=0)),
        ).where(mine, FACT.c.state.in_(("local", "held", "refused")))
        named = (
            select(PHOTO.c.sha256, PHOTO.c.state, PHOTO.c.retry_at, PHOTO.c.told)
            .select_from(PHOTO.join(NAMED, NAMED.c.sha256 == PHOTO.c.sha256).join(FACT, FACT.c.id == NAMED.c.fact))
            .where(mine, PHOTO.c.state != "verified", (FACT.c.state != "refused") | FACT.c.aside)
            .distinct()
            .subquery()
        )
        waits, lost = named.c.state.in_(("local", "sent")), named.c.state.in_(LOST)
        photos = select(
            func.sum(case((waits, 1), else_=0)),
            func.sum(case((waits & named.c.retry_at.is_not(None), 1), else_=0)),
            func.sum(case((lost, 1), else_=0)),
            func.sum(case(((named.c.state == "missing") & ~named.c.told, 1), else_=0)),
        )
        drafts = select(func.count()).select_from(DRAFT)
        if account is not None:
            drafts = drafts.where(DRAFT.c.account == account)
        with self._reading() as connection:
            local, held, refused, aside = (n or 0 for n in connection.execute(states).one())
            waiting, photos_aside, photos_lost, untold = (n or 0 for n in connection.execute(photos).one())
            return Counts(
                facts=local,
                photos=waiting,
                drafts=connection.execute(drafts).scalar_one(),
                held=held,
                refused=refused,
                aside=aside,
                photos_aside=photos_aside,
                photos_lost=photos_lost,
                photos_untold=untold,
            )

    def delivery(self, fact: UUID) -> Delivery:
        """How far this fact is. sent: receipt accepted or repeated; verified: its photos too; photo_lost: one of them can't be
        read here or is of no use to the server. Raises KeyError."""
        return self._deliveries(FACT.c.id == fact)[fact]

    def deliveries(self, account: str, *, day: str | None = None) -> dict[UUID, Delivery]:
        """The same for all facts of an account (of one day), in one query."""
        where = FACT.c.author == account
        return self._deliveries(where & (FACT.c.day == day) if day is not None else where)

    def _deliveries(self, where: object) -> dict[UUID, Delivery]:
        def photos(which: ColumnElement[bool]) -> ScalarSelect[int]:
            own = NAMED.join(PHOTO, PHOTO.c.sha256 == NAMED.c.sha256)
            return select(func.count()).select_from(own).where(NAMED.c.fact == FACT.c.id, which).scalar_subquery()

        still, lost = photos(PHOTO.c.state != "verified"), photos(PHOTO.c.state.in_(LOST))
        query = select(FACT.c.id, FACT.c.state, still.label("open"), lost.label("lost")).where(where)  # type: ignore[arg-type]
        with self._reading() as connection:
            return {row.id: _delivery(row.state, row.open, row.lost) for row in connection.execute(query)}

    def send_all_again(self, estate: str) -> None:
        """The server does not know this device any more: what it has of the own facts is to be asked anew."""
        with self._writing("facts", "sync") as connection:
            self._push_again(connection, estate)
            self._own_changed()

    def _push_again(self, connection: Connection, estate: str) -> None:
        """The server was restored: every own fact goes out once more, whatever it had said, for nobody here knows how old its
        back-up was."""
        connection.execute(
            update(FACT)
            .where(FACT.c.estate == estate, FACT.c.state.in_((*_TAKEN, "refused")), ~FACT.c.aside)
            .values(state="local", settled=False)
        )
        connection.execute(update(PHOTO).where(PHOTO.c.told).values(told=False))


def _retry_photos(connection: Connection) -> None:
    connection.execute(update(PHOTO).where(PHOTO.c.tries > 0).values(tries=0, retry_at=None, told=False))


def _of(estate: str | None) -> ColumnElement[bool]:
    return FACT.c.estate == estate if estate is not None else true()


def _state(receipt: Receipt) -> str:
    """A repeated receipt is the first one again: its code tells whether that was held or refused."""
    if receipt.state != "repeated" or receipt.code == "ok" or receipt.code not in ERRORS:
        return receipt.state
    return "held" if ERRORS[receipt.code].status == 202 or receipt.code == "internal" else "refused"


def _delivery(state: str, open_photos: int, lost: int) -> Delivery:
    if state == "held":
        return "held"
    if state == "refused":
        return "refused"
    if state in _TAKEN:
        return "photo_lost" if lost else "sent" if open_photos else "verified"
    return "local"


def _want(connection: Connection, shas: Sequence[str]) -> None:
    """Photos that the server lacks become local again, where the copy is still here, and else are missing: a restored back-up
    is older than the day on which the copy went."""
    for at in range(0, len(shas), 500):
        part = shas[at : at + 500]
        connection.execute(
            update(PHOTO)
            .where(PHOTO.c.sha256.in_(part), PHOTO.c.deleted_at.is_(None), PHOTO.c.state.in_(("sent", "verified")))
            .values(state="local", verified_at=None)
        )
        connection.execute(
            update(PHOTO)
            .where(PHOTO.c.sha256.in_(part), PHOTO.c.deleted_at.is_not(None), PHOTO.c.state == "verified")
            .values(state="missing", verified_at=None, told=False)
        )
