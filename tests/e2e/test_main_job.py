"""The main job, end to end: a round walked without a network, a task on the supervisor's desk, looked at again, closed.

Real Chromium, the real server process (killed while the round goes on), the browser closed and opened again offline.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sync_server.blobs import FolderStores
from tests.driver import Client, Desk, Phone
from tests.e2e import play
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# Findings that the demo's story already tells of u_lin.
STORY_FINDINGS = 4

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
            _send(phone)
            _verified_on_both_sides(server, taken)
            _once_each(server)
            with Desk(tmp_path / "chen") as desk, Phone(tmp_path / "luo") as fixer:
                task, door = _at_the_desk(desk, server)
                _asked_again(phone, server, door)
                _fixed(fixer, server, task)
                _looked_at_again(phone, server, task)
                _closed(desk, server, task)
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
    play.confirm(phone)
    for kind in ("roof", "villa", "public", "cleaning"):
        play.open_stop(phone, *STOPS[kind])
        if kind == "cleaning":
            play.find(phone, "cleaning.dead_branch", "sheet-state-dead")
            phone.wait("case-progress")
            phone.tap("back")
        play.confirm(phone)
    play.open_stop(phone, *STOPS["shop"])
    play.find(phone, "shop.signboard", "sheet-state-worn", "sheet-spot-s~S03")
    play.confirm(phone)
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


def _step(phone: Phone, step: str, *choices: str, name: str = "", how: str = "", photo: bool = False) -> None:
    """Record one step of the case that is open: what was chosen, who said it, a photo where one is due."""
    phone.wait(f"step-{step}")
    for choice in choices:
        phone.scroll_to(f"result-{choice}")
        phone.tap(f"result-{choice}")
    if name:
        phone.scroll_to("step-name")
        phone.type("step-name", name)
    if how:
        phone.scroll_to("step-text-how")
        phone.type("step-text-how", how)
    if photo:
        phone.tap("record-shoot")
        play.shoot(phone)
        phone.wait_gone("record-shoot")
    phone.tap("record")
    phone.wait_gone(f"step-{step}")


def _go_on_with_water(phone: Phone, address: str) -> None:
    """Offline still, after the browser was closed: the case goes on at its next step, through to its closing."""
    phone.open(phone.page.url.partition("#")[0] + address)
    _step(phone, "front_desk_verify", "told-told", name="许清言")
    _step(phone, "phone_occupant", "occupant_reached-wrong_number")
    _step(phone, "front_desk_answer", "key-not_held", "occupancy-unoccupied", name="许清言")
    _step(phone, "leave_notice", "notice_at-door", photo=True)
    _step(phone, "settle_valve", "cause-known", "valve_final-reopened", name="何女士", how="10:20 来电", photo=True)
    phone.wait("step-record")
    phone.tap("record")
    phone.wait("case-closed")
    phone.tap("back")


def _send(client: Client) -> None:
    """Open the sync page and send now; facts first, then photos, until the chip says that all is verified."""
    client.tap("state-chip")
    client.wait("sync-now")
    client.tap("sync-now")
    client.wait("state-chip", "已核验", timeout=60)


def _verified_on_both_sides(server: Server, taken: set[str]) -> None:
    """What the phone digested is what the server stored: the same names for the same bytes, each verified."""
    known = play.photos_of(server)
    named = play.fact_digests(server, "u_lin")
    assert len(taken & named) >= 7  # door, branch, signboard, waste, meter, notice, valve
    assert {sha: known[sha] for sha in taken & named} == dict.fromkeys(taken & named, "verified")
    for sha in taken & named:
        stored = FolderStores(server.data / "photos").of("qinglan").path(sha)
        assert hashlib.sha256(stored.read_bytes()).hexdigest() == sha
    facts = play.facts_of(server, "u_lin")
    assert facts["signed_in"] == 1
    assert facts["confirmed"] == 6
    assert facts["site_visited"] == 1
    assert facts["answered"] == 6
    assert facts["found"] == 5 + STORY_FINDINGS
    assert facts["stepped"] >= 7


def _once_each(server: Server) -> None:
    """Each finding filed its tasks, and each of them once."""
    tasks = [task for task in play.tasks_of(server) if task["opened_by"] == "u_lin"]
    keys = [(task["place"], task["item"], task["files"]) for task in tasks]
    assert len(keys) == len(set(keys))
    filed = {(place, files) for place, _, files in keys}
    assert ("b/A2/c/1/f/12", "who_locked") in filed
    assert ("s/S03", "rectify") in filed
    assert ("area/G01", "remove") in filed
    water = next(task for task in tasks if task["place"] == "u/A1-0804")
    assert (water["files"], water["kind"], water["severity"], water["state"]) == (
        "follow_up",
        "follow_up",
        "critical",
        "closed",
    )


def _at_the_desk(desk: Desk, server: Server) -> tuple[str, str]:
    """Step 5: the tasks with their photos; one photo is accepted, another asked for again; a task is given to somebody."""
    play.sign_in(desk, server, "chen", "rail-tasks")
    door = play.evidence_of(server, "b/A2/c/1/f/12", "building.fire_door")
    meter = play.evidence_of(server, "u/A1-0804", "building.water_meter")
    desk.tap("rail-photos")
    desk.wait("review-photo")
    desk.wait(f"strip-{door[:8]}")
    desk.tap(f"strip-{door[:8]}")
    desk.wait("review-facts", "防火门")
    desk.tap("review-again")
    desk.tap("reason-0")
    desk.tap("reason-send")
    desk.wait(f"strip-{meter[:8]}")
    desk.tap(f"strip-{meter[:8]}")
    desk.wait("review-facts", "水表")
    desk.tap("review-accept")
    desk.wait_gone(f"strip-{meter[:8]}")
    task = str(play.task_at(server, "s/S03")["id"])
    desk.tap("rail-tasks")
    desk.wait(f"task-{task[:8]}", "招牌")
    desk.wait(f"thumb-{task[:8]}")
    desk.tap(f"task-{task[:8]}")
    desk.wait("photo-first")
    desk.tap("assign")
    desk.tap("assign-u_luo")
    desk.wait("task-panel", "罗工")
    _send(desk)
    return task, door


def _asked_again(phone: Phone, server: Server, door: str) -> None:
    """The supervisor's reason is on the steward's phone, and one tap leads to the camera."""
    _send(phone)
    phone.tap("tab-today")
    phone.wait("pressing-more")  # an owner's request and an overdue task come first
    phone.tap("pressing-more")
    phone.wait(f"again-{door[:8]}", "看不清")
    phone.tap("tab-tasks")
    phone.wait(f"debt-{door[:8]}")
    phone.tap(f"debt-{door[:8]}")
    play.shoot(phone)
    phone.wait_gone(f"debt-{door[:8]}")
    _send(phone)
    assert play.facts_of(server, "u_lin")["photo_added"] == 1


def _fixed(fixer: Phone, server: Server, task: str) -> None:
    """The task is on the fixer's phone; the repair is photographed."""
    play.sign_in(fixer, server, "luo", "tab-tasks")
    fixer.tap("tab-tasks")
    fixer.wait(f"task-{task[:8]}")
    fixer.tap(f"task-{task[:8]}")
    fixer.tap("do-accept")
    fixer.tap("do-fix")
    fixer.tap("fix-shoot")
    play.shoot(fixer)
    fixer.tap("fix-save")
    fixer.wait("task-state", "待复查")
    assert not fixer.has("do-reinspect")  # never by the person who repaired
    fixer.tap("back")
    _send(fixer)


