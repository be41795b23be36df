"""Point 9: comfort. Themes, large text, names and focus, Chinese being composed, system back, English, in real Chromium.

One phone is signed in once and walked through all tests; each test begins by going to its own screen.
"""

import io
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageFont
from playwright.sync_api import CDPSession

from app.ui.theme import NAME, PALETTES, ThemeName
from tests.driver import Phone
from tests.e2e import play
from tests.phones import reading
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

STOP = "/patrol/stop/b~A2~c~1"
WORDS = "sheet-words"
SIZES = ((390, 844), (360, 640))
CHINESE = re.compile(r"[㐀-鿿]+")
OWN_NAMES = re.compile("中文")  # a language is offered under its own name
# What each screen is for, as far as it is always there.
MAIN = {
    "/today": ("scan",), "/patrol": ("scan",), "/tasks": (), "/me": (),
    STOP: ("confirm", "skip"), f"{STOP} sheet": ("sheet-shoot",),
}  # fmt: skip
# What is on a screen and on no other.
SHOWS = {
    "/today": "ring", "/patrol": "walk-1", "/tasks": "segment-looks", "/me": "who", "/me/records": "only-all",
    "/me/about": "about-version", STOP: "confirm",
}  # fmt: skip
TABS = ("tab-today", "tab-patrol", "tab-found", "tab-tasks", "tab-me")


