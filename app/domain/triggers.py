"""What a case knows when it opens: the facts that its protocol takes from the finding (`facts_from_trigger`), and the step
that the answer itself was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from app.domain.case_steps import StepResult
from app.domain.protocols import FactSource, Protocol
from app.domain.severity import Severity

SeasonFact = Literal["in_season", "out_of_season"]
SpotFact = Literal["left", "corrected"]
ReviewFact = Literal["required", "not_required"]


def trigger_facts(
    protocol: Protocol,
    item: str,
    state: str,
    tags: Sequence[str],
    severity: Severity,
    *,
    season: SeasonFact,
    spot: SpotFact,
    review_required: ReviewFact,
) -> dict[str, str]:
    """The facts of a case at its opening; only those that the protocol names, and only values that it knows.

    item, state: ids of the catalogue. severity: of the answer, as raised. tags bear on nothing yet: they count through
    the severity. spot: whether it was put right on the spot. review_required: critical, or drawn for the sample.
    """
    given: dict[FactSource, str] = {
        "state": state,
        "item": item,
        "severity": severity,
        "season": season,
        "spot": spot,
        "review": review_required,
    }
    return {
        fact: given[wanted.source]
        for fact, wanted in protocol.facts_from_trigger.items()
        if given[wanted.source] in wanted.values
    }


def answer_as_result(protocol: Protocol, item: str, state: str, by: str, at: datetime) -> StepResult | None:
    """The result of a step that an answer already is (`trigger.items`); None for every other answer."""
    for answered in protocol.trigger.items:
        if answered.item == item and state in answered.answers:
            return StepResult(step=answered.step, values={answered.fact: answered.answers[state]}, by=by, at=at)
    return None
