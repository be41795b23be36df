"""What a person may do with a task, in which list it stands, and which photos are owed (R1.16, R5.9)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.records import Task
from app.patrol import task_lists, tasks
from app.patrol.debts import pay, photo_debts
from app.patrol.evidence import Evidence
from app.patrol.tasks import TaskRow, actions
from tests.patrol.scenes import Scene, photo
from tests.ui.desk_day import Morning
from tests.ui.harness import NOW, FakeApp

Make = Callable[[str], tuple[FakeApp, Morning]]


@pytest.fixture
def as_(tmp_path: Path) -> Make:
    def make(account: str) -> tuple[FakeApp, Morning]:
        app = FakeApp(tmp_path, account=account)
        return app, Morning(app, to=account)

    return make


def row(app: FakeApp, scene: Scene) -> TaskRow:
    wanted = scene.repair().id
    return next(r for r in tasks.all_tasks(app.work) if r.task.id == wanted)


def test_the_trade_accepts_before_it_repairs_and_nobody_else_is_offered_either(as_: Make) -> None:
    # R1.16, R4.19
    app, morning = as_("u_luo")
    assert actions(app.work, row(app, morning.old)) == ("accept",)


def test_what_is_accepted_is_repaired_or_put_on_hold(as_: Make) -> None:
    app, morning = as_("u_luo")
    tasks.accept(app.work, row(app, morning.old))
    assert actions(app.work, row(app, morning.old)) == ("fix", "hold")


def test_the_fixer_has_nothing_left_to_do(as_: Make) -> None:
    # R5.1
    app, morning = as_("u_luo")
    assert actions(app.work, row(app, morning.lamp)) == ()


def test_a_steward_looks_again_at_what_another_repaired(as_: Make) -> None:
    # R5.1
    app, morning = as_("u_lin")
    assert actions(app.work, row(app, morning.lamp)) == ("reinspect",)
    assert actions(app.work, row(app, morning.old)) == ()


def test_a_supervisor_gives_and_cancels_and_holds_only_what_is_in_hand(as_: Make) -> None:
    # R1.20
    app, morning = as_("u_chen")
    assert actions(app.work, row(app, morning.old)) == ("assign", "cancel")
    morning.old.tell("accepted", "luo", {"task": str(morning.old.repair().id)})
    morning.send(morning.old)
    assert actions(app.work, row(app, morning.old)) == ("assign", "hold", "cancel")


def test_a_manager_gives_and_cancels_what_a_supervisor_may(as_: Make) -> None:
    # R1.20, R4.16
    app, morning = as_("u_he")
    assert actions(app.work, row(app, morning.old)) == ("assign", "cancel")


def test_a_follow_up_that_is_its_case_goes_on_by_its_steps_and_is_not_ended_by_hand(as_: Make) -> None:
    # R4.21
    app, morning = as_("u_lin")
    scene = morning.scene("building.water_meter", "u/A1-0804")
    scene.found("runs_unoccupied", photo("meter"))
    morning.send(scene)
    own = next(r for r in tasks.all_tasks(app.work) if r.task.files == "follow_up")
    assert actions(app.work, own) == ("step", "hold")


def test_who_was_named_has_the_task_and_the_role_has_it_no_more(as_: Make) -> None:
    # R1.16
    app, morning = as_("u_luo")
    morning.old.tell("assigned", "chen", {"task": str(morning.old.repair().id), "to": "u_lin"})
    morning.send(morning.old)
    assert actions(app.work, row(app, morning.old)) == ()
    assert row(app, morning.old) not in task_lists.lists(app.work)["mine"]


def test_those_of_the_role_are_offered_first_then_stewards_each_once(as_: Make) -> None:
    app, morning = as_("u_chen")
    people = [person.id for person in tasks.people_for(app.work, row(app, morning.old).task)]
    assert people == ["u_luo", "u_lin", "u_zhou"]


def test_lists_put_critical_and_overdue_first_and_a_waiting_second_look_last(as_: Make) -> None:
    app, morning = as_("u_chen")
    order = [r.task for r in task_lists.lists(app.work)["zone"]]
    assert order[0].severity == "critical"
    assert order.index(find(order, morning.old)) < order.index(find(order, morning.lamp))
    assert order[-1].state == "fixed"


def find(found: list[Task], scene: Scene) -> Task:
    return next(task for task in found if task.id == scene.repair().id)


def test_a_steward_sees_the_tasks_of_the_days_own_zones_only(as_: Make) -> None:
    # R1.9
    app, morning = as_("u_zhou")  # zone 2 today; the scenes lie in zone 1
    assert task_lists.lists(app.work)["zone"] == []
    other = morning.scene("building.corridor_light", "b/B1/c/1/f/3")
    other.found("defect", photo("b1"), tags=("dark",))
    morning.send(other)
    assert [r.matter.place for r in task_lists.lists(app.work)["zone"]] == ["b/B1/c/1/f/3"]


@pytest.mark.parametrize(("query", "hits"), [("a1座 7层", 1), ("Corridor", 2), ("A1 灯", 2), ("天台", 0), ("  ", 3)])
def test_the_search_takes_words_of_both_languages(as_: Make, query: str, hits: int) -> None:
    app, _ = as_("u_chen")
    found = {r.matter.id for r in task_lists.lists(app.work, query)["zone"]}
    assert len(found) == hits


def test_a_photo_asked_for_again_is_owed_by_whoever_took_it_until_it_is_there(as_: Make) -> None:
    # R5.9
    app, morning = as_("u_lin")
    dark = photo("dark")
    ask(morning, dark.sha256)
    debt = photo_debts(app.work)[0]
    assert (debt.why, debt.old, debt.words) == ("asked_again", dark, "看不清")
    pay(app.work, debt, [Evidence(photo("sharper"))])
    assert photo_debts(app.work) == []


def test_no_new_photo_is_owed_of_a_finding_that_was_taken_back(as_: Make) -> None:
    app, morning = as_("u_lin")
    ask(morning, photo("dark").sha256)
    begun = morning.lamp.facts[0]
    app.work.retract(begun.id, place=begun.place, item=begun.item)
    assert photo_debts(app.work) == []


def test_the_new_photo_may_be_asked_for_again_too(as_: Make) -> None:
    app, morning = as_("u_lin")
    ask(morning, photo("dark").sha256)
    begun = morning.lamp.facts[0]
    morning.lamp.tell("photo_added", "lin", {"why": "asked_again"}, photo("still dark"), about=begun.id)
    ask(morning, photo("still dark").sha256)
    debts = photo_debts(app.work)
    assert [debt.old for debt in debts] == [photo("still dark")]
    assert debts[0].about == begun.id
    pay(app.work, debts[0], [Evidence(photo("at last"))])
    assert photo_debts(app.work) == []


def test_nobody_owes_the_photo_of_another(as_: Make) -> None:
    # R5.9
    app, morning = as_("u_luo")
    ask(morning, photo("dark").sha256)
    assert photo_debts(app.work) == []


def ask(morning: Morning, sha256: str) -> None:
    morning.lamp.tell("reviewed", "chen", {"sha256": sha256, "verdict": "asked_again", "words": "看不清"})
    morning.send(morning.lamp)


def test_the_own_latest_move_says_how_far_it_is(as_: Make) -> None:
    app, morning = as_("u_luo")
    before = row(app, morning.old)
    assert task_lists.own_move(before, "u_luo", app.store.deliveries("u_luo")) is None
    tasks.accept(app.work, before)
    after = row(app, morning.old)
    assert task_lists.own_move(after, "u_luo", app.store.deliveries("u_luo")) == "local"


def test_a_move_that_is_taken_back_never_was(as_: Make) -> None:
    app, morning = as_("u_luo")
    fact = tasks.accept(app.work, row(app, morning.old))
    assert row(app, morning.old).task.state == "accepted"
    app.work.retract(fact.id, place=fact.place, item=fact.item)
    assert row(app, morning.old).task.state == "filed"


def test_ended_tasks_stand_in_a_list_of_their_own_the_latest_first(as_: Make) -> None:
    app, morning = as_("u_chen")
    for n, scene in enumerate((morning.old, morning.lamp)):
        if scene is morning.lamp:
            scene.tell(
                "reinspected", "lin", {"task": str(scene.repair().id), "result": "not_corrected"}, photo("again")
            )
            scene.tell("accepted", "luo", {"task": str(scene.repair().id)})
        at = NOW + timedelta(minutes=n)
        scene.tell("cancelled", "chen", {"task": str(scene.repair().id), "words": "重复"}, seen_at=at)
        morning.send(scene)
    ended = [r.task.id for r in task_lists.lists(app.work)["ended"]]
    assert ended == [morning.lamp.repair().id, morning.old.repair().id]
