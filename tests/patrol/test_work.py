"""The day that a fact belongs to: past midnight, and when it is taken back."""

from datetime import timedelta

from app.patrol import acts, rounds
from app.patrol.work import Work
from tests.ui.harness import FakeApp


def test_given_a_round_past_midnight_that_has_ended_when_what_was_confirmed_is_taken_back_then_it_is_gone_from_its_day(
    phone: FakeApp, work: Work
) -> None:
    phone.clock.move(timedelta(hours=14, minutes=50))  # 23:50 in Shanghai
    work.ensure_round()
    day = work.day
    phone.clock.move(timedelta(minutes=20))
    stop = work.estate.stops(work.zones)[0]
    fact = acts.confirm(work, stop, [])
    assert work.store.place_days("u_lin", work.rules, day)[stop.place].state == "done"
    work.end_round({})
    assert work.day != day

    work.retract(fact.id, place=fact.place, item=fact.item)

    assert work.store.place_days("u_lin", work.rules, day) == {}


def test_given_a_round_past_midnight_then_what_is_found_shows_at_its_stop(phone: FakeApp, work: Work) -> None:
    phone.clock.move(timedelta(hours=14, minutes=50))  # 23:50 in Shanghai
    work.ensure_round()
    phone.clock.move(timedelta(minutes=20))
    fact = acts.report(work, place="b/A1/c/1/f/3", item="building.corridor_light", state="defect")
    rows = {row.stop.place: row for row in rounds.today(work).stops}
    assert [found.finding.id for found in rows[work.estate.stop_of("b/A1/c/1/f/3") or ""].found] == [fact.id]
