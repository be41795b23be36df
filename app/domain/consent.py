"""Results that claim somebody's consent or word: where nobody was reached, it is asked whose it was and how (R9.21)."""

from collections.abc import Mapping
from typing import Final

_CLAIMS: Final[Mapping[str, frozenset[str]]] = {
    "valve_final": frozenset({"reopened", "kept_closed_occupant_knows"}),
    "result": frozenset({"occupant_will_repair", "refused"}),
    "claim": frozenset({"accepted"}),
}


def claims_consent(values: Mapping[str, str]) -> bool:
    """Whether these results say that an occupant agreed, knows, or said what he will do."""
    return any(values.get(fact) in claimed for fact, claimed in _CLAIMS.items())


def consent_to_name(facts: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether it has to be said whose consent it was and how it was given. facts: of the case so far: a call that was
    answered in it says so already."""
    return claims_consent(values) and facts.get("occupant_reached") != "reached"
