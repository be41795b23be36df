"""One database, one tab: a second tab, a fast reload and a dead browser never open an empty or a broken one."""

import json
from pathlib import Path

import pytest

from tests.driver import Phone
from tests.serving import Server
from tests.webapp.test_browser_capture import said

pytestmark = pytest.mark.browser


def test_given_a_second_tab_then_it_waits_in_plain_words_and_goes_on_when_the_first_is_closed(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        said(phone, "commit")
        first = phone.page
        phone.page = second = phone.new_page()
        second.goto(server.url)
        second.wait_for_selector("#zw-plain[data-code=HOST_LOCKED]", timeout=20_000)
        assert "已在另一个标签页打开" in second.inner_text("#zw-plain")
        assert "Already open in another tab" in second.inner_text("#zw-plain")
        first.close()
        phone.semantics()
        assert json.loads(said(phone, "rows")) == [["一行", None]]


def test_given_a_second_tab_when_one_goes_on_there_then_the_first_stops_and_says_so(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        said(phone, "commit")
        first = phone.page
        phone.page = second = phone.new_page()
        second.goto(server.url)
        second.click("#host-take-over", timeout=20_000)
        phone.semantics()
        assert json.loads(said(phone, "rows")) == [["一行", None]]
        assert first.get_attribute("#zw-plain", "data-code") == "HOST_MOVED"


def test_given_reloads_faster_than_a_start_then_the_database_is_the_same(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        said(phone, "commit")
        for pause in (0, 50, 200, 500, 900, 1400):
            phone.reload(ready=False)
            phone.page.wait_for_timeout(pause)
        phone.reload()
        assert json.loads(said(phone, "rows")) == [["一行", None]]


def test_given_the_browser_is_killed_while_saving_then_nothing_acknowledged_is_lost(
    server: Server, tmp_path: Path
) -> None:
    acknowledged: set[str] = set()
    for pause in (700, 1100):
        phone = Phone(tmp_path / "profile")
        phone.open(server.url)
        phone.tap("stress")
        phone.wait("said", "stress …")
        phone.page.wait_for_timeout(pause)
        phone.kill()
        acknowledged |= {line.removeprefix("ACK ") for line in phone.console("^ACK ")}
    assert len(acknowledged) > 10, "it saved before it died"
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        assert said(phone, "audit") == "integrity ok without file 0"
        have = set(json.loads(phone.console("^HAVE ")[-1].removeprefix("HAVE ")))
        assert acknowledged <= have
