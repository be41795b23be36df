"""A new version waits, takes over when asked, and is refused when it is broken."""

import hashlib
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


def publish(site: Path, line: str, *changed: str, broken: bool = False) -> str:
    """Another version: one script differs, and what else was changed. `broken`: the file isn't what its list says."""
    script = site / CHANGED
    script.write_text(script.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    version = write_version(site)
    if broken:
        script.write_text("cut o", encoding="utf-8")
    for name in (CHANGED, *changed, "flutter_service_worker.js", "build.json"):
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


LOST = "interpreter.js"


def lose(phone: Phone, site: Path, path: str) -> None:
    """One of the site's files goes out of the browser's cache."""
    digest = hashlib.sha256((site / path).read_bytes()).hexdigest()
    gone = phone.page.evaluate(
        "digest => caches.open('zonewalk-files').then((cache) => cache.delete('/__file__/' + digest))", digest
    )
    assert gone is True


@pytest.mark.parametrize("lost", [LOST, "page/splash.js", "index.html"])
@pytest.mark.parametrize("looked", [True, False], ids=["installed", "on the server"])
def test_given_a_lost_file_and_another_version_then_that_one_takes_over_at_once_and_keeps_every_row(
    own_site: Path, tmp_path: Path, lost: str, looked: bool
) -> None:
    with (
        Server(tmp_path / "server", own_site, command=SITE_SERVER) as server,
        Phone(tmp_path / "profile") as phone,
    ):
        phone.open(server.url)
        said(phone, "commit")
        kept_whole(phone)
        lose(phone, own_site, lost)
        (own_site / lost).write_bytes((own_site / lost).read_bytes() + b"\n")
        new = publish(own_site, "globalThis.second = true;", lost)
        if looked:
            look_for_update(phone)
            phone.until(lambda: "update-ready" in str(about(phone)["heard"]), 30, lambda: "no update came")

        phone.page.reload()

        second = "window.second === true && !document.querySelector('#zw-splash:not(.zw-going)')"
        phone.until(lambda: bool(phone.page.evaluate(second)), 60, lambda: "the new version never ran")
        phone.semantics()
        assert about(phone)["version"] == new
        assert json.loads(said(phone, "rows")) == [["一行", None]]


def test_given_a_lost_file_offline_then_it_says_what_is_missing_and_that_the_records_are_safe(
    own_site: Path, tmp_path: Path
) -> None:
    with (
        Server(tmp_path / "server", own_site, command=SITE_SERVER) as server,
        Phone(tmp_path / "profile") as phone,
    ):
        phone.open(server.url)
        said(phone, "commit")
        kept_whole(phone)
        lose(phone, own_site, LOST)
        server.kill()
        phone.page.reload()
        words = "() => document.getElementById('zw-say')?.textContent ?? ''"
        phone.until(lambda: LOST in phone.page.evaluate(words), 30, lambda: phone.page.evaluate(words))
        assert "已存的记录和照片都在本机" in phone.page.evaluate(words)

        server.start()  # the same version: what is gone is fetched again by itself
        ready = "!document.querySelector('#zw-splash:not(.zw-going)')"
        phone.until(lambda: bool(phone.page.evaluate(ready)), 60, lambda: "it never went on")
        phone.semantics()
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
