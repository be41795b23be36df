"""Severity (R3.1–R3.3): three grades, ordered."""

from collections.abc import Iterable
from typing import Literal

Severity = Literal["critical", "major", "minor"]

_RANK: dict[Severity, int] = {"minor": 1, "major": 2, "critical": 3}


def rank(severity: Severity) -> int:
    """1 for minor, 2 for major, 3 for critical."""
    return _RANK[severity]


def highest(severities: Iterable[Severity]) -> Severity:
    """The gravest of them; ValueError when there is none."""
    return max(severities, key=rank)
