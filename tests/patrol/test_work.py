"""The day that a fact belongs to: past midnight, and when it is taken back."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.patrol import acts, rounds
from app.patrol.work import Work
from app.ui.desk.day import zone_days
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


def at(phone: FakeApp, hour: int, minute: int = 0, *, days: int = 0) -> None:
    """Let time pass until this time in Shanghai, on the first day or so many days after it."""
    wanted = datetime(2026, 5, 20, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(days=days)
    phone.clock.move(wanted - phone.clock.now())


def test_given_yesterdays_whole_round_when_the_morning_comes_then_nothing_is_shown_as_done(
    phone: FakeApp, work: Work
) -> None:
    # R2.8
    for point in work.estate.points:
        acts.sign_in(work, phone.code(point.id), "scan")
    for stop in work.estate.stops(work.zones):
        acts.confirm(work, stop, [])
    assert rounds.today(work).share == 1.0
    at(phone, 8, 30, days=1)
    today = rounds.today(work)
    assert (work.day, today.signed[0], today.count(sites=False)[0], today.share) == ("2026-05-21", 0, 0, 0.0)
    assert today.next_point is not None
    assert {row.state for row in today.stops} == {"todo"}


def test_given_a_night_duty_then_each_fact_counts_for_the_day_on_which_its_round_began(
    phone: FakeApp, work: Work
) -> None:
    # R2.6
    told = []
    for hour, days in ((21, 0), (23, 0), (2, 1), (5, 1), (8, 1), (9, 1), (12, 1), (13, 1)):
        at(phone, hour, days=days)
        told.append(acts.sign_in(work, phone.code("A1-1-T"), "scan").day)
    # 14 hours after 21:00 the round is over, at 11:00
    assert told == ["2026-05-20"] * 6 + ["2026-05-21"] * 2


def test_given_nothing_recorded_for_four_hours_then_the_round_has_ended_by_itself(phone: FakeApp, work: Work) -> None:
    # R2.7
    at(phone, 22)
    acts.sign_in(work, phone.code("A1-1-T"), "scan")
    at(phone, 1, 59, days=1)
    assert work.day == "2026-05-20"
    at(phone, 2, days=1)
    assert (work.round, work.day) == (None, "2026-05-21")


def test_given_a_round_past_midnight_when_it_is_ended_then_what_follows_is_of_the_new_day(
    phone: FakeApp, work: Work
) -> None:
    # R2.7
    at(phone, 22)
    acts.sign_in(work, phone.code("A1-1-T"), "scan")
    at(phone, 0, 30, days=1)
    ended = work.end_round({})
    assert ended is not None
    assert (ended.day, work.day) == ("2026-05-20", "2026-05-21")
    assert acts.sign_in(work, phone.code("A1-1-T"), "scan").day == "2026-05-21"


def test_given_a_round_in_anothers_zones_when_midnight_passes_then_they_stay_those_of_the_round(tmp_path: Path) -> None:
    # R2.6, R1.9
    phone = FakeApp(tmp_path, account="u_zhou")  # walks zone 2 on the 20th and no zone on the 21st
    work = phone.work
    at(phone, 20)
    acts.sign_in(work, phone.code("B2-1-T"), "scan")
    at(phone, 23, 59)
    acts.sign_in(work, phone.code("B2-1-M"), "scan")
    at(phone, 0, 10, days=1)
    assert (work.estate.zones_of("u_zhou", work.today()), work.zones) == ((), ("z2",))
    assert rounds.today(work).signed[0] == 2
    work.end_round({})
    assert work.zones == ()
    phone.close()


def walk_all(phone: FakeApp, work: Work) -> None:
    for point in work.estate.points:
        if point.zone in work.zones:
            acts.sign_in(work, phone.code(point.id), "scan")
    for stop in work.estate.stops(work.zones):
        if stop.type != "site":
            acts.confirm(work, stop, [])


def test_given_two_rounds_a_day_then_the_second_begins_its_marks_anew_and_the_figures_count_both(
    phone: FakeApp, work: Work
) -> None:
    # R2.4
    phone.settings(rounds__per_day=2)
    work = phone.work
    begun = rounds.today(work)
    walk_all(phone, work)
    first = rounds.today(work)
    stops = len([row for row in first.stops if row.stop.type not in ("site", "facade")])
    points = len(first.points)
    assert begun.count(sites=False) == (0, 2 * stops)
    assert (first.count(sites=False), first.signed) == ((stops, 2 * stops), (points, 2 * points))
    assert first.next_point is None
    assert {row.state for row in first.stops if row.stop.type not in ("site", "facade")} == {"done"}

    work.end_round({})
    at(phone, 14)
    second = rounds.today(work)
    assert second.next_point == second.points[0]
    assert {row.state for row in second.stops} == {"todo"}
    assert (second.count(sites=False), second.signed) == ((stops, 2 * stops), (points, 2 * points))

    walk_all(phone, work)
    whole = rounds.today(work)
    assert (whole.count(sites=False), whole.signed) == ((2 * stops, 2 * stops), (2 * points, 2 * points))
    work.end_round({})
    third = rounds.today(work)
    assert third.next_point is None
    assert third.count(sites=False) == (2 * stops, 2 * stops)
    assert sum(zone.stops[0] for zone in zone_days(work, (), (), work.now())) == 2 * stops
    assert sum(zone.points[0] for zone in zone_days(work, (), (), work.now())) == 2 * points


def test_given_a_round_that_slept_when_two_are_due_then_the_next_begins_its_marks_anew(phone: FakeApp) -> None:
    # R2.4
    phone.settings(rounds__per_day=2)
    work = phone.work
    stop = work.estate.stops(work.zones)[0]
    acts.confirm(work, stop, [])
    assert rounds.stop_row(work, stop).state == "done"
    at(phone, 13)
    assert rounds.stop_row(work, stop).state == "todo"


def test_given_one_round_a_day_when_a_second_confirms_again_then_both_times_stand_and_the_stop_counts_once(
    phone: FakeApp, work: Work
) -> None:
    # R2.4
    stop = work.estate.stops(work.zones)[0]
    acts.confirm(work, stop, [])
    assert not rounds.stop_row(work, stop).again
    work.end_round({})
    at(phone, 14)
    row = rounds.stop_row(work, stop)
    assert (row.state, row.again) == ("done", True)
    again = acts.confirm(work, stop, [])
    row = rounds.stop_row(work, stop)
    assert row.record is not None
    assert [f"{look.at.astimezone(work.tz):%H:%M}" for look in row.record.looks] == ["09:00", "14:00"]
    assert (row.state, row.again, rounds.today(work).count(sites=False)[0]) == ("done", False, 1)
    work.retract(again.id, place=stop.place, item=None)
    row = rounds.stop_row(work, stop)
    assert (row.state, row.again) == ("done", True)
