"""The device database's schema: ordered steps, counted by `PRAGMA user_version`. A released step is never changed."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import ZonewalkError
from app.store.before import CopyBefore

Step = Sequence[str]

STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE fact (
            id BINARY(16) NOT NULL PRIMARY KEY, kind VARCHAR NOT NULL, v INTEGER NOT NULL, estate VARCHAR NOT NULL,
            author VARCHAR NOT NULL, session BINARY(16) NOT NULL, device BINARY(16) NOT NULL, start BINARY(16) NOT NULL,
            seq INTEGER NOT NULL, at BIGINT NOT NULL, mono_ms INTEGER NOT NULL, day VARCHAR, place VARCHAR,
            item VARCHAR, "case" BINARY(16), about BINARY(16), body TEXT NOT NULL, photos TEXT NOT NULL,
            thread BINARY(16), digest BLOB NOT NULL, wire VARCHAR NOT NULL, state VARCHAR NOT NULL,
            aside BOOLEAN NOT NULL, settled BOOLEAN NOT NULL, receipt TEXT, seen_at BIGINT, saved_at BIGINT NOT NULL
        )""",
        "CREATE UNIQUE INDEX fact_seq ON fact (seq)",
        "CREATE INDEX fact_local ON fact (seq) WHERE state = 'local'",
        "CREATE INDEX fact_pending ON fact (author, thread) WHERE settled = 0",
        "CREATE INDEX fact_open ON fact (author) WHERE state IN ('local', 'held', 'refused')",
        "CREATE INDEX fact_thread ON fact (thread)",
        "CREATE INDEX fact_place ON fact (place)",
        "CREATE INDEX fact_day ON fact (author, day)",
        """CREATE TABLE photo (
            sha256 VARCHAR NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, role VARCHAR NOT NULL, w INTEGER NOT NULL,
            h INTEGER NOT NULL, bytes INTEGER NOT NULL, taken_at BIGINT NOT NULL, state VARCHAR NOT NULL,
            verified_at BIGINT, deleted_at BIGINT
        )""",
        "CREATE INDEX photo_due ON photo (taken_at) WHERE state IN ('local', 'sent')",
        """CREATE TABLE named (
            sha256 VARCHAR NOT NULL, fact BINARY(16) NOT NULL, PRIMARY KEY (sha256, fact)
        ) WITHOUT ROWID""",
        "CREATE INDEX named_fact ON named (fact)",
        """CREATE TABLE record (
            account VARCHAR NOT NULL, kind VARCHAR NOT NULL, id VARCHAR NOT NULL, rev INTEGER NOT NULL, zone VARCHAR,
            day VARCHAR, busy BOOLEAN NOT NULL, old BOOLEAN NOT NULL, data VARCHAR NOT NULL,
            PRIMARY KEY (account, kind, id)
        )""",
        "CREATE INDEX record_day ON record (account, kind, day)",
        """CREATE TABLE account (
            id VARCHAR NOT NULL PRIMARY KEY, zh VARCHAR NOT NULL, en VARCHAR NOT NULL, roles TEXT NOT NULL,
            estate VARCHAR NOT NULL, session BINARY(16), expires_at BIGINT, signed_in_at BIGINT NOT NULL, cursor VARCHAR
        )""",
        """CREATE TABLE draft (
            id BINARY(16) NOT NULL PRIMARY KEY, account VARCHAR NOT NULL, kind VARCHAR NOT NULL, data TEXT NOT NULL,
            photos TEXT NOT NULL, updated_at BIGINT NOT NULL
        )""",
        "CREATE INDEX draft_account ON draft (account, updated_at)",
        "CREATE TABLE start (id BINARY(16) NOT NULL PRIMARY KEY, offset_ms INTEGER NOT NULL, measured BOOLEAN NOT NULL)",
        "CREATE TABLE meta (key VARCHAR NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE credential (estate VARCHAR NOT NULL PRIMARY KEY, device VARCHAR NOT NULL, token VARCHAR NOT NULL)",
        # There was one token, that of the estate of which somebody signed in last. Values of meta are JSON texts.
        """INSERT INTO credential SELECT substr(held.value, 2, instr(held.value, '.') - 2), trim(own.value, '"'),
            trim(held.value, '"') FROM meta AS held, meta AS own WHERE held.key = 'device_token' AND own.key = 'device'""",
        "UPDATE meta SET key = 'older_token' WHERE key = 'device_token'",
        # Sessions that were ended and of which the server was not told; they name no estate.
        """UPDATE meta SET value = coalesce((SELECT json_group_array(json_object('estate', estate, 'session', session.value,
            'last_seq', (SELECT coalesce(max(seq), 0) FROM fact))) FROM credential, json_each(meta.value) AS session), '[]')
            WHERE key = 'ended'""",
        """UPDATE meta SET key = 'generation ' || (SELECT estate FROM credential)
            WHERE key = 'generation' AND EXISTS (SELECT 1 FROM credential)""",
        # What went out under the token of another estate was refused there: it waits for its own.
        """UPDATE fact SET state = 'local', receipt = NULL, settled = 0 WHERE state = 'refused'
            AND receipt LIKE '%"fact_malformed"%' AND estate NOT IN (SELECT estate FROM credential)""",
    ),
    (
        "ALTER TABLE photo ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE photo ADD COLUMN retry_at BIGINT",
        "ALTER TABLE photo ADD COLUMN code VARCHAR",
        "ALTER TABLE photo ADD COLUMN told BOOLEAN NOT NULL DEFAULT 0",
        # Among the refused are those whose file could not be read: tried once more, they are told apart.
        "UPDATE photo SET state = 'local' WHERE state = 'refused'",
        "DROP INDEX photo_due",
        "CREATE INDEX photo_due ON photo (tries, taken_at) WHERE state IN ('local', 'sent', 'missing')",
    ),
    (
        """CREATE TABLE clock (
            start BINARY(16) NOT NULL, mono_ms INTEGER NOT NULL, seq INTEGER NOT NULL, at BIGINT NOT NULL,
            true_at BIGINT NOT NULL, PRIMARY KEY (start, mono_ms)
        )""",
        # One offset a start was known: as if it had been measured at the last fact of that start.
        """INSERT INTO clock (start, mono_ms, seq, at, true_at)
            SELECT s.id, f.mono_ms, max(f.seq), f.at, f.at + s.offset_ms * 1000
            FROM start AS s JOIN fact AS f ON f.start = s.id WHERE s.measured GROUP BY s.id""",
        "DROP TABLE start",
    ),
)


def bring_up_to_date(engine: Engine, steps: Sequence[Step] = STEPS) -> None:
    """Take every step that this file has not yet taken, all in one transaction: where one fails, none was taken.

    The file of a newer version that never began is put back to what it was before (see `before.py`). Raises
    ZonewalkError: migration_failed, the data is as it was; database_newer, somebody worked with a newer version.
    """
    copy = CopyBefore.of(engine)
    with engine.connect() as connection:
        at = _version(connection)
    if at > len(steps):
        if not copy.known_to(len(steps)):
            raise ZonewalkError("database_newer", f"the database is of schema {at}, this app knows {len(steps)}")
        copy.restore(engine)
        bring_up_to_date(engine, steps)
    elif at < len(steps):
        _take(engine, steps, at, copy)


def _take(engine: Engine, steps: Sequence[Step], at: int, copy: CopyBefore) -> None:
    number = at
    try:
        if at:
            copy.make(engine)
        with engine.begin() as connection:
            for number in range(at, len(steps)):
                for sql in steps[number]:
                    connection.exec_driver_sql(sql)
            connection.exec_driver_sql(f"PRAGMA user_version = {len(steps)}")
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise ZonewalkError("migration_failed", f"schema step {number + 1}: {error}") from error


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
