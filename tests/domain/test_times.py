"""Times in the database: whole microseconds, also of a phone whose clock fell back to before 1970."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from app.domain.times import UtcColumn

DIALECT = sqlite.dialect()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 5, 20, 4, 0, 0, 999_999, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 16, 0, 0, 500_000, tzinfo=UTC),  # midnight of 1970 in Shanghai, and half a second
        datetime(8999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_given_any_moment_then_the_column_brings_it_back(moment: datetime) -> None:
    column = UtcColumn()
    stored = column.process_bind_param(moment, DIALECT)
    assert column.process_result_value(stored, DIALECT) == moment
    assert column.process_bind_param(moment + timedelta(microseconds=1), DIALECT) == (stored or 0) + 1


def test_given_a_time_of_another_zone_then_it_is_stored_as_the_same_moment() -> None:
    column, noon = UtcColumn(), datetime(2026, 5, 20, 12, tzinfo=timezone(timedelta(hours=8)))
    assert column.process_bind_param(noon, DIALECT) == column.process_bind_param(noon.astimezone(UTC), DIALECT)


def test_given_a_time_without_a_zone_then_it_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcColumn().process_bind_param(datetime(2026, 5, 20, 12), DIALECT)  # noqa: DTZ001
