"""What a step of a case wants kept, whom it calls, and how a case stands on the phone (R9.5, protocols.yaml)."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.bundle import load_bundle
from app.domain.cases import CaseView, StepView, fold_case
from app.domain.errors import ZonewalkError
from app.domain.protocols import ANY_KIND
from app.domain.records import Case, Matter
from app.patrol import acts, calls, cases
from app.patrol.evidence import Evidence
from app.patrol.kept import evidence_of, keep, kept
from app.patrol.step_needs import PHRASES, name_due, needs_of, photos_due, texts_due
from app.ui.parts.step_why import why
from tests.patrol.scenes import photo
from tests.ui.harness import FakeApp

PROTOCOLS = load_bundle().protocols
FOUND_ON_WALK = [
    p for p in PROTOCOLS.protocols.values() if p.trigger.any or p.id in ("hazard_make_safe", "record_and_follow")
]


@pytest.fixture
def app(tmp_path: Path) -> FakeApp:
    return FakeApp(tmp_path)


def water(app: FakeApp, place: str = "u/A1-0804") -> tuple[Matter, Case]:
    item, state = (
        ("shop.water_meter", "runs_unused") if place[0] == "s" else ("building.water_meter", "runs_unoccupied")
    )
    acts.report(app.work, place=place, item=item, state=state, evidence=[Evidence(photo("meter"))], reading="123")
    return again(app)


def again(app: FakeApp) -> tuple[Matter, Case]:
    matter = app.store.matters("u_lin", app.work.rules)[-1]
    return matter, matter.cases[-1]


def step_of(protocol: str, step: str, kind: str = "building", **trigger: str) -> StepView:
    view: CaseView = fold_case(PROTOCOLS[protocol], kind, trigger, [])
    return view.step(step)


# -- what is kept
def test_every_phrase_of_evidence_is_known() -> None:
    said = {phrase for p in PROTOCOLS.protocols.values() for step in p.steps for phrase in step.evidence}
    assert said <= set(PHRASES)


def test_every_step_met_on_a_walk_says_why() -> None:
    silent = [
        (p.id, step.id) for p in FOUND_ON_WALK for step in p.steps if step.by != "server" and not why(p.id, step.id)
    ]
    assert silent == []


def test_every_fact_that_a_step_asks_has_words() -> None:
    for protocol in PROTOCOLS.protocols.values():
        for step in protocol.steps:
            for kind in (ANY_KIND, *protocol.applies_to):
                for fact, values in step.records_for(kind).items():
                    assert set(values) <= set(PROTOCOLS.facts[fact].values), (protocol.id, step.id, fact)


def test_the_findings_photo_serves_where_the_first_step_means_the_same_picture() -> None:
    protocol, step = PROTOCOLS["water_runs_unoccupied"], step_of("water_runs_unoccupied", "close_valve")
    served = needs_of(protocol, step, "required", finding_has_photo=True)
    assert [need.subject for need in served.all.photos] == ["valve"]
    assert not served.all.figure
    owed = needs_of(protocol, step, "required", finding_has_photo=False)
    assert [need.subject for need in owed.all.photos] == ["meter", "valve"]
    assert owed.all.figure


def test_a_later_step_wants_its_own_photo() -> None:
    protocol = PROTOCOLS["dead_branch"]
    step = step_of("dead_branch", "notify", branch="dead")
    assert len(needs_of(protocol, step, "required", finding_has_photo=True).all.photos) == 1


@pytest.mark.parametrize(("rule", "due"), [("required", [True]), ("optional", [False]), ("none", [])])
def test_the_items_own_rule_decides_where_the_step_says_so(rule: str, due: list[bool]) -> None:
    # R9.17
    protocol, step = PROTOCOLS["hazard_make_safe"], step_of("hazard_make_safe", "guard")
    needs = needs_of(protocol, step, rule, finding_has_photo=False).all  # type: ignore[arg-type]
    assert [need.due for need in needs.photos] == due


def test_gas_asks_for_no_photo_at_all() -> None:
    # R9.20
    protocol = PROTOCOLS["stairwell_odour"]
    step = step_of("stairwell_odour", "gas_safety", odour="gas_or_burning")
    assert needs_of(protocol, step, "required", finding_has_photo=False).all.photos == ()


def test_a_photo_of_damage_is_due_only_where_there_is_damage() -> None:
    needs = PHRASES["photo if damaged"]
    assert photos_due(needs, {"damage": "none"}, ()) == ()
    assert len(photos_due(needs, {"damage": "damage"}, ())) == 1
    assert photos_due(needs, {"damage": "damage"}, ("evidence",)) == ()


def test_names_and_leave_are_due_for_the_results_that_need_them() -> None:
    told, inside = (
        PHRASES["name of the person told"],
        PHRASES["both names"] + PHRASES["who gave leave, the occupant or the supervisor, and when"],
    )
    assert name_due(told, {"told": "told"}, by_other=False)
    assert not name_due(told, {"told": "not_reached"}, by_other=False)
    assert name_due(told, {"told": "not_reached"}, by_other=True)
    assert texts_due(inside, {"inside": "no_leak"}) == ("leave",)
    assert texts_due(inside, {"inside": "not_entered"}) == ()


# -- calls
def test_two_failed_calls_ten_minutes_apart_make_somebody_unreachable(app: FakeApp) -> None:
    # R9.9
    first = app.clock.now()
    one = calls.attempts(app.work, [first])
    assert not one.enough
    assert not one.may_count(first + timedelta(minutes=9))
    assert one.may_count(first + timedelta(minutes=10))
    assert calls.attempts(app.work, [first, first + timedelta(minutes=10)]).enough


def test_the_trade_of_a_case_is_called_by_its_own_number(app: FakeApp) -> None:
    acts.report(app.work, place="b/A2/c/1/f/12", item="building.fire_door", state="locked")
    matter, case = again(app)
    assert [line.person for line in calls.lines(app.work, matter, case, "engineering")] == ["u_luo"]
    assert [line.number for line in calls.lines(app.work, matter, case, "front_desk")] == ["000-0000-9000"]


def test_a_renovation_site_calls_the_home_that_it_is_in(app: FakeApp) -> None:
    acts.report(app.work, place="site/R1", item="renovation.no_pass", state="yes")
    matter, _ = again(app)
    assert calls.home_of(app.work, matter) == "u/A2-1103"


def test_nobody_lives_in_a_corridor(app: FakeApp) -> None:
    acts.report(app.work, place="b/A1/c/1/f/7", item="building.corridor_light", state="defect", tags=["dark"])
    assert calls.home_of(app.work, again(app)[0]) is None


def test_the_front_desk_is_silent_after_a_quarter_of_an_hour(app: FakeApp) -> None:
    # R9.3
    told = app.clock.now()
    assert calls.silent_since(app.work, None) is None
    assert calls.silent_since(app.work, told) is None
    app.clock.move(timedelta(minutes=15))
    assert calls.silent_since(app.work, told) == told + timedelta(minutes=15)


# -- how a case stands
def test_a_locked_step_is_refused_and_nothing_is_recorded(app: FakeApp) -> None:
    # R9.5
    matter, case = water(app)
    with pytest.raises(ZonewalkError) as refused:
        cases.step(app.work, matter, case, "leave_notice", {"notice_at": "door"})
    assert refused.value.code == "step_locked"
    assert app.store.own_facts("u_lin", kinds=["stepped"]) == []


def test_a_recorded_step_opens_the_next_and_taking_it_back_locks_it_again(app: FakeApp) -> None:
    matter, case = water(app)
    fact = cases.step(app.work, matter, case, "close_valve", {"valve": "closed"}, evidence=[Evidence(photo("valve"))])
    view = cases.view(app.work, *again(app))
    assert view.next is not None
    assert view.next.id == "front_desk_verify"
    assert view.unit_flags == ("valve_closed_by_us",)
    app.work.retract(fact.id, place=fact.place, item=fact.item)
    view = cases.view(app.work, *again(app))
    assert view.next is not None
    assert view.next.id == "close_valve"
    assert view.unit_flags == ()


def test_the_phone_and_the_fold_agree_on_the_next_step(app: FakeApp) -> None:
    matter, case = water(app, "s/S07")
    for step, results in (
        ("close_valve", {"valve": "could_not_close"}),
        ("front_desk_verify", {"told": "not_reached"}),
        ("phone_occupant", {"occupant_reached": "no_number"}),
        ("front_desk_answer", {"key": "not_held"}),
    ):
        cases.step(app.work, matter, case, step, results, name="何望舒")
        matter, case = again(app)
        view = cases.view(app.work, matter, case)
        assert view.next is not None
        assert view.next.id == case.next_step
    assert case.next_step == "leave_notice"


def test_tasks_of_a_case_include_one_that_it_joined(app: FakeApp) -> None:
    acts.report(app.work, place="b/A1/c/1/f/7", item="building.corridor_light", state="defect", tags=["dark"])
    first = again(app)[0].tasks[0]
    acts.report(app.work, place="b/A1/c/1/f/7", item="building.corridor_light", state="defect", tags=["flickers"])
    matter, case = again(app)
    assert [task.id for task in cases.tasks_of(app.work, matter, case)] == [first.id]
    assert first.count == 1
    assert matter.tasks[0].count == 2


# -- drafts
def test_what_was_begun_is_found_again_by_its_key(app: FakeApp) -> None:
    keep(app.work, "step", "a", {"words": "一"}, [Evidence(photo("p"), b"\xff\xd8")])
    keep(app.work, "step", "a", {"words": "二"}, [Evidence(photo("p"), b"\xff\xd8")])
    left = kept(app.work, "step", "a")
    assert left is not None
    assert (left.data, left.photos) == ({"words": "二"}, (Evidence(photo("p"), b"\xff\xd8"),))
    assert kept(app.work, "step", "b") is None
    assert kept(app.work, "fix", "a") is None
    assert len(app.store.drafts("u_lin")) == 1


def test_a_draft_without_a_preview_has_none(app: FakeApp) -> None:
    keep(app.work, "fix", "a", {}, [Evidence(photo("p"))])
    assert evidence_of(app.store.drafts("u_lin")[0].data) == (Evidence(photo("p")),)


def test_a_promise_is_not_photographed() -> None:
    protocol = PROTOCOLS["rubbish_persuade"]
    step = next(s for s in fold_case(protocol, "building", {}, []).steps if s.id == "corrected")
    needs = needs_of(protocol, step, "required", finding_has_photo=True).all
    assert needs.promise
    assert photos_due(needs, {"done": "promised_by"}, ()) == ()
    assert [need.role for need in photos_due(needs, {"done": "on_the_spot"}, ())] == ["after"]
