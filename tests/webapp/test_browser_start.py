"""Before Flutter: the first visit on a bad line, and the places where the app can't work."""

from pathlib import Path

import pytest

from tests.driver import ANDROID, Phone
from tests.serving import Server
from tests.webapp.conftest import SITE_SERVER
from tests.webapp.test_browser_capture import kept_whole, said

pytestmark = pytest.mark.browser

# What the splash says, and how far its bar is; null when it isn't there.
SPLASH = """() => {
  const splash = document.querySelector("#zw-splash");
  return splash && [splash.innerText, parseFloat(document.querySelector("#zw-bar-fill").style.width || "0")];
}"""
CUT_AT = {"10": ("pyodide/pyodide.asm.wasm", 200_000), "50": ("packages.pack", 2_000_000), "95": ("app.pack", 20_000)}


def test_a_first_visit_shows_how_far_it_is_and_its_own_name(probe_site: Path, tmp_path: Path) -> None:
    slow = {"PACE": "0.03"}
    with (
        Server(tmp_path / "server", probe_site, command=SITE_SERVER, environment=slow) as server,
        Phone(tmp_path / "profile") as phone,
    ):
        phone.open(server.url, ready=False)
        seen: list[tuple[str, float]] = []

        def arrived() -> bool:
            splash = phone.page.evaluate(SPLASH)
            if splash:
                seen.append(tuple(splash))
            return splash is None and bool(seen)

        phone.until(arrived, 60, lambda: f"the splash never went: {seen[-1:]}")
        texts = " ".join(text for text, _ in seen)
        assert "巡区" in texts
        assert "首次打开，正在下载" in texts
        widths = [width for _, width in seen]
        assert widths == sorted(widths), "never backwards"
        assert len(set(widths)) > 4, "it moves"
        assert phone.page.title().startswith("巡区")


@pytest.mark.parametrize("percent", CUT_AT)
def test_given_the_line_breaks_on_a_first_visit_then_it_goes_on_by_itself(
    probe_site: Path, tmp_path: Path, percent: str
) -> None:
    path, at = CUT_AT[percent]
    cut = {"CUT": f"{path}:{at}"}
    with (
        Server(tmp_path / "server", probe_site, command=SITE_SERVER, environment=cut) as server,
        Phone(tmp_path / "profile") as phone,
    ):
        phone.open(server.url)
        assert said(phone, "commit") == "saved 1 flushes 1"


def test_given_the_server_goes_during_a_first_visit_then_it_says_so_and_goes_on_when_it_is_back(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.page.route("**/packages.pack", lambda route: (server.kill(), route.abort())[1])
        phone.open(server.url, ready=False)
        phone.page.wait_for_selector("#zw-again:visible", timeout=30_000)
        assert "连不上服务器" in phone.page.inner_text("#zw-say")
        phone.page.unroute("**/packages.pack")
        server.start()
        phone.semantics()
        assert said(phone, "commit") == "saved 1 flushes 1"


def test_given_plain_http_from_elsewhere_then_a_plain_page_says_what_to_do(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile", flags=["--host-resolver-rules=MAP estate.example 127.0.0.1"]) as phone:
        phone.open(f"http://estate.example:{server.port}/", ready=False)
        phone.page.wait_for_selector("#zw-plain[data-code=HOST_INSECURE]")
        page = phone.page.inner_text("#zw-plain")
        assert "https" in page
        assert "This address is not secure" in page
        assert not phone.page.query_selector("flutter-view"), "Flutter was never asked for"


def test_given_wechat_then_it_says_to_open_the_browser_and_may_be_overruled(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile", agent=ANDROID + " MicroMessenger/8.0.50 WeChat/arm64") as phone:
        phone.open(server.url, ready=False)
        phone.page.wait_for_selector("#zw-plain[data-code=HOST_IN_APP]")
        assert "在浏览器打开" in phone.page.inner_text("#zw-plain")
        assert "Open in browser" in phone.page.inner_text("#zw-plain")
        phone.page.click("#host-anyway")
        phone.semantics()
        assert said(phone, "commit") == "saved 1 flushes 1"


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ("delete Navigator.prototype.locks", "Web Locks"),
        ("delete StorageManager.prototype.getDirectory", "OPFS"),
        ("delete window.OffscreenCanvas", "OffscreenCanvas"),
    ],
)
def test_given_a_browser_that_lacks_something_then_it_is_named_in_plain_words(
    server: Server, tmp_path: Path, lacking: str, told: str
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.page.add_init_script(lacking)
        phone.open(server.url, ready=False)
        phone.page.wait_for_selector("#zw-plain[data-code=HOST_UNSUPPORTED]")
        assert told in phone.page.inner_text("#zw-plain .zw-code")


def test_given_the_app_fails_to_start_then_a_plain_page_says_so_and_retry_works(own_site: Path, tmp_path: Path) -> None:
    with (
        Server(tmp_path / "server", own_site, command=SITE_SERVER) as server,
        Phone(tmp_path / "profile") as phone,
    ):
        phone.open(server.url)
        said(phone, "commit")
        kept_whole(phone)
        # The worker dies in the middle of things, as when the phone runs out of memory.
        phone.page.evaluate("window.zonewalk.crash('out of memory')")
        phone.page.wait_for_selector("#zw-plain[data-code=HOST_CRASHED]")
        assert "照片都在" in phone.page.inner_text("#zw-plain")
        phone.page.click("#host-retry")
        phone.semantics()
        assert said(phone, "commit").startswith("saved 2 ")
