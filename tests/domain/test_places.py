"""Places, labels and lengths of time: one spelling each (app/domain/places.py, labels.py, durations.py)."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.durations import Duration, SettingsError, parse_deadline
from app.domain.labels import Label
from app.domain.places import FACES, Place, PlaceError, clean_spot
from app.domain.register import masked

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,12}", fullmatch=True)
FLOORS = st.one_of(IDS, st.integers(-3, 40).map(str))
SPOTS = st.one_of(st.just(""), st.text(max_size=140).map(clean_spot))


@st.composite
def places(draw: st.DrawFn) -> Place:
    kind = draw(st.sampled_from(["building", "stairwell", "floor", "door", "part", "facade", "own"]))
    building, core, id = draw(IDS), draw(IDS), draw(IDS)
    if kind == "building":
        place = Place.of_building(building)
    elif kind == "stairwell":
        place = Place.of_stairwell(building, core)
    elif kind == "floor":
        place = Place.of_floor(building, core, draw(FLOORS))
    elif kind == "door":
        place = Place.of_door(building, core, draw(FLOORS), id)
    elif kind == "part":
        place = Place.of_part(building, core, draw(st.sampled_from(["roof", "lift", "entrance"])))
    elif kind == "facade":
        place = Place.of_facade(building, draw(st.sampled_from(FACES)), draw(st.integers(1, 99)))
    else:
        place = Place.of(draw(st.sampled_from(["unit", "villa", "lane", "shop", "row", "area", "site"])), id)
    spot = draw(SPOTS)
    return place.at_spot(spot) if spot else place


@given(places())
def test_given_any_place_when_its_path_is_read_then_it_is_the_same_place(place: Place) -> None:
    assert Place.parse(place.path) == place
    assert Place.parse(place.path).path == place.path


@given(places())
def test_given_any_place_when_one_goes_up_then_one_arrives_at_what_stands_by_itself(place: Place) -> None:
    seen = [place]
    while (above := seen[-1].parent()) is not None:
        seen.append(above)
    assert len(seen) <= 5
    assert seen[-1].spot == ""
    assert seen[-1].kind in {"building", "unit", "villa", "lane", "shop", "row", "area", "site"}


@pytest.mark.parametrize(
    "path",
    [
        "", "b", "b/", "b/A1/", "b/A1/c", "b/A1/c/1/f", "b/A1/c/1/cellar", "b/A1/face/up/1", "b/A1/face/west/0",
        "b/A1/face/west/100", "u/", "u/A1/x", "x/1", "area/P 01", "area/P01#", "area/P01# a", "area/P01#a  b",
        "area/P01#" + "a" * 121, "area/P01#a\nb", "b/../c/1", " b/A1", "b/A1\n",
    ],
)  # fmt: skip
def test_given_text_that_is_no_path_when_it_is_read_then_it_is_refused_with_its_code(path: str) -> None:
    with pytest.raises(PlaceError) as refused:
        Place.parse(path)
    assert refused.value.code == "place_malformed"


@given(st.text(max_size=60))
def test_given_any_text_when_it_is_read_then_it_is_a_path_in_its_one_spelling_or_refused(text: str) -> None:
    with suppress(PlaceError):
        assert Place.parse(text).path == text


def test_given_words_with_odd_blanks_when_they_become_a_spot_then_they_are_spelled_in_one_way() -> None:
    lamp = Place.of("area", "P02").at_spot("  路灯\t 3  号\n")
    assert lamp.path == "area/P02#路灯 3 号"
    assert lamp.without_spot() == lamp.parent() == Place.of("area", "P02")


@pytest.mark.parametrize("words", ["", "  ", "\n\t"])
def test_given_no_words_when_a_spot_is_made_of_them_then_it_is_refused(words: str) -> None:
    with pytest.raises(PlaceError):
        Place.of("area", "P02").at_spot(words)


def test_given_a_label_with_words_for_paper_when_it_is_printed_then_those_are_taken() -> None:
    told = Label("无人居住仍运转", "runs although nobody lives there", "运转异常", "runs abnormally")
    assert (told.text("zh"), told.text("en")) == ("无人居住仍运转", "runs although nobody lives there")
    assert (told.printed("zh"), told.printed("en")) == ("运转异常", "runs abnormally")
    assert Label("灯", "light").printed("zh") == "灯"
    assert Label("灯", "light").printed("en") == "light"


def test_given_a_number_when_it_is_shown_outside_its_step_then_its_middle_is_hidden() -> None:
    assert masked("13812340000") == "138****0000"
    assert masked("000-0000-0012") == "000-****-0012"
    assert masked("12345") == "***45"


@pytest.mark.parametrize(
    ("text", "months", "days", "seconds"),
    [("P3D", 0, 3, 0), ("PT2H", 0, 0, 7200), ("P24M", 24, 0, 0), ("P1Y2M", 14, 0, 0), ("P2W", 0, 14, 0),
     ("P1DT12H", 0, 1, 43200), ("PT1M30S", 0, 0, 90)],
)  # fmt: skip
def test_given_a_length_of_time_when_it_is_read_then_it_keeps_what_it_was_said_in(
    text: str, months: int, days: int, seconds: int
) -> None:
    assert Duration.parse(text) == Duration(months, days, seconds)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "3D", "P3", "P-1D", "p3d", "P1.5D", "tomorrow"])
def test_given_what_is_no_length_of_time_when_it_is_read_then_it_is_refused_with_its_code(text: str) -> None:
    for read in (Duration.parse, parse_deadline):
        with pytest.raises(SettingsError) as refused:
            read(text)
        assert refused.value.code == "setting_malformed"


def test_given_an_anchor_when_a_deadline_is_read_then_it_stays_one() -> None:
    assert parse_deadline("shift_end") == "shift_end"
    assert parse_deadline("P3D") == Duration(days=3)


@pytest.mark.parametrize(
    ("text", "day", "later"),
    [
        ("P1M", date(2027, 1, 31), date(2027, 2, 28)), ("P1M", date(2028, 1, 31), date(2028, 2, 29)),
        ("P12M", date(2028, 2, 29), date(2029, 2, 28)), ("P1M1D", date(2026, 12, 31), date(2027, 2, 1)),
        ("P24M", date(2026, 5, 20), date(2028, 5, 20)),
    ],
)  # fmt: skip
def test_given_months_when_they_pass_then_a_month_without_that_day_ends_on_its_last(
    text: str, day: date, later: date
) -> None:
    assert Duration.parse(text).after(day) == later


@given(st.integers(0, 60), st.integers(0, 400), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_given_any_months_and_days_when_they_pass_then_the_day_lies_about_as_far_as_the_span_says(
    months: int, days: int, day: date
) -> None:
    length = Duration(months=months, days=days)
    assert length.after(day) >= day
    assert abs((length.after(day) - day) - length.approximate()) <= timedelta(days=4)
