"""What a case makes of its results: unknown is not "no", and what single protocols ask (R9.1). app/domain/cases.py."""

from datetime import timedelta

import pytest

from app.domain.bundle import load_bundle
from app.domain.case_steps import unit_event
from app.domain.cases import CaseError, CaseView, StepResult, can_record, fold_case
from app.domain.conditions import EMPTY, UNKNOWN, Verdict, judge, judge_any
from tests.patrol.scenes import T0

BOOK = load_bundle().protocols
WATER, NOTICE = BOOK["water_runs_unoccupied"], "leave_notice"


# -- unknown is not "no"
def test_given_facts_when_conditions_are_judged_then_unknown_neither_matches_nor_rules_out() -> None:
    # R9.1
    both = {"key": ("not_held",), "call": ("no_answer",)}
    assert (
        judge(both, {})
        is judge(both, {"key": "not_held"})
        is judge(both, {"key": UNKNOWN, "call": "no_answer"})
        is Verdict.OPEN
    )
    assert judge(both, {"call": "reached"}) is judge(both, {"key": EMPTY}) is Verdict.RULED_OUT
    assert judge(both, {"key": "not_held", "call": "no_answer"}) is Verdict.MATCHES
    assert judge_any([], {}) is Verdict.RULED_OUT
    assert judge_any([both, {"key": ("held",)}], {"key": "held"}) is Verdict.MATCHES


class Water:
    """The water case at an area kind, told step by step."""

    def __init__(self, kind: str = "building") -> None:
        self.kind, self.results = kind, list[StepResult]()

    def say(self, step: str, **values: str) -> CaseView:
        can_record(self.view, step, values)
        self.results.append(StepResult(step, values, by="u_lin", at=T0 + timedelta(minutes=len(self.results))))
        return self.view

    def reopened(self) -> CaseView:
        """Somebody enters at the unit that the valve is open again."""
        self.results.append(unit_event("valve_reopened", "xu", T0 + timedelta(minutes=len(self.results))))
        return self.view

    @property
    def view(self) -> CaseView:
        return fold_case(WATER, self.kind, {}, self.results)

    def to_the_answer(self, reached: str = "no_number", valve: str = "closed") -> "Water":
        self.say("close_valve", valve=valve)
        self.say("front_desk_verify", told="told")
        self.say("phone_occupant", occupant_reached=reached)
        return self

    def answer(self, key: str, occupancy: str = "unoccupied") -> CaseView:
        more = {} if self.kind == "shop" else {"occupancy": occupancy}
        return self.say("front_desk_answer", key=key, **more)


KINDS = pytest.mark.parametrize("kind", ["building", "villa", "shop"])


@KINDS
def test_given_a_call_that_failed_when_the_key_is_not_known_then_no_notice_may_be_left(kind: str) -> None:
    # R9.1
    case = Water(kind).to_the_answer()
    notice = case.view.step(NOTICE)
    assert (notice.status, case.view.next and case.view.next.id) == ("locked", "front_desk_answer")
    with pytest.raises(CaseError) as refused:
        case.say(NOTICE, notice_at="door")
    assert refused.value.code == "step_locked"


@KINDS
def test_given_no_key_and_nobody_reached_when_the_desk_has_answered_then_a_notice_is_left(kind: str) -> None:
    # R9.1
    case = Water(kind).to_the_answer()
    view = case.answer("not_held")
    assert view.step(NOTICE).status == "due"
    assert view.step("enter_with_key").status == "not_applicable"
    case.say(NOTICE, notice_at="door")
    case.say("record", recorded="recorded")
    assert not case.view.closed
    view = case.say("settle_valve", cause="known", valve_final="reopened")
    assert view.closed
    assert (view.unit_flags, [task.id for task in view.files]) == ((), ["follow_up"])
    assert view.files[0].settled