def _looked_at_again(phone: Phone, server: Server, task: str) -> None:
    """Step 6: somebody else looks, with the first photo beside the new one."""
    _send(phone)
    phone.tap("tab-tasks")
    phone.tap("segment-looks")
    phone.wait(f"task-{task[:8]}")
    phone.tap(f"task-{task[:8]}")
    phone.tap("do-reinspect")
    phone.page.wait_for_selector("#host-compare")
    play.shoot(phone)
    phone.tap("look-corrected")
    phone.tap("look-save")
    phone.wait_gone("look-save")
    phone.tap("back")
    _send(phone)


def _closed(desk: Desk, server: Server, task: str) -> None:
    """Where the task was drawn for review it waits for the supervisor's look at the repair; then it is closed."""
    now = play.task_at(server, "s/S03")
    if now["waits_for_review"]:
        repair = now["fix"]["photos"][0]["sha256"]
        _send(desk)
        desk.open(server.url)
        desk.tap("rail-photos")
        desk.wait(f"strip-{repair[:8]}")
        desk.tap(f"strip-{repair[:8]}")
        desk.tap("review-accept")
        _send(desk)
        now = play.task_at(server, "s/S03")
    assert (now["state"], now["closed_how"]) == ("closed", "reinspected")
    assert now["fix"]["by"] == "u_luo"
    assert [look["by"] for look in now["looks"]] == ["u_lin"]
