"""Publishes other versions of the real app on a site that belongs to one test."""

import shutil
import tempfile
from pathlib import Path

from app.store.schema import STEPS
from tests.driver import Client
from tests.serving import ROOT
from webapp.app_pack import app_pack
from webapp.cache import write_whole
from webapp.manifest import write_version

Change = tuple[str, str, str]  # file below the app, text there, text instead
BUILT = ROOT / "build" / "web" / "site"
SCRIPTS = ("page/boot.js", "page/camera.js", "page/device.js", "flutter_bootstrap.js")  # which a version may change

NEXT_SCHEMA = len(STEPS) + 1  # the number of the database after `migration`
END_OF_STEPS = "    ),\n)\n\n\ndef bring_up_to_date("
BEGINS = '    store = Store(open_store(f"{host.data_folder}/app.db", exclusive=host.name == "browser"), clock, rng)\n'
# Prints the schema's number and what became of the facts, before the first screen.
TELLS = (
    "main.py",
    BEGINS,
    BEGINS + "    with store.engine.connect() as told:\n"
    "        print('SCHEMA', told.exec_driver_sql('PRAGMA user_version').scalar(),\n"
    "              told.exec_driver_sql(\"SELECT count(*) FROM fact WHERE mood = 'calm'\").scalar())\n",
)


def migration(*sql: str) -> Change:
    """One more schema step, after the last that the app has."""
    lines = "".join(f"        {each!r},\n" for each in sql)
    return "store/schema.py", END_OF_STEPS, f"    ),\n    (\n{lines}{END_OF_STEPS}"


def publish(site: Path, *changes: Change, page: tuple[str, str] | None = None) -> str:
    """A version whose app differs by `changes`; page: one of SCRIPTS and a line put before it. Returns its name."""
    with tempfile.TemporaryDirectory() as scratch:
        app = Path(shutil.copytree(ROOT / "app", Path(scratch) / "app"))
        for name, old, new in changes:
            _replace(app / name, old, new)
        write_whole(site / "app.pack", app_pack(app, sources=False).read_bytes())
    for name in SCRIPTS:
        text = (BUILT / name).read_text(encoding="utf-8")
        write_whole(site / name, (page[1] + "\n" + text if page and page[0] == name else text).encode())
    version = write_version(site)
    for name in ("app.pack", *SCRIPTS, "flutter_service_worker.js", "build.json"):  # their compressed copies are old
        for suffix in (".br", ".gz"):
            (site / (name + suffix)).unlink(missing_ok=True)
    return version


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def running(client: Client) -> str:
    """The version that the open page runs."""
    return str(client.page.evaluate("window.zonewalk?.version"))


def look_for_update(client: Client) -> bool:
    """As the app does when it comes to the front: whether a new version waits."""
    return bool(client.page.evaluate("import('/page/updates.js').then((updates) => updates.checkUpdate())"))


def refused_by_the_browser(client: Client) -> None:
    """Wait until nothing is being installed any more, and nothing waits."""
    gone = "navigator.serviceWorker.getRegistration().then((found) => !found.installing && !found.waiting)"
    client.until(lambda: bool(client.page.evaluate(gone)), 30, lambda: "the version was not refused")
