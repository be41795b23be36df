"""Conditions over the facts of a case, with the two ways of having no value (protocols.yaml, R9.1).

UNKNOWN: not recorded yet. It matches nothing and rules nothing out: what waits for it stays shut.
EMPTY: known to have no value, because the step that would give it does not apply. It matches nothing and rules out.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

Condition = Mapping[str, tuple[str, ...]]


class NoValue(Enum):
    UNKNOWN = "unknown"
    EMPTY = "empty"


UNKNOWN: Final = NoValue.UNKNOWN
EMPTY: Final = NoValue.EMPTY

FactValue = str | NoValue
Facts = Mapping[str, FactValue]


class Verdict(Enum):
    """MATCHES: all facts have a value of their list. RULED_OUT: one is known and has not. OPEN: neither, so far."""

    MATCHES = "matches"
    RULED_OUT = "ruled_out"
    OPEN = "open"


def judge(condition: Condition, facts: Facts) -> Verdict:
    """One condition: all of its facts must match. A fact that `facts` does not hold is UNKNOWN."""
    values = [(facts.get(fact, UNKNOWN), wanted) for fact, wanted in condition.items()]
    if any(value is not UNKNOWN and value not in wanted for value, wanted in values):
        return Verdict.RULED_OUT
    return Verdict.OPEN if any(value is UNKNOWN for value, _ in values) else Verdict.MATCHES


def judge_any(conditions: Iterable[Condition], facts: Facts) -> Verdict:
    """A list of conditions: one must match; ruled out only when every one is."""
    verdicts = [judge(condition, facts) for condition in conditions]
    if Verdict.MATCHES in verdicts:
        return Verdict.MATCHES
    return Verdict.OPEN if Verdict.OPEN in verdicts else Verdict.RULED_OUT


def first_match(conditions: Iterable[Condition], facts: Facts) -> Condition | None:
    """The first condition of a list that matches, or None."""
    return next((condition for condition in conditions if judge(condition, facts) is Verdict.MATCHES), None)


def unknown_in(conditions: Iterable[Condition], facts: Facts) -> str | None:
    """The first fact for which these conditions wait; None when nothing of them is unknown."""
    return next((fact for c in conditions for fact in c if facts.get(fact, UNKNOWN) is UNKNOWN), None)
