"""Who this device is, who has signed in on it, and the small things it remembers."""

from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from app.domain import ids
from app.domain.exchange import Account
from app.store.core import Core
from app.store.tables import ACCOUNT, CREDENTIAL, FACT, META, RECORD
from app.store.values import Credential, DeviceAccount


class Identity(Core):
    """The device, its accounts and its meta values."""

    _device: UUID | None = None
    _seq: int | None = None

    def device_id(self, estate: str | None = None) -> UUID:
        """Made once, at the first question, and kept for the life of this database. estate: the id that this device bears
        there; another one where its own was taken."""
        known_as = self._credentials().get(estate) if estate is not None else None
        if known_as is not None:
            return known_as.device
        if self._device is None:
            known = self.get_meta("device")
            self._device = UUID(known) if known else ids.new(self.clock, self.rng)
            if not known:
                self.put_meta("device", str(self._device))
        return self._device

    def device_key(self) -> str:
        """The secret that proves this device to the server: 32 random bytes, made and kept before the first sign-in."""
        key: str | None = self.get_meta("device_key")
        if key is None:
            key = urlsafe_b64encode(self.rng.randbytes(32)).rstrip(b"=").decode()
            self.put_meta("device_key", key)
        return key

    def next_seq(self) -> int:
        """The next number of this device: only grows, also over restarts."""
        if self._seq is None:
            self._seq = self.last_seq()
        self._seq += 1
        return self._seq

    def last_seq(self) -> int:
        """The number of the last fact that was saved here; 0 before the first."""
        with self._reading() as connection:
            return connection.execute(select(func.max(FACT.c.seq))).scalar() or 0

    def token(self, estate: str) -> str | None:
        """This device's credential for the exchange with an estate; it outlives sessions."""
        known = self._credentials().get(estate)
        return known.token if known else None

    def older_token(self) -> str | None:
        """The token that an older version of this app was given; it proves the device where its key does not."""
        kept: str | None = self.get_meta("older_token")
        return kept

    def estates(self) -> list[str]:
        """The estates with which this device can speak, that of the person in front of it first."""
        current = self.current
        return sorted(self._credentials(), key=lambda estate: (current is None or estate != current.estate, estate))

    def put_credential(self, estate: str, token: str, device: UUID | None = None) -> None:
        """What the server gave this device in an estate. device: as which it is known there; None: by its own id."""
        row = {"estate": estate, "token": token, "device": str(device or self.device_id())}
        with self._writing("accounts") as connection:
            _put_credential(connection, row)

    def _credentials(self) -> dict[str, Credential]:
        return self._remembered("credentials", self._read_credentials)

    def _read_credentials(self) -> dict[str, Credential]:
        with self._reading() as connection:
            rows = connection.execute(select(CREDENTIAL)).all()
        return {row.estate: Credential(row.estate, UUID(row.device), row.token) for row in rows}

    # -- accounts

    def accounts(self) -> list[DeviceAccount]:
        """Everybody who ever signed in here, the latest first."""
        with self._reading() as connection:
            rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.signed_in_at.desc())).all()
        return [_account(row) for row in rows]

    def account(self, account: str) -> DeviceAccount | None:
        return self._remembered(f"account {account}", lambda: self._read_account(account))

    def _read_account(self, account: str) -> DeviceAccount | None:
        with self._reading() as connection:
            row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.id == account)).first()
        return _account(row) if row else None

    @property
    def current(self) -> DeviceAccount | None:
        """The person in front of the device; None when nobody is signed in."""
        known = self.get_meta("current")
        account = self.account(known) if known else None
        return account if account and account.session else None

    def set_current(self, account: str | None) -> None:
        """Somebody who has signed in before is in front of the device now, or nobody (None)."""
        with self._writing("accounts") as connection:
            put_value(connection, "current", account)

    def put_account(
        self,
        account: Account,
        session: UUID,
        expires_at: datetime,
        token: str | None = None,
        device: UUID | None = None,
    ) -> None:
        """A person has signed in and is now in front of the device; what is known of the records stays. token, device: this
        device's own in the account's estate (`put_credential`)."""
        own = device or self.device_id()
        row = {
            "id": account.id, "zh": account.zh, "en": account.en, "roles": account.roles, "estate": account.estate,
            "session": session, "expires_at": expires_at, "signed_in_at": self.clock.now(),
        }  # fmt: skip
        with self._writing("accounts") as connection:
            given = insert(ACCOUNT).values(**row)
            connection.execute(given.on_conflict_do_update(index_elements=["id"], set_=row))
            put_value(connection, "current", account.id)
            if token is not None:
                _put_credential(connection, {"estate": account.estate, "token": token, "device": str(own)})

    def forget_session(self, account: str) -> None:
        """Sign an account out: its records go, its facts and photos stay until they are sent."""
        with self._writing("accounts", "records") as connection:
            connection.execute(
                update(ACCOUNT).where(ACCOUNT.c.id == account).values(session=None, expires_at=None, cursor=None)
            )
            connection.execute(delete(RECORD).where(RECORD.c.account == account))
            connection.execute(delete(META).where(META.c.key == "current", META.c.value == account))
            self._forget_views()

    # -- single values

    def get_meta(self, key: str) -> Any:
        """A JSON value that was kept under this key; None when there is none."""
        return self._remembered(f"meta {key}", lambda: self._read_meta(key))

    def _read_meta(self, key: str) -> Any:
        with self._reading() as connection:
            return connection.execute(select(META.c.value).where(META.c.key == key)).scalar()

    def put_meta(self, key: str, value: Any) -> None:
        """Keep a JSON value (language, the round that runs), or forget it (None)."""
        with self._writing() as connection:
            put_value(connection, key, value)

    def _own_changed(self) -> None:
        """Own facts have another state or time: what was folded with them is old."""

    def _forget_views(self) -> None:
        """What is cached of the records is read anew at the next question."""


def _put_credential(connection: Connection, row: dict[str, str]) -> None:
    given = insert(CREDENTIAL).values(**row)
    connection.execute(given.on_conflict_do_update(index_elements=["estate"], set_=row))


def put_value(connection: Connection, key: str, value: Any) -> None:
    if value is None:
        connection.execute(delete(META).where(META.c.key == key))
        return
    given = insert(META).values(key=key, value=value)
    connection.execute(given.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def _account(row: Row[Any]) -> DeviceAccount:
    return DeviceAccount(
        id=row.id, zh=row.zh, en=row.en, roles=tuple(row.roles), estate=row.estate, session=row.session,
        expires_at=row.expires_at, signed_in_at=row.signed_in_at, cursor=row.cursor,
    )  # fmt: skip
