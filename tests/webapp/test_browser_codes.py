"""Codes before the camera: the one aimed at counts, after its name was shown; what is not ours disturbs nobody."""

from pathlib import Path

import pytest

from tests.driver import Phone
from tests.serving import Server
from tests.webapp.conftest import film_of_codes
from tests.webapp.test_browser_capture import result

pytestmark = pytest.mark.browser

MIDDLE = (640, 480)


def filmed(path: Path, film: Path) -> Phone:
    return Phone(path, flags=[f"--use-file-for-fake-video-capture={film}"])


def until_said(phone: Phone, where: str, words: str) -> None:
    read = f"() => document.querySelector('{where}')?.textContent ?? ''"
    phone.until(lambda: words in phone.page.evaluate(read), 30, lambda: phone.page.evaluate(read))


def test_given_two_own_codes_then_the_one_in_the_middle_counts_after_its_name_was_shown(
    server: Server, tmp_path: Path
) -> None:
    film = film_of_codes(tmp_path / "two.y4m", [("ZW:A1-TOPP", (640, 190), 6), ("ZW:B2-MIDD", MIDDLE, 3)])
    with filmed(tmp_path / "profile", film) as phone:
        phone.open(server.url)
        phone.tap("scan_named")
        until_said(phone, "#host-code-seen", "点B2")
        assert phone.page.is_visible("dialog.zw-over")  # shown first
        assert result(phone, "scan_named") == "scan ZW:B2-MIDD"


def test_given_an_own_code_beside_the_middle_then_its_name_is_shown_and_it_does_not_count(
    server: Server, tmp_path: Path
) -> None:
    film = film_of_codes(tmp_path / "aside.y4m", [("ZW:A1-TOPP", (640, 150), 5)])
    with filmed(tmp_path / "profile", film) as phone:
        phone.open(server.url)
        phone.tap("scan_named")
        until_said(phone, "#host-code-seen", "对准框中间")
        phone.page.wait_for_timeout(1500)  # longer than a code is held before it counts
        assert "点A1" in phone.page.inner_text("#host-code-seen")
        phone.page.click("#host-cancel")
        assert result(phone, "scan_named") == "cancelled"


def test_given_a_foreign_code_in_the_middle_then_it_is_said_once_and_typing_is_never_disturbed(
    server: Server, tmp_path: Path
) -> None:
    film = film_of_codes(tmp_path / "foreign.y4m", [("https://example.org/menu", MIDDLE, 6)])
    with filmed(tmp_path / "profile", film) as phone:
        phone.open(server.url)
        phone.tap("scan_named")
        phone.page.wait_for_selector("#host-code")
        phone.page.evaluate("window.buzzes = []; navigator.vibrate = (ms) => window.buzzes.push(ms)")
        until_said(phone, ".zw-note", "非本小区签到码")
        phone.page.click("#host-code")
        for character in "zw:c3 abcd":
            phone.page.keyboard.type(character)
            phone.page.wait_for_timeout(200)
        assert phone.page.input_value("#host-code") == "zw:c3 abcd"
        assert phone.page.evaluate("window.buzzes.filter((ms) => ms >= 60)") == []  # Flutter's own are shorter
        phone.page.keyboard.press("Enter")
        assert result(phone, "scan_named") == "typed zw:c3 abcd"


def test_given_a_typed_code_that_is_none_then_it_stays_and_the_error_looks_like_one(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        phone.tap("scan_named")
        hint = phone.page.locator(".zw-note")
        ground = "note => getComputedStyle(note).backgroundColor"
        phone.page.wait_for_selector("#host-code")
        before = hint.evaluate(ground)
        phone.page.fill("#host-code", "hello")
        phone.page.press("#host-code", "Enter")
        phone.page.wait_for_selector(".zw-note.zw-bad")
        assert phone.page.inner_text(".zw-note") == "不是签到码"
        assert phone.page.input_value("#host-code") == "hello"
        assert hint.evaluate(ground) != before
        assert phone.page.get_attribute("#host-code", "aria-invalid") == "true"
        phone.page.press("#host-code", "x")
        assert phone.page.get_attribute("#host-code", "aria-invalid") == "false"