@KINDS
def test_given_a_key_when_the_desk_has_answered_then_two_go_in_and_no_notice_is_left(kind: str) -> None:
    case = Water(kind).to_the_answer()
    view = case.answer("held")
    assert (view.step(NOTICE).status, view.step("enter_with_key").status) == ("not_applicable", "due")
    view = case.say("enter_with_key", inside="leak_found")
    assert {task.id: task.to for task in view.files} == {"follow_up": "steward", "pipe_or_valve": "engineering"}
    assert [(alarm.step, alarm.who) for alarm in view.alarms] == [("enter_with_key", ("engineering", "supervisor"))]


def test_given_somebody_reached_when_there_is_no_key_then_no_notice_is_left() -> None:
    assert Water().to_the_answer("reached").answer("not_held").step(NOTICE).status == "not_applicable"


def test_given_a_valve_that_does_not_close_when_it_is_said_then_engineering_comes_and_the_steward_is_not_trapped() -> (
    None
):
    # R9.5, R3.14
    # R9.7
    case = Water()
    view = case.say("close_valve", valve="could_not_close")
    assert [(task.id, task.kind) for task in view.files] == [("follow_up", "follow_up"), ("pipe_or_valve", "repair")]
    assert [alarm.who for alarm in view.alarms] == [("engineering", "front_desk")]
    assert view.unit_flags == ()
    assert view.next is not None
    assert view.next.id == "front_desk_verify"


def test_given_a_home_that_is_lived_in_after_all_when_the_valve_is_opened_then_the_flag_goes() -> None:
    # R9.4, R9.6
    case = Water().to_the_answer("reached")
    assert case.view.unit_flags == ("valve_closed_by_us",)
    assert case.answer("not_held", "occupied").step("lived_in_after_all").status == "due"
    assert case.say("lived_in_after_all", valve_again="waits_for_occupant").unit_flags == ("valve_closed_by_us",)
    assert case.say("lived_in_after_all", valve_again="reopened").unit_flags == ()
    case.say("record", recorded="recorded")
    assert case.say("settle_valve", cause="known", valve_final="reopened").closed


@pytest.mark.parametrize("occupancy", ["unoccupied", "not_known"])
def test_given_a_home_that_is_not_lived_in_when_the_desk_says_so_then_the_valve_stays_closed(occupancy: str) -> None:
    # R9.4
    assert Water().to_the_answer().answer("held", occupancy).step("lived_in_after_all").status == "not_applicable"


def test_given_a_shop_when_the_desk_answers_then_it_is_asked_for_the_key_alone_and_occupancy_is_empty() -> None:
    # R9.2
    case = Water("shop").to_the_answer()
    assert {*case.view.step("front_desk_answer").asks} == {"key"}
    with pytest.raises(CaseError) as refused:
        case.say("front_desk_answer", key="held", occupancy="unoccupied")
    assert refused.value.code == "step_unknown"
    view = case.answer("held")
    assert view.step("lived_in_after_all").status == "not_applicable"
    assert "occupancy" not in view.facts
    assert view.step("front_desk_verify").label.zh == "通知前台物业助理查匙"


def test_given_an_unknown_cause_when_the_valve_is_settled_then_the_step_stays_due() -> None:
    case = Water().to_the_answer("reached")
    case.answer("not_held")
    case.say("record", recorded="recorded")
    view = case.say("settle_valve", cause="unknown", valve_final="kept_closed_occupant_knows")
    assert (view.closed, view.step("settle_valve").status) == (False, "due_again")
    assert case.say("settle_valve", cause="known", valve_final="kept_closed_occupant_knows").closed
    assert case.view.unit_flags == ("valve_closed_by_us",)  # it outlives the case
    assert case.reopened().unit_flags == ()
    with pytest.raises(CaseError) as refused:
        case.say("settle_valve", cause="known", valve_final="reopened")
    assert refused.value.code == "task_state_wrong"


def test_given_a_step_at_any_time_when_the_case_is_open_then_it_waits_for_the_first_step_alone() -> None:
    # R9.7
    case = Water()
    with pytest.raises(CaseError):
        case.say("record", recorded="recorded")
    case.say("close_valve", valve="already_closed")
    assert case.say("record", recorded="recorded").step("record").status == "done"
    assert case.view.unit_flags == ()  # it was closed when we came


