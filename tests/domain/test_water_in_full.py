"""The water protocol played from the valve to the end, for tower, villa and shop (2-一-1, 2-二-1, 2-三-1).

Each play is a list of steps as somebody walks them. What is due next, who is called and what stays is said beside it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from app.domain.bundle import load_bundle
from app.domain.cases import CaseError, CaseView, StepResult, can_record, fold_case
from tests.patrol.scenes import T0

WATER = load_bundle().protocols["water_runs_unoccupied"]
KINDS = ("building", "villa", "shop")
UNREACHED = ("no_answer", "wrong_number", "no_number")

Line = tuple[str, dict[str, str]]


@dataclass
class Play:
    """A case at an area kind; each line is refused where the protocol bars it."""

    kind: str
    results: list[StepResult] = field(default_factory=list)

    @property
    def view(self) -> CaseView:
        return fold_case(WATER, self.kind, {}, self.results, severity="critical")

    def go(self, *lines: Line, by: str = "u_lin") -> CaseView:
        for step, values in lines:
            can_record(self.view, step, values)
            at = T0 + timedelta(minutes=len(self.results))
            self.results.append(StepResult(step, values, by=by, at=at))
        return self.view

    def due(self) -> list[str]:
        return [step.id for step in self.view.steps if step.status == "due"]

    def answer(self, key: str, occupancy: str = "unoccupied") -> Line:
        return "front_desk_answer", {"key": key} if self.kind == "shop" else {"key": key, "occupancy": occupancy}


def closed(valve: str = "closed") -> Line:
    return "close_valve", {"valve": valve}


def told(told: str = "told") -> Line:
    return "front_desk_verify", {"told": told}


def called(reached: str) -> Line:
    return "phone_occupant", {"occupant_reached": reached}


def settled(final: str = "reopened", cause: str = "known") -> Line:
    return "settle_valve", {"cause": cause, "valve_final": final}


RECORD: Line = ("record", {"recorded": "recorded"})


@pytest.mark.parametrize("kind", KINDS)
def test_given_a_key_when_the_case_is_played_then_two_go_in_and_it_ends_with_the_owner(kind: str) -> None:
    play = Play(kind)
    assert play.due() == ["close_valve"]
    play.go(closed())
    assert play.due() == ["front_desk_verify", "record"]  # the record may be made at any time from here
    play.go(told(), called("no_answer"), play.answer("held"))
    assert play.due() == ["enter_with_key", "settle_valve", "record"]
    view = play.go(("enter_with_key", {"inside": "no_leak"}), RECORD, settled())
    assert view.closed
    assert view.alarms == ()
    assert [task.id for task in view.files] == ["follow_up"]


@pytest.mark.parametrize("reached", UNREACHED)
@pytest.mark.parametrize("kind", KINDS)
def test_given_no_key_and_no_call_when_the_case_is_played_then_a_notice_is_left_before_it_ends(
    kind: str, reached: str
) -> None:
    play = Play(kind)
    play.go(closed(), told(), called(reached), play.answer("not_held"), RECORD)
    assert play.due() == ["leave_notice", "settle_valve"]
    assert not play.go(settled("kept_closed_occupant_knows")).closed  # not locked means free in order, not optional
    view = play.go(("leave_notice", {"notice_at": "mailbox"}))
    assert view.closed
    assert view.unit_flags == ("valve_closed_by_us",)


@pytest.mark.parametrize("kind", KINDS)
def test_given_a_desk_that_never_answers_when_the_supervisor_does_then_the_case_goes_on(kind: str) -> None:
    # R9.3
    play = Play(kind)
    view = play.go(closed(), told("not_reached"))
    assert [(alarm.result, alarm.who) for alarm in view.alarms] == [("not_reached", ("supervisor",))]
    play.go(called("no_number"))  # the call does not wait for the desk
    assert play.view.next is not None
    assert (play.view.next.id, play.view.next.spec.by) == ("front_desk_answer", "front_desk_or_supervisor")
    view = play.go(play.answer("not_held", "not_known"), by="u_chen")
    assert view.step("front_desk_answer").by == "u_chen"
    assert view.step("leave_notice").status == "due"


@pytest.mark.parametrize("kind", KINDS)
def test_given_a_valve_that_does_not_close_when_the_case_is_played_then_it_ends_all_the_same(kind: str) -> None:
    # R9.5
    play = Play(kind)
    view = play.go(closed("could_not_close"))
    assert [alarm.who for alarm in view.alarms] == [("engineering", "front_desk")]
    assert [task.id for task in view.files if task.kind == "repair"] == ["pipe_or_valve"]
    view = play.go(told(), called("reached"), play.answer("not_held"), RECORD, settled())
    assert view.closed
    assert view.unit_flags == ()  # we closed nothing, so nobody comes home to a dry tap of ours


@pytest.mark.parametrize("kind", KINDS)
def test_given_a_valve_that_closes_at_the_second_try_when_it_is_recorded_again_then_the_repair_stays_filed(
    kind: str,
) -> None:
    play = Play(kind)
    view = play.go(closed("could_not_close"), closed())
    assert view.facts["valve"] == "closed"
    assert [task.id for task in view.files] == ["follow_up", "pipe_or_valve"]
    assert view.unit_flags == ("valve_closed_by_us",)


@pytest.mark.parametrize("kind", ["building", "villa"])
def test_given_a_home_that_is_lived_in_when_the_desk_says_so_then_the_valve_is_opened_again(kind: str) -> None:
    # R9.4
    play = Play(kind)
    play.go(closed(), told(), called("reached"), play.answer("not_held", "occupied"))
    assert "lived_in_after_all" in play.due()
    view = play.go(("lived_in_after_all", {"valve_again": "reopened"}), RECORD, settled())
    assert view.closed
    assert view.unit_flags == ()


def test_given_a_desk_that_corrects_itself_when_it_answers_again_then_the_way_changes() -> None:
    play = Play("building")
    play.go(closed(), told(), called("no_answer"), play.answer("held"), ("enter_with_key", {"inside": "leak_found"}))
    view = play.go(play.answer("not_held"))
    assert view.step("enter_with_key").status == "not_applicable"
    assert "inside" not in view.facts
    assert view.step("leave_notice").status == "due"
    assert "pipe_or_valve" in [task.id for task in view.files]  # once filed stays filed


@pytest.mark.parametrize("kind", KINDS)
def test_given_the_order_of_the_steps_when_one_is_tried_too_early_then_the_first_that_bars_it_is_named(
    kind: str,
) -> None:
    order = ["close_valve", "front_desk_verify", "phone_occupant", "front_desk_answer"]
    lines = [closed(), told(), called("no_answer")]
    play = Play(kind)
    for n, line in enumerate(lines):
        for later in order[n + 1 :]:
            assert play.view.step(later).lock_reason == order[n]
        with pytest.raises(CaseError):
            can_record(play.view, *play.answer("held"))
        play.go(line)


def test_given_words_for_paper_when_the_case_is_printed_then_nothing_tells_that_nobody_is_at_home() -> None:
    # R1.26
    assert "无人" not in WATER.label.printed("zh")
    assert WATER.step("front_desk_answer").prints == "never"
    facts = load_bundle().protocols.facts
    assert facts["key"].on_forms == facts["occupancy"].on_forms == "never"


@pytest.mark.parametrize("kind", KINDS)
def test_given_a_critical_answer_when_somebody_is_told_then_always_by_a_call(kind: str) -> None:
    # R3.11
    view = Play(kind).go(closed(), told(), called("reached"))
    assert {tell.who: tell.how for tell in view.tells} == {"front_desk": "call", "occupant": "call"}
