"""A server with an estate and no facts, as `tests/sync_server` has it."""

from tests.sync_server.conftest import _template, clock, data, here, lin

__all__ = ["_template", "clock", "data", "here", "lin"]
