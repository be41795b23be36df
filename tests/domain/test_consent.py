"""A result that claims somebody's consent says whose it was, unless a call in the case was answered (R9.21)."""

import pytest

from app.domain.bundle import load_bundle
from app.domain.consent import claims_consent, consent_to_name


@pytest.mark.parametrize(
    ("reached", "values", "asked"),
    [
        ("wrong_number", {"cause": "known", "valve_final": "reopened"}, True),
        ("no_answer", {"cause": "known", "valve_final": "kept_closed_occupant_knows"}, True),
        ("no_number", {"result": "occupant_will_repair"}, True),
        ("no_number", {"result": "repaired"}, False),
        ("reached", {"cause": "known", "valve_final": "reopened"}, False),
        (None, {"claim": "accepted"}, True),
        (None, {"claim": "disputed"}, False),
    ],
)
def test_given_nobody_was_reached_when_a_result_claims_consent_then_it_is_asked_whose_and_how(
    reached: str | None, values: dict[str, str], asked: bool
) -> None:
    # R9.21
    facts = {"occupant_reached": reached} if reached else {}
    assert consent_to_name(facts, values) is asked


def test_given_the_protocols_then_every_claim_is_a_result_that_some_step_records() -> None:
    book = load_bundle().protocols
    recorded = {
        (fact, value)
        for protocol in book.protocols.values()
        for step in protocol.steps
        for fact, values in step.all_facts().items()
        for value in values
    }
    assert {fact for fact, value in recorded if claims_consent({fact: value})} == {"valve_final", "result", "claim"}
