"""What the rounds of a day add up to (R2.4). app/domain/rounds.py."""

from uuid import UUID

from app.domain.rounds import looks_of, state_in, walks_at
from tests.domain.test_presence import Day

MORNING, EVENING = (str(UUID(int=no)) for no in (1, 2))


def test_given_two_rounds_when_a_day_is_folded_then_both_looks_stand_with_their_times() -> None:
    # R2.4
    day = Day()
    first = day.tell("confirmed", "b/A2/c/1", catalogue=1, covers=[], round=MORNING)
    day.tell(
        "confirmed", "b/A2/c/1", catalogue=1, covers=["building.lift"], round=MORNING
    )  # the rest, in the same round
    last = day.tell("confirmed", "b/A2/c/1", "u_zhou", at=9000, catalogue=1, covers=[], round=EVENING)
    told = [(look.by, str(look.round)) for look in looks_of(day.place())]
    assert told == [("u_lin", MORNING), ("u_zhou", EVENING)]
    assert day.place().looks[0].at > first.seen_at
    assert day.place().at == day.place().looks[1].at == last.seen_at


def test_given_one_round_due_then_what_any_round_has_done_is_done_and_given_two_each_round_begins_anew() -> None:
    # R2.1, R2.4
    day = Day()
    assert state_in(None, 1, MORNING) == "todo"
    day.tell("skipped", "b/A2/c/1", reason="locked", round=MORNING)
    once = day.place()
    assert [state_in(once, 1, walk) for walk in (MORNING, EVENING)] == ["skipped", "skipped"]
    assert [state_in(once, 2, walk) for walk in (MORNING, EVENING)] == ["skipped", "todo"]
    day.tell("confirmed", "b/A2/c/1", catalogue=1, covers=[], round=EVENING)
    twice = day.place()
    assert [state_in(twice, 2, walk) for walk in (MORNING, EVENING, "a third")] == ["skipped", "done", "done"]
    assert state_in(twice, 3, "a third") == "todo"


def test_given_facts_that_name_no_round_then_each_person_is_a_walk() -> None:
    # R2.10
    day = Day()
    for at, by in ((0, "u_lin"), (600, "u_lin"), (900, "u_zhou")):
        day.sign(by, at)
    day.sign(at=1200, round=EVENING)
    assert walks_at(day.point()) == {"u_lin", "u_zhou", EVENING}
    assert walks_at(None) == set()
