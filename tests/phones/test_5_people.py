"""One phone, several people: nobody restarts it, nobody sees another's unsent work, and everything goes out under its own name.

And an expired session costs nothing: only the server's own 401 asks to sign in.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.driver import Phone
from tests.e2e import play
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def exchange_now(phone: Phone) -> None:
    """The network has come back: the app hears of it as it would from the system."""
    phone.page.evaluate("dispatchEvent(new Event('online'))")


def sign_in_as(phone: Phone, account: str, *, clear: bool = False) -> None:
    phone.wait("account")
    if account:
        phone.type("account", account, clear=clear)
    phone.type("password", play.PASSWORD)
    phone.tap("sign-in")


def all_facts(server: Server, author: str) -> int:
    return sum(play.facts_of(server, author).values())


def expire(server: Server, account: str) -> None:
    with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
        database.execute("update session set ended_at = started where account = ?", (account,))


def test_given_unsent_work_when_a_second_steward_signs_in_then_it_stays_hidden_and_goes_out_under_its_own_name(
    server: Server, tmp_path: Path
) -> None:
    before = {account: all_facts(server, account) for account in ("u_lin", "u_zhou")}
    with Phone(tmp_path / "shared") as phone:
        play.sign_in(phone, server, "lin", "ring")
        phone.context.route("**/api/push", lambda route: route.abort())
        play.sign_at(phone, play.code(server, "A2-1-T"))
        phone.wait("state-chip", "2 条在本机")
        phone.tap("tab-found")
        play.shoot(phone)
        phone.wait("draft-saved")
        phone.tap("back")

        phone.wait("tab-me")
        phone.tap("tab-me")
        phone.wait("sync-waiting", "2 条记录")
        phone.scroll_to("person-new")
        phone.tap("person-new")
        sign_in_as(phone, "zhou")
        phone.wait("ring", timeout=60)
        assert not phone.has("drafts")  # lin's draft is not offered to zhou
        phone.tap("tab-me")
        phone.wait("sync-waiting", "本机没有待传的内容")
        phone.wait("sync-others", "3 项")
        phone.tap("sync-records")
        phone.wait("only-all", "0")
        phone.tap("back")
        phone.wait("tab-today")
        phone.tap("tab-today")
        play.sign_at(phone, play.code(server, "A2-1-M"))
        phone.wait("state-chip", "2 条在本机")

        phone.context.unroute("**/api/push")
        exchange_now(phone)
        phone.wait("state-chip", "已核验", timeout=40)
        assert {account: all_facts(server, account) - n for account, n in before.items()} == {"u_lin": 2, "u_zhou": 2}

        phone.tap("tab-me")
        phone.wait("sync-others", "1 项")  # the draft, which only lin can finish
        phone.scroll_to("person-u_lin")
        phone.tap("person-u_lin")  # no password: the sign-in still holds
        phone.wait("ring")
        phone.wait("drafts")


def test_given_a_session_that_expires_in_the_middle_of_a_form_then_nothing_is_lost(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        had = all_facts(server, "u_lin")
        play.open_stop(phone, 6, "area~G01")
        phone.scroll_to("item-cleaning.dead_branch")
        phone.tap("item-cleaning.dead_branch")
        phone.wait("item-sheet")
        phone.scroll_to("sheet-state-dead")
        phone.tap("sheet-state-dead")
        expire(server, "u_lin")
        exchange_now(phone)
        phone.page.wait_for_timeout(3000)
        assert phone.has("item-sheet")  # nobody is torn out of what they do
        phone.scroll_to("sheet-shoot")
        phone.tap("sheet-shoot")
        play.shoot(phone)
        phone.wait_gone("item-sheet")
        phone.wait("state-chip", "请登录")
        phone.tap("state-chip")
        phone.tap("sync-sign-in")
        assert "林晓岚" in phone.wait("sign-in-expired")
        sign_in_as(phone, "")
        phone.wait("ring", timeout=60)
        phone.wait("state-chip", "已核验", timeout=40)
        assert all_facts(server, "u_lin") - had >= 2  # the finding, and the round that it began
        assert play.photos_on(phone) <= {sha for sha, state in play.photos_of(server).items() if state == "verified"}


PORTAL = "<html><body>Please sign in to this Wi-Fi</body></html>"


def says(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, content_type="text/html", body=PORTAL)


@pytest.mark.parametrize(
    "mishap", [says(200), says(401), says(502), lambda route: route.abort("timedout")], ids=["portal", "portal 401", "502", "time-out"]
)  # fmt: skip
def test_given_any_answer_but_the_servers_own_401_then_nobody_is_asked_to_sign_in(
    server: Server, tmp_path: Path, mishap: Callable[[Route], None]
) -> None:
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        phone.wait("state-chip", "已核验")
        phone.context.route("**/api/**", mishap)
        play.sign_at(phone, play.code(server, "A2-1-T"))
        phone.wait("state-chip", "离线 · 2 条在本机")
        phone.tap("tab-me")
        phone.wait("sync-fault", "server_")
        assert not phone.has("sync-sign-in")
        phone.context.unroute("**/api/**")
        exchange_now(phone)
        phone.wait("state-chip", "已核验", timeout=40)
