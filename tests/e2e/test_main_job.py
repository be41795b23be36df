"""The main job, end to end: a round walked without a network, a task on the supervisor's desk, looked at again, closed.

Real Chromium, the real server process (killed while the round goes on), the browser closed and opened again offline.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.driver import Desk, Phone, Server
from tests.e2e import play

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# One place of each of the six kinds: leg of the route, stop, how many rows are asked there in all.
STOPS = {
    "building": (1, "b~A2~c~1"),
    "roof": (1, "b~A2~c~1~roof"),
    "villa": (5, "lane~L1"),
    "shop": (6, "row~W1"),
    "public": (2, "area~P07"),
    "cleaning": (6, "area~G01"),
}


def test_a_round_without_network_becomes_a_task_that_somebody_else_closes(
    demo_data: Callable[[str], Path], tmp_path: Path
) -> None:
    server = Server(demo_data("server"))
    server.start()
    try:
        with Phone(tmp_path / "lin") as phone:
            play.sign_in(phone, server, "lin", "ring")
            play.kept_for_offline(phone)
            # The network is cut: the server is killed in the middle of the round.
            server.kill()
            _walk(phone, server)
            begun = _begin_water(phone)
            kept = play.photos_on(phone)
            waiting = _waiting(phone)
        with Phone(tmp_path / "lin") as phone:
            phone.open(server.url)
            phone.wait("ring", timeout=60)
            assert play.photos_on(phone) >= kept
            assert _waiting(phone) == waiting
            _go_on_with_water(phone, begun)
            taken = play.photos_on(phone)
            server.start()
            _send_all(phone)
            _verified_on_both_sides(server, taken)
            _once_each(server)
            _at_the_desk(server, tmp_path)
            _asked_again(phone)
            _fixed_by_engineering(server, tmp_path)
            _looked_at_again(phone, server)
            assert not phone.console_errors()
    finally:
        server.kill()


def _walk(phone: Phone, server: Server) -> None:
    """Step 3: signed in at a point, one place of each kind, findings with photos."""
    right = play.code(server, "A2-1-T")
    play.sign_at(phone, right[:-1] + ("0" if right[-1] != "0" else "1"))
    phone.page.wait_for_selector("text=code_mistyped")  # said in words, and the reader is open again
    phone.page.fill("#host-code", right)
    phone.page.click("#host-code-ok")
    phone.wait("snack", "已签到")

    play.open_stop(phone, *STOPS["building"])
    play.find(phone, "building.fire_door", "sheet-state-locked", "sheet-spot-b~A2~c~1~f~12")
    phone.wait("case-progress")  # the protocol's first step comes up by itself
    phone.tap("back")
    phone.wait("confirm")
    phone.tap("confirm")
    phone.wait("stop-done")
    for kind in ("roof", "villa", "public", "cleaning"):
        play.open_stop(phone, *STOPS[kind])
        if kind == "cleaning":
            play.find(phone, "cleaning.dead_branch", "sheet-state-dead")
            phone.wait("case-progress")
            phone.tap("back")
        phone.tap("confirm")
        phone.wait("stop-done")
    play.open_stop(phone, *STOPS["shop"])
    play.find(phone, "shop.signboard", "sheet-state-worn", "sheet-spot-s~S03")
    phone.tap("confirm")
    phone.wait("stop-done")
    _renovation(phone)


def _renovation(phone: Phone) -> None:
    """A site's visit has a result first; then each of its seven questions has its own answer, five of them in one tap."""
    play.open_stop(phone, 3, "site~R1", shows="visit-inspected")
    phone.tap("visit-inspected")
    phone.wait("ok-renovation.permit")
    names = ("permit", "illegal_works", "no_pass", "public_damage", "fire_hazard", "straying")
    for name in names:
        phone.scroll_to(f"ok-renovation.{name}")
        phone.tap(f"ok-renovation.{name}")
        phone.wait("snack", "已存本机")
    phone.scroll_to("bad-renovation.waste")
    phone.tap("bad-renovation.waste")
    phone.wait("item-sheet")
    phone.tap("sheet-state-yes")
    phone.tap("sheet-shoot")
    play.shoot(phone)
    phone.wait("case-progress")
    phone.tap("back")
    phone.wait("stop-done")


def _begin_water(phone: Phone) -> str:
    """A meter runs where nobody lives: the valve comes first, and nothing behind it can be done before."""
    play.open_stop(phone, 1, "b~A1~c~1")
    phone.scroll_to("item-building.water_meter")
    phone.tap("item-building.water_meter")
    phone.wait("item-sheet")
    phone.tap("sheet-floor-8")
    phone.tap("sheet-spot-u~A1-0804")
    phone.tap("sheet-state-runs_unoccupied")
    phone.scroll_to("sheet-reading")
    phone.type("sheet-reading", "318.4")
    phone.scroll_to("sheet-shoot")
    phone.tap("sheet-shoot")
    play.shoot(phone)
    phone.wait("step-close_valve")
    assert phone.has("locked-front_desk_verify")
    assert not phone.has("step-front_desk_verify")
    phone.tap("result-valve-closed")
    phone.scroll_to("record")
    phone.tap("record")
    phone.wait("step-front_desk_verify")
    return str(phone.page.evaluate("location.hash"))


def _waiting(phone: Phone) -> int:
    """How many facts and photos the chip says are on this phone."""
    return play.number(phone.wait("state-chip", r"\d+ 条"))


def _go_on_with_water(phone: Phone, address: str) -> None:
    """Offline still, after the browser was closed: the case goes on at its next step, through to the notice at the door."""
    phone.open(address_of(phone, address))
    phone.wait("step-front_desk_verify", timeout=60)
    phone.tap("result-told-told")
    phone.scroll_to("step-name")
    phone.type("step-name", "许清言")
    phone.scroll_to("record")
    phone.tap("record")
    phone.wait("step-phone_occupant")


def address_of(phone: Phone, fragment: str) -> str:
    return phone.page.url.partition("#")[0] + fragment


def _send_all(phone: Phone) -> None: ...
def _verified_on_both_sides(server: Server, taken: set[str]) -> None: ...
def _once_each(server: Server) -> None: ...
def _at_the_desk(server: Server, tmp_path: Path) -> None: ...
def _asked_again(phone: Phone) -> None: ...
def _fixed_by_engineering(server: Server, tmp_path: Path) -> None: ...
def _looked_at_again(phone: Phone, server: Server) -> None: ...
