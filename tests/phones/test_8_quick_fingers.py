"""Point 8: quick fingers, system back, and a phone that is turned, in real Chromium."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.serving import Server

pytestmark = pytest.mark.browser

LEG, STOP, NEXT = 1, "b~A1~c~1~roof", "b~A1~c~1"


@pytest.fixture(scope="module")
def phone(_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    folder = tmp_path_factory.mktemp("quick")
    with Server(Path(shutil.copytree(_demo, folder / "server"))) as server, Phone(folder / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        yield phone


def hash_of(phone: Phone) -> str:
    return str(phone.page.evaluate("location.hash"))


def tap_quickly(phone: Phone, identifier: str, times: int) -> None:
    """With a finger, on one spot, 150 ms apart by the clock of the touch screen, however slow this machine is."""
    phone.wait(identifier)
    box = phone._still_box(identifier)
    spot = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
    screen = phone.context.new_cdp_session(phone.page)
    begin = time.time()
    for n in range(times):
        at = begin + 0.15 * n
        screen.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": spot, "timestamp": at})
        screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], "timestamp": at + 0.02})


def test_given_three_quick_taps_on_the_way_on_then_what_comes_up_there_is_not_pressed(phone: Phone) -> None:
    play.open_stop(phone, LEG, STOP, shows="confirm")
    tap_quickly(phone, "confirm", 3)
    phone.wait("stop-done")
    assert hash_of(phone).endswith(STOP)
    tap_quickly(phone, "next-stop", 3)
    phone.until(lambda: hash_of(phone).endswith(NEXT), 10, lambda: f"still at {hash_of(phone)}")
    phone.wait("confirm")
    phone.page.wait_for_timeout(800)
    assert not phone.has("skip-sheet"), "the second tap landed on what came up there"
    tap_quickly(phone, "skip", 1)  # after a pause a finger is heard again
    phone.wait("skip-sheet")
    phone.tap("skip-close")
    phone.wait_gone("skip-sheet")


def test_given_a_walk_over_two_stops_then_back_leads_to_the_list_and_not_to_the_stop_before(phone: Phone) -> None:
    assert hash_of(phone).endswith(NEXT)
    phone.page.go_back()
    phone.wait("tab-patrol")
    assert hash_of(phone) == "#/patrol"


def test_given_a_stop_left_by_its_arrow_then_back_does_not_open_it_again(phone: Phone) -> None:
    play.open_stop(phone, LEG, NEXT, shows="confirm")
    phone.tap("back")
    phone.wait("tab-patrol")
    phone.page.go_back()
    phone.page.wait_for_timeout(600)
    assert "/stop/" not in hash_of(phone)


def test_given_an_open_sheet_when_the_phone_is_turned_then_its_title_and_its_way_out_stay_in_sight(
    phone: Phone,
) -> None:
    phone.page.evaluate("() => { location.hash = '/patrol' }")
    phone.wait("tab-patrol")
    play.open_stop(phone, LEG, NEXT, shows="confirm")
    phone.tap("item-building.stair_light")
    phone.wait("item-sheet")
    try:
        phone.page.set_viewport_size({"width": 844, "height": 390})
        phone.page.wait_for_timeout(800)
        close = phone._still_box("sheet-close")
        assert close["y"] >= 0
        assert close["y"] + close["height"] <= 390
        shutter = phone._still_box("sheet-shoot")
        assert shutter["y"] + shutter["height"] <= 390
        phone.tap("sheet-close")
        phone.wait_gone("item-sheet")
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})
