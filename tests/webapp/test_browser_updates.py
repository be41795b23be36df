"""A new version waits, takes over when asked, and is refused when it is broken."""

import json
from pathlib import Path

import pytest

from tests.driver import Phone
from tests.serving import Server
from tests.webapp.conftest import SITE_SERVER
from tests.webapp.test_browser_capture import kept_whole, said
from webapp.manifest import write_version

pytestmark = pytest.mark.browser

CHANGED = "page/device.js"


def publish(site: Path, line: str, *, broken: bool = False) -> str:
    """Another version: one script differs. `broken`: the file isn't what its list says."""
    script = site / CHANGED
    script.write_text(script.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    version = write_version(site)
    if broken:
        script.write_text("cut o", encoding="utf-8")
    for name in (CHANGED, "flutter_service_worker.js", "build.json"):
        for suffix in (".br", ".gz"):
            (site / (name + suffix)).unlink(missing_ok=True)
    return version


def about(phone: Phone) -> dict[str, object]:
    told: dict[str, object] = json.loads(said(phone, "about"))
    return told


def look_for_update(phone: Phone) -> bool:
    return bool(phone.page.evaluate("import('/page/updates.js').then((updates) => updates.checkUpdate())"))


def test_given_a_new_version_then_it_waits_until_asked_and_keeps_every_row(own_site: Path, tmp_path: Path) -> None:
    with (
        Server(tmp_path / "server", own_site, command=SITE_SERVER) as server,
        Phone(tmp_path / "profile") as phone,
    ):
        phone.open(server.url)
        said(phone, "commit")
        kept_whole(phone)
        old = about(phone)
        before = json.loads(server.get("api/sent"))
        new = publish(own_site, "globalThis.second = true;")

        look_for_update(phone)
        phone.until(lambda: "update-ready" in str(about(phone)["heard"]), 30, lambda: "no update came")
        sent = {status: count - before.get(status, 0) for status, count in json.loads(server.get("api/sent")).items()}
        assert sent["200"] <= 4, "only the changed files, and the worker's own script, were fetched"
        assert about(phone)["version"] == old["version"], "it waits"
        phone.reload()
        assert about(phone)["version"] == old["version"], "a reload alone doesn't mix or change versions"
        assert about(phone)["update_ready"] is True

        server.kill()
        phone.tap("update")
        phone.until(
            lambda: bool(phone.page.evaluate("window.second === true")), 30, lambda: "the new version never ran"
        )
        phone.semantics()
        assert about(phone)["version"] == new
        assert json.loads(said(phone, "rows")) == [["一行", None]]


def test_given_a_broken_version_then_it_is_refused_and_the_old_one_goes_on_offline(
    own_site: Path, tmp_path: Path
) -> None:
    with (
        Server(tmp_path / "server", own_site, command=SITE_SERVER) as server,
        Phone(tmp_path / "profile") as phone,
    ):
        phone.open(server.url)
        kept_whole(phone)
        old = about(phone)["version"]
        publish(own_site, "globalThis.broken = true;", broken=True)
        look_for_update(phone)
        gone = "navigator.serviceWorker.getRegistration().then((found) => !found.installing && !found.waiting)"
        phone.until(lambda: bool(phone.page.evaluate(gone)), 30, lambda: "the broken version was not refused")
        server.kill()
        phone.reload()
        assert about(phone)["version"] == old
        assert phone.page.evaluate("window.broken") is None
