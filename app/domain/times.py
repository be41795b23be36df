"""Times: aware UTC everywhere; a naive datetime is refused at the type."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, PlainSerializer
from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def aware(value: datetime) -> datetime:
    """UTC of an aware datetime; ValueError for a naive one."""
    if value.tzinfo is None:
        raise ValueError("a time needs its zone")
    return value.astimezone(UTC)


def wire(value: datetime) -> str:
    """RFC 3339 with microseconds and Z: one spelling, so that digests agree."""
    return aware(value).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Utc = Annotated[datetime, AfterValidator(aware), PlainSerializer(wire, when_used="json")]


class UtcColumn(TypeDecorator[datetime]):
    """Stored as whole microseconds since 1970 (UTC): the same and sortable in SQLite and PostgreSQL."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return (aware(value) - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return EPOCH + timedelta(microseconds=value)
