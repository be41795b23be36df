"""Times: aware UTC everywhere; a naive datetime is refused at the type."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, PlainSerializer
from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# What a time or a day may be, on either side: far enough from where sums of times break, and where a year has no four digits.
FIRST_YEAR, LAST_YEAR = 1969, 9000


def aware(value: datetime) -> datetime:
    """UTC of an aware datetime; ValueError for a naive one, or one that no clock shows."""
    if value.tzinfo is None:
        raise ValueError("a time needs its zone")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"a time outside of the years {FIRST_YEAR} to {LAST_YEAR}")
    return value.astimezone(UTC)


def a_day(text: str) -> str:
    """YYYY-MM-DD as it came; ValueError for what is no day, or none that a calendar here shows."""
    day = date.fromisoformat(text)
    if day.isoformat() != text or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("no YYYY-MM-DD")
    return text


def wire(value: datetime) -> str:
    """RFC 3339 with microseconds and Z: one spelling, so that digests agree."""
    return aware(value).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Utc = Annotated[datetime, AfterValidator(aware), PlainSerializer(wire, when_used="json")]
Day = Annotated[str, AfterValidator(a_day)]


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