@pytest.mark.parametrize(
    ("step", "values"),
    [("dance", {}), ("close_valve", {}), ("close_valve", {"valve": "melted"}), ("close_valve", {"valve": "closed", "key": "held"})],
)  # fmt: skip
def test_given_a_step_or_result_that_is_not_there_when_it_is_recorded_then_it_is_refused(
    step: str, values: dict[str, str]
) -> None:
    with pytest.raises(CaseError) as refused:
        can_record(Water().view, step, values)
    assert refused.value.code == "step_unknown"


# -- other cases
def test_given_a_blocked_way_out_when_it_is_found_then_cleaning_has_its_task_before_anybody_was_persuaded() -> None:
    # R9.19
    rubbish = BOOK["rubbish_persuade"]
    blocked = fold_case(rubbish, "building", {"clutter": "blocks_escape"}, [])
    assert [task.to for task in blocked.files] == ["cleaning"]
    assert fold_case(rubbish, "building", {"clutter": "clutter"}, []).files == ()
    gone = [StepResult(s, v, "u_lin", T0) for s, v in (("photo_before", {"taken": "taken"}), ("escape_way", {"told": "told"}),
            ("persuade", {"person": "agreed"}), ("corrected", {"done": "on_the_spot"}))]  # fmt: skip
    after = fold_case(rubbish, "building", {"clutter": "blocks_escape"}, gone)
    assert (after.closed, [task.settled for task in after.files]) == (True, [True])


def test_given_the_fixer_when_he_re_inspects_then_the_protocol_refuses_him() -> None:
    # R5.1
    done = [StepResult("rectified", {"fix": "done"}, "u_luo", T0)]
    view = fold_case(BOOK["rectify_reinspect"], "building", {"review_required": "required"}, done)
    with pytest.raises(CaseError) as refused:
        can_record(view, "reinspect", {"again": "corrected"}, by="u_luo")
    assert refused.value.code == "reinspected_by_fixer"
    can_record(view, "reinspect", {"again": "corrected"}, by="u_zhou")


def test_given_a_villa_structure_when_it_is_reported_then_no_level_is_skipped() -> None:
    # R3.20
    view = fold_case(
        BOOK["villa_illegal_structure"], "villa", {}, [StepResult("stop", {"stop": "refused"}, "u_lin", T0)]
    )
    assert view.step("report_supervisor").status == "due"
    assert (view.step("report_manager").status, view.step("report_authority").status) == ("locked", "locked")


def test_given_several_urgent_requests_when_one_is_left_then_the_shift_does_not_end() -> None:
    # R8.1
    gate = BOOK["shift_end_gate"]
    said = [
        StepResult("refresh", {"list": "fresh"}, "u_lin", T0),
        StepResult("settle", {"urgent_open": "none"}, "u_lin", T0, thing="Q1"),
    ]
    half = fold_case(gate, "", {}, said, things=["Q1", "Q2"])
    assert half.step("settle").things_left == ("Q2",)
    assert half.step("leave").status == "locked"
    some = fold_case(
        gate,
        "",
        {},
        [*said, StepResult("settle", {"urgent_open": "some"}, "u_lin", T0, thing="Q2")],
        things=["Q1", "Q2"],
    )
    assert (some.step("hand_over").status, some.step("leave").status) == ("due", "waiting")
    assert fold_case(gate, "", {}, said, things=["Q1"]).step("leave").status == "due"
    assert fold_case(gate, "", {}, said[:1], things=[]).step("leave").status == "due"


def test_given_a_critical_answer_when_the_app_should_tell_then_somebody_calls() -> None:
    # R3.11
    told = [StepResult("notify_department", {"told": "told"}, "u_lin", T0)]
    electricity = BOOK["electricity_abnormal"]
    quiet = fold_case(electricity, "building", {"meter_state": "abnormal"}, told, severity="major")
    loud = fold_case(electricity, "building", {"meter_state": "abnormal"}, told, severity="critical")
    assert ([tell.how for tell in quiet.tells], [tell.how for tell in loud.tells]) == (["app"], ["call"])