@pytest.fixture(scope="module")
def server(_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("comfort")
    with Server(Path(shutil.copytree(_demo, folder / "server"))) as running:
        yield running


@pytest.fixture(scope="module")
def phone(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    with Phone(tmp_path_factory.mktemp("phone") / "lin") as phone:
        play.sign_in(phone, server, "lin", "ring")
        yield phone
        assert not phone.console_errors()


def go(phone: Phone, route: str) -> None:
    """To a screen, and wait for it; "… sheet" opens the sheet of the fire door there."""
    path, _, sheet = route.partition(" ")
    phone.page.evaluate("route => { location.hash = route }", path)
    phone.wait(SHOWS[path])
    phone.page.wait_for_timeout(200)
    if sheet:
        open_sheet(phone, "building.fire_door")


def open_sheet(phone: Phone, item: str) -> None:
    phone.scroll_to(f"item-{item}", bottom=340)  # clear of the actions, which stand under each other at 200 %
    phone.tap(f"item-{item}")
    phone.wait("item-sheet")
    phone.page.wait_for_timeout(300)


def back(phone: Phone) -> None:
    """The system's back; what follows is waited for by what it shows."""
    phone.page.go_back()
    phone.page.wait_for_timeout(300)


def look(phone: Phone, *choices: str) -> None:
    """Language, theme, size of text, as a person chooses them."""
    go(phone, "/me")
    for choice in choices:
        phone.scroll_to(choice)
        phone.tap(choice)
        phone.page.wait_for_timeout(300)


def compose(keys: CDPSession, phone: Phone, syllable: str, character: str, *, between: str = "") -> None:
    """One character by its sound, letter by letter, as an input method does it. between: an event of the page after each letter."""
    for end in range(1, len(syllable) + 1):
        keys.send("Input.imeSetComposition", {"text": syllable[:end], "selectionStart": end, "selectionEnd": end})
        if between:
            phone.page.evaluate("kind => dispatchEvent(new Event(kind))", between if end % 2 else "online")
    keys.send("Input.insertText", {"text": character})


# -- typing


def test_given_chinese_being_composed_when_the_screen_is_drawn_anew_then_nothing_is_cut_or_doubled(
    phone: Phone,
) -> None:
    go(phone, STOP)
    open_sheet(phone, "other.finding")
    phone.scroll_to(WORDS)
    phone.type(WORDS, "")
    keys = phone.context.new_cdp_session(phone.page)
    sounds = (("shui", "水"), ("biao", "表"), ("lou", "漏"), ("le", "了"))
    keys.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    try:
        for syllable, character in sounds * 2:
            compose(keys, phone, syllable, character, between="offline")
        phone.wait(WORDS, "水表漏了水表漏了$", timeout=30)
    finally:
        keys.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    phone.page.wait_for_timeout(600)  # whatever Python still had to draw is drawn
    assert phone.page.evaluate("document.activeElement.value") == "水表漏了水表漏了"

    back(phone)
    phone.wait_gone("item-sheet")
    open_sheet(phone, "other.finding")
    phone.type(WORDS, "")  # its text is told to the page while it has the focus
    assert phone.page.evaluate("document.activeElement.value") == "水表漏了水表漏了"
    phone.tap("sheet-close")
    phone.wait_gone("item-sheet")


def test_given_the_semantics_tree_when_one_types_then_the_keyboard_stays(phone: Phone) -> None:
    go(phone, STOP)
    open_sheet(phone, "other.finding")
    phone.scroll_to(WORDS)
    phone.type(WORDS, "")
    phone.page.evaluate(
        "() => { window.typedInto = document.activeElement; window.lost = 0; typedInto.addEventListener('blur', () => lost++); }"
    )
    phone.page.keyboard.type("Leak at the door", delay=40)
    phone.wait(WORDS, "Leak at the door$")
    assert phone.page.evaluate("document.activeElement === typedInto")
    assert phone.page.evaluate("lost") == 0
    phone.tap("sheet-close")
    phone.wait_gone("item-sheet")


# -- screen readers and keyboards


@pytest.mark.parametrize("route", [*MAIN, "/me/records", "/me/about"])
def test_whatever_can_be_pressed_has_a_name_and_can_be_reached_by_the_keyboard(phone: Phone, route: str) -> None:
    go(phone, route)
    nodes = reading.read(phone)
    assert sum(node.pressed for node in nodes) >= 1
    assert reading.without_name(nodes) == []
    assert reading.without_focus(nodes) == []


def test_given_a_sheet_when_tab_is_pressed_then_the_focus_goes_down_the_sheet_and_not_behind_it(phone: Phone) -> None:
    go(phone, f"{STOP} sheet")
    assert {n.identifier for n in reading.read(phone)} & {"confirm", "skip", "back", "state-chip"} == set()
    passed: list[str] = []
    for _ in range(8):
        phone.page.keyboard.press("Tab")
        phone.page.wait_for_timeout(400)  # the focus moves with the next frame
        passed.append(reading.focused(phone))
    order = [n.identifier for n in reading.read(phone) if n.pressed]
    assert set(passed) <= {*order, "item-sheet", ""}
    reached = [order.index(each) for each in dict.fromkeys(passed) if each in order]
    assert len(reached) >= 3
    steps = [(after - before) % len(order) for before, after in pairwise(reached)]
    assert all(0 < step < 4 for step in steps), "down the sheet, and from its end to its beginning"


# -- system back


def test_system_back_closes_what_is_open_and_then_leads_one_screen_back(phone: Phone, server: Server) -> None:
    phone.open(server.url)
    phone.wait("ring")
    phone.tap("scan")
    phone.page.wait_for_selector("#host-code")
    back(phone)
    phone.page.wait_for_selector("#host-code", state="detached")
    phone.wait("ring")

    play.open_stop(phone, 1, "b~A2~c~1")
    open_sheet(phone, "building.fire_door")
    phone.tap("sheet-state-damaged")
    phone.tap("sheet-shoot")
    phone.page.wait_for_selector("#host-shutter")
    back(phone)
    phone.page.wait_for_selector("#host-shutter", state="detached")
    assert phone.has("item-sheet")
    back(phone)
    phone.wait_gone("item-sheet")
    assert phone.page.url.endswith(STOP)
    open_sheet(phone, "building.fire_door")  # entered and not saved: still there
    phone.wait("item-sheet", "严重程度 重要")  # what the chosen answer weighs
    assert phone.has("sheet-state-damaged")
    phone.tap("sheet-close")
    phone.wait_gone("item-sheet")
    back(phone)
    phone.wait("walk-1")
    back(phone)
    phone.wait("ring")


# -- themes and large text


@pytest.mark.parametrize("theme", ["dark", "sun", "light"])
def test_a_theme_is_on_the_screen_as_soon_as_it_is_chosen(phone: Phone, theme: ThemeName) -> None:
    look(phone, f"theme-{theme}")
    go(phone, STOP)
    phone.page.wait_for_timeout(300)
    shown = Image.open(io.BytesIO(phone.page.screenshot())).convert("RGB")
    palette = PALETTES[theme]
    colours = {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in shown.getcolors(shown.width * shown.height) or []}
    assert {palette.surface, palette.card, palette.ink, palette.primary} <= colours


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_given_text_at_200_percent_then_the_main_actions_are_whole_on_the_screen(
    phone: Phone, lang: str, server: Server
) -> None:
    font = server.site / "assets" / "fonts" / "NotoSansSC-subset.woff2"
    look(phone, f"lang-{lang}", "text-200")
    try:
        for width, height in SIZES:
            phone.page.set_viewport_size({"width": width, "height": height})
            phone.page.wait_for_timeout(400)
            for route, actions in MAIN.items():
                go(phone, route)
                nodes = reading.read(phone)
                _whole(nodes, (*actions, *(TABS if phone.has("tab-me") else ())), width, height)
                assert reading.over_each_other(nodes) == [], f"{route} at {width}×{height}"
                for node in nodes:
                    if node.identifier in actions:
                        assert _fits(node, font), f"{node.name!r} is cut at {width}×{height}"
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})
        phone.page.wait_for_timeout(400)
        look(phone, "text-100", "lang-zh")


