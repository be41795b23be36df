"""A server with an estate and no facts, as `tests/sync_server` has it."""

from tests.sync_server.conftest import _postgres, _template, clock, data, here, lin, new_postgres, url

__all__ = ["_postgres", "_template", "clock", "data", "here", "lin", "new_postgres", "url"]
