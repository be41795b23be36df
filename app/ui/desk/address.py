"""The query of the address: what a desk screen shows can be kept as a bookmark, and back leads to it again."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

Query = Mapping[str, str]


def query_of(route: str) -> dict[str, str]:
    """The parameters of a route such as `/desk/tasks?state=filed&zone=z1`; the last of a repeated name counts."""
    return dict(parse_qsl(route.partition("?")[2]))


def address(path: str, query: Query) -> str:
    """The route with these parameters; empty ones are left out, the rest stand in the order of their names."""
    kept = sorted((name, value) for name, value in query.items() if value)
    return f"{path}?{urlencode(kept)}" if kept else path
