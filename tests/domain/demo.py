"""The demo estate as it stands on a day."""

import copy
from datetime import date
from functools import cache
from typing import Any

import yaml

from app.domain.estate import Estate, Register
from app.domain.estate_setup import expand_estate
from app.domain.story import Story
from webapp.data import SOURCES

TODAY = date(2026, 5, 20)


def raw() -> dict[str, Any]:
    """The set-up file's values, anew each time: a test may change them."""
    return copy.deepcopy(_file())


@cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((SOURCES / "demo-estate.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def demo(today: date = TODAY) -> tuple[Estate, Register, Story]:
    return expand_estate(raw(), today)
