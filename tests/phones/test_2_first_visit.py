"""The first visit and the start: our own splash with true progress, a line that breaks, and what a phone installs."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.driver import Phone
from tests.e2e import play
from tests.phones.line import Line
from tests.serving import ROOT, Server
from webapp.compress import wire_size
from webapp.manifest import download_sizes
from webapp.where import ASSETS, flet_web_folder

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SITE = ROOT / "build" / "web" / "site"
OTHER_RENDERER = "canvaskit/canvaskit.wasm"
# What the page says and shows while it starts; null when the splash isn't there.
SPLASH = """() => {
  const splash = document.querySelector("#zw-splash");
  if (!splash || splash.classList.contains("zw-going")) return null;
  const top = document.elementFromPoint(innerWidth / 2, innerHeight / 3);
  return {
    text: splash.innerText, title: document.title, percent: parseFloat(document.querySelector("#zw-bar-fill").style.width || "0"),
    covers: splash.contains(top), colour: getComputedStyle(document.querySelector("#zw-bar-fill")).backgroundColor,
  };
}"""


def bytes_of_a_start() -> int:
    """On the wire, of the big files that a first start waits for."""
    return sum(wire_size(SITE / name) for name in download_sizes(SITE) if name != OTHER_RENDERER)


def share_said(text: str) -> float | None:
    """How much of the whole the splash says has come; None while it says something else."""
    found = re.search(r"(?:正在下载|First visit:) (\d+)%", text)
    return int(found[1]) / 100 if found else None


def test_given_a_first_visit_then_our_own_splash_tells_the_true_progress_until_the_first_screen(
    server: Server, tmp_path: Path
) -> None:
    with Line(server.port, pace=0.004) as line, Phone(tmp_path / "profile") as phone:
        phone.open(line.url, ready=False)
        seen: list[dict[str, object]] = []

        def drawn() -> bool:
            now = phone.page.evaluate(SPLASH)
            if now:
                seen.append({**now, "carried": line.carried})
            return bool(now is None and seen)

        phone.until(drawn, 90, lambda: f"the splash never went: {seen[-1:]}")
        assert "drawn" in phone.marks(), "it goes when the app's own first screen is there"
        phone.semantics()
        phone.wait("account", timeout=60)

        percents = [float(str(each["percent"])) for each in seen]
        assert percents == sorted(percents), "never backwards"
        assert len(set(percents)) > 4
        assert all(each["covers"] for each in seen), "nothing of the client below it is ever seen"
        # None for a moment, while the client has drawn and the app has not yet named the page.
        assert {str(each["title"]) for each in seen} <= {"巡区 Zonewalk", "巡区", ""}
        assert all("巡区 Zonewalk" in str(each["text"]) for each in seen)
        assert {each["colour"] for each in seen} == {"rgb(11, 107, 99)"}
        for each in seen:
            said = share_said(str(each["text"]))
            if said is None:
                continue
            share = min(1.0, int(str(each["carried"])) / bytes_of_a_start())
            # What lies between server and browser has left the server and has not come yet, so more may have been carried.
            assert said < share + 0.1, (each, "no more is said than what has come")


@pytest.mark.parametrize("percent", [10, 50, 95])
def test_given_the_line_breaks_on_the_way_then_it_says_so_and_goes_on_by_itself_once_it_can(
    server: Server, tmp_path: Path, percent: int
) -> None:
    whole = bytes_of_a_start()
    lang = "en-GB" if percent == 50 else "zh-CN"
    with Line(server.port, cut_at=whole * percent // 100) as line, Phone(tmp_path / "profile", lang=lang) as phone:
        phone.open(line.url, ready=False)
        phone.page.wait_for_selector("#zw-again:visible", timeout=60_000)
        said = phone.page.inner_text("#zw-say")
        assert ("can't be reached" if percent == 50 else "连不上服务器") in said
        assert not phone.page.query_selector("#zw-plain")
        line.mend()
        phone.semantics()
        phone.wait("account", timeout=60)
        play.kept_for_offline(phone)


def test_given_the_app_is_kept_then_chromium_would_install_it_with_our_name_icons_and_colours(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        play.kept_for_offline(phone)
        asked = phone.context.new_cdp_session(phone.page)
        told = asked.send("Page.getAppManifest")
        assert told["errors"] == []
        assert asked.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        manifest = json.loads(told["data"])
        assert (manifest["name"], manifest["short_name"]) == ("巡区 Zonewalk", "巡区")
        assert phone.page.get_attribute("meta[name=theme-color]", "content") == "#0B6B63"


def test_no_picture_of_the_client_is_shipped_and_a_maskable_icon_keeps_its_middle() -> None:
    stock = [*(flet_web_folder() / "icons").iterdir(), flet_web_folder() / "favicon.png"]
    theirs = {hashlib.sha256(path.read_bytes()).hexdigest() for path in stock}
    shipped = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in SITE.rglob("*.png")}
    assert theirs
    assert shipped
    assert not [path for path, digest in shipped.items() if digest in theirs]
    for size in (192, 512):
        with Image.open(ASSETS / "icons" / f"icon-maskable-{size}.png") as picture:
            ground = picture.getpixel((0, 0))
            outside = [
                (x, y)
                for x in range(size)
                for y in range(size)
                if (x - size / 2) ** 2 + (y - size / 2) ** 2 > (0.4 * size) ** 2 and picture.getpixel((x, y)) != ground
            ]
        assert outside == [], "a phone that cuts it round cuts nothing off"