def _whole(nodes: list[reading.Node], wanted: tuple[str, ...], width: int, height: int) -> None:
    found = {node.identifier: node for node in nodes}
    for name in wanted:
        node = found[name]
        inside = node.left >= 0 and node.top >= 0 and node.right <= width + 1 and node.bottom <= height + 1
        assert inside, f"{name} is not whole on {width}×{height}: {node}"
        assert node.bottom - node.top >= 48, f"{name} is too low for a thumb: {node}"


def _fits(node: reading.Node, font: Path) -> bool:
    """Whether the words of an action fit into the lines that its height has room for (three at most), beside its picture."""
    px = round(NAME * 1.5)  # an action's words grow by half at most
    room = node.right - node.left - 24 - 24 * 1.5 - 8
    lines = min(3, max(1, int((node.bottom - node.top) / (px * 1.45))))
    return ImageFont.truetype(str(font), px).getlength(node.name) <= lines * room


# -- English


def test_in_english_no_chinese_is_left_on_the_screens_nor_on_camera_and_reader(phone: Phone) -> None:
    look(phone, "lang-en")
    try:
        left: dict[str, list[str]] = {}
        for route in (*MAIN, "/me/records", "/me/about"):
            go(phone, route)
            said = [OWN_NAMES.sub("", node.name) for node in reading.read(phone)]
            assert any(said)
            left[route] = [words for words in said if CHINESE.search(words)]
            if route.endswith("sheet"):
                phone.tap("sheet-state-damaged")
                phone.tap("sheet-shoot")
                left["camera"] = _overlay(phone, "#host-shutter")
        go(phone, "/today")
        phone.tap("scan")
        left["reader"] = _overlay(phone, "#host-code")
        assert {where: words for where, words in left.items() if words} == {}
    finally:
        look(phone, "lang-zh")


def _overlay(phone: Phone, shows: str) -> list[str]:
    """Chinese words and labels of the page's own dialog; then it is left."""
    phone.page.wait_for_selector(shows)
    phone.page.wait_for_timeout(300)
    words: list[str] = phone.page.evaluate(
        """() => [...document.querySelectorAll("dialog.zw-over, dialog.zw-over *")].flatMap((each) =>
          [each.getAttribute("aria-label"), each.placeholder, each.childElementCount ? "" : each.textContent]).filter(Boolean)"""
    )
    assert words
    back(phone)
    phone.page.wait_for_selector(shows, state="detached")
    return [each for each in words if CHINESE.search(each)]
