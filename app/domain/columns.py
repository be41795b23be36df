"""Column types that both databases share."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import BINARY, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class IdColumn(TypeDecorator[UUID]):
    """A UUID as 16 bytes: half the size of its text, and UUIDv7 then sorts by time."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "postgresql" else BINARY(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=bytes(value))


class JsonColumn(TypeDecorator[Any]):
    """A JSON value as text: written and read whole, never queried inside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
