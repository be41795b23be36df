"""The second look: a new photo, taken in the app after the repair, verified; else the task waits (R5.4)."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.facts import SeenFact
from tests.domain.cases_told import codes, fix, look, only, step
from tests.patrol.scenes import Scene, photo

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("told", [{"source": "album"}, {"taken_at": None}, {"days": 3}])
def test_given_an_album_picture_or_an_older_one_as_second_look_then_the_task_waits_for_a_new_one(
    light: Scene, told: dict[str, Any]
) -> None:
    # R5.4
    done = fix(light)
    more = {"taken_at": done.seen_at - timedelta(days=told["days"])} if "days" in told else told
    bad = look(light, photos=(photo("not of now", role="again", **more),))
    task = only(light.matter.tasks)
    assert (task.state, task.looks, codes(light.matter)) == ("fixed", [], {bad.id: "photo_not_new"})
    look(light)
    assert only(light.matter.tasks).state == "closed"


def test_given_the_findings_own_photo_as_second_look_then_it_does_not_count(light: Scene) -> None:
    # R5.4
    fix(light)
    own = look(light, photos=(photo("dark", role="again"),))
    assert (only(light.matter.tasks).state, codes(light.matter)) == ("fixed", {own.id: "photo_not_new"})


def test_given_a_photo_that_has_not_arrived_then_the_task_waits_and_closes_by_itself_when_it_has(light: Scene) -> None:
    # R5.5
    fix(light)
    seen = look(light)
    light.facts[-1] = seen.model_copy(update={"verified": []})
    task = only(light.matter.tasks)
    assert (task.state, task.waits_for_photo, [made.fact for made in task.looks]) == ("fixed", True, [seen.id])
    light.facts[-1] = seen.model_copy(update={"verified": [seen.photos[0].sha256]})
    task = only(light.matter.tasks)
    assert (task.state, task.waits_for_photo, task.closed_at) == ("closed", False, seen.seen_at)


@pytest.mark.parametrize(("ahead", "state"), [(HOUR, "fixed"), (-HOUR, "closed")])
def test_given_a_phone_whose_clock_is_off_then_the_photos_corrected_time_counts(
    light: Scene, ahead: timedelta, state: str
) -> None:
    done = fix(light)
    seen = look(light)
    before = timedelta(seconds=-30) if ahead > timedelta(0) else timedelta(seconds=30)
    wrong = seen.photos[0].model_copy(update={"taken_at": done.seen_at + before + ahead})
    light.facts[-1] = seen.model_copy(update={"at": seen.seen_at + ahead, "photos": [wrong]})
    assert only(light.matter.tasks).state == state


def test_given_a_step_of_the_case_as_second_look_then_its_photo_has_to_arrive_too() -> None:
    # R5.5
    tree = Scene("cleaning.dead_branch", place="area/G01", sample=0.05)
    found = tree.found("dead", photo("dead"))
    step(tree, found, "dead_branch", "notify", told="told")
    fix(tree, by="ge")
    seen: SeenFact = step(tree, found, "dead_branch", "seen_removed", again="corrected")
    tree.facts[-1] = seen.model_copy(update={"photos": [photo("dead", role="again")]})
    assert codes(tree.matter) == {seen.id: "photo_not_new"}
    tree.facts[-1] = seen.model_copy(update={"verified": []})
    assert (tree.repair().state, tree.repair().waits_for_photo) == ("fixed", True)
    tree.facts[-1] = seen.model_copy(update={"verified": [seen.photos[0].sha256]})
    assert tree.repair().state == "closed"
