"""What lies over what: back leads to where one came from, and no screen opens over itself."""

import pytest

from app.ui.routes import above, below, room_of, tab_of


@pytest.mark.parametrize(
    ("route", "rest", "opened"),
    [
        ("/patrol/stop/b~A1~c~1", "case/t/c", "/patrol/stop/b~A1~c~1/case/t/c"),
        ("/tasks/task/t/a", "case/t/c", "/tasks/task/t/a/case/t/c"),
        ("/tasks/task/t/a/case/t/c", "task/t/b", "/tasks/task/t/b"),
        ("/patrol?leg=3", "case/t/c", "/patrol/case/t/c"),
        ("/found?draft=last", "case/t/c", "/today/case/t/c"),
        ("/", "case/t/c", "/today/case/t/c"),
    ],
)
def test_given_a_screen_when_something_opens_over_it_then_the_address_says_so(
    route: str, rest: str, opened: str
) -> None:
    assert below(route, rest) == opened


@pytest.mark.parametrize(
    ("route", "under"),
    [
        ("/patrol/stop/b~A1~c~1/case/t/c", "/patrol/stop/b~A1~c~1"),
        ("/patrol/stop/b~A1~c~1", "/patrol"),
        ("/tasks/task/t/a", "/tasks"),
        ("/today", "/today"),
        ("/found?draft=last", "/today"),
    ],
)
def test_given_a_screen_when_one_goes_back_then_the_one_under_it_is_shown(route: str, under: str) -> None:
    assert above(route) == under


def test_given_a_screen_over_no_tab_then_its_tab_is_today() -> None:
    assert tab_of("/me/records") == "/today"


@pytest.mark.parametrize(
    ("route", "room"),
    [
        ("/desk?keys=1", "/desk"),
        ("/desk/photos?at=x", "/desk/photos"),
        ("/desk/tasks/t/a", "/desk/tasks"),
        ("/me/records", "/me"),
        ("/patrol/stop/b~A1~c~1", "/patrol"),
    ],
)
def test_given_an_address_then_the_room_is_known_in_which_a_word_stays(route: str, room: str) -> None:
    assert room_of(route) == room
