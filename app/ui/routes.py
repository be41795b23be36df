"""Addresses of screens."""


def stop_route(tab: str, place: str) -> str:
    """A stop's screen over a tab; the path's slashes become ~."""
    return f"{tab}/stop/{place.replace('/', '~')}"


def place_of(param: str) -> str:
    """The place path of a route's parameter."""
    return param.replace("~", "/")
