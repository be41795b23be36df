"""Addresses of screens: what lies over what, so that back always leads to where one came from."""

import re
from urllib.parse import parse_qsl, quote
from uuid import UUID

_TABS = ("today", "patrol", "tasks")
_LAST = re.compile(r"/(?:stop/[^/]+|(?:case|task)/[^/]+/[^/]+)$")


def path_of(route: str) -> str:
    """A route without its query and its last slash."""
    return route.partition("?")[0].rstrip("/")


def tab_of(route: str) -> str:
    """The tab over which a screen lies; today for screens that lie over none."""
    first = path_of(route).split("/")[1:2]
    return f"/{first[0]}" if first and first[0] in _TABS else "/today"


def room_of(route: str) -> str:
    """The room to which a route belongs, where a word that was said stays: "/desk/tasks" of the desk, "/patrol" of the phone."""
    first = path_of(route).split("/")[:3]
    return "/".join(first if first[1:2] == ["desk"] else first[:2])


def below(route: str, rest: str) -> str:
    """Where `rest` (case/…, task/…) opens over a screen. A kind that is open already is not opened over itself."""
    path, kind = path_of(route), rest.partition("/")[0]
    if not path.startswith(tab_of(route)):
        path = tab_of(route)
    at = path.find(f"/{kind}/")
    return f"{path[:at] if at >= 0 else path}/{rest}"


def above(route: str) -> str:
    """Where back leads: the screen under this one."""
    path = path_of(route)
    shorter = _LAST.sub("", path)
    return shorter if shorter and shorter != path else tab_of(route)


def stop_route(tab: str, place: str) -> str:
    """A stop's screen over a tab; the path's slashes become ~."""
    return f"{tab}/stop/{place.replace('/', '~')}"


def place_of(param: str) -> str:
    """The place path of a route's parameter."""
    return param.replace("~", "/")


def query_of(route: str) -> dict[str, str]:
    """What stands behind the question mark of a route."""
    return dict(parse_qsl(route.partition("?")[2]))


def found_route(*, draft: UUID | str | None = None, back: str = "") -> str:
    """发现＋, for a draft or for a new finding. back: the screen from which it was opened, and to which it leads again."""
    asked = [*([f"draft={draft}"] if draft else []), *([f"back={quote(back, safe='/~')}"] if back else [])]
    return f"/found{'?' if asked else ''}{'&'.join(asked)}"
