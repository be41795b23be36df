"""Updates of the real app: a new version waits, keeps everything, and gives way to the one before it where it fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.driver import Phone
from tests.e2e import play
from tests.phones.versions import (
    NEXT_SCHEMA,
    TELLS,
    look_for_update,
    migration,
    publish,
    refused_by_the_browser,
    running,
)
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

STOP = (1, "b~A2~c~1")
MOOD = "ALTER TABLE fact ADD COLUMN mood VARCHAR DEFAULT 'calm'"


def a_finding(phone: Phone) -> None:
    """A finding with a photo, which stays on this phone."""
    play.open_stop(phone, *STOP)
    play.find(phone, "building.fire_door", "sheet-state-locked", "sheet-spot-b~A2~c~1~f~12")
    phone.wait("case-progress")
    phone.tap("back")
    phone.wait("confirm")


def taken(phone: Phone) -> None:
    """Back to Today, and take the version that waits."""
    phone.page.evaluate("location.hash = '/today'")
    phone.wait("ring", timeout=40)
    phone.wait("update-ready", timeout=40)
    phone.tap("update")


@contextmanager
def signed_in(publisher: Server, tmp_path: Path) -> Iterator[Phone]:
    """A phone on which the steward has signed in and that can start offline."""
    with Phone(tmp_path / "lin") as phone:
        play.sign_in(phone, publisher, "lin", "ring")
        play.kept_for_offline(phone)
        yield phone


def offered(phone: Phone) -> None:
    phone.until(lambda: look_for_update(phone), 40, lambda: "no update came")


def waiting(phone: Phone) -> str:
    phone.page.evaluate("location.hash = '/me'")
    return phone.wait("sync-waiting", timeout=40)


def test_given_a_new_version_in_the_middle_of_a_stop_then_it_waits_and_once_taken_all_is_there(
    publisher: Server, own_site: Path, tmp_path: Path
) -> None:
    with signed_in(publisher, tmp_path) as phone:
        old = running(phone)
        phone.context.route("**/api/**", lambda route: route.abort())  # the line carries the site and no records
        a_finding(phone)
        phone.page.evaluate("location.hash = '/found'")
        play.shoot(phone)
        phone.wait("draft-saved")
        phone.page.go_back()
        play.open_stop(phone, *STOP)
        phone.scroll_to("item-building.water_meter")
        phone.tap("item-building.water_meter")
        phone.wait("item-sheet")
        kept = play.photos_on(phone)
        assert kept

        new = publish(own_site, migration(MOOD), TELLS)
        offered(phone)
        assert phone.has("item-sheet"), "nothing comes between"
        assert not phone.has("update-ready")
        phone.reload()
        assert running(phone) == old, "a reload alone changes nothing"
        before = waiting(phone)
        assert play.number(before) > 0, "nothing of it has left the phone"

        taken(phone)
        phone.until(lambda: running(phone) == new, 60, lambda: f"{running(phone)} runs, not {new}")
        phone.wait("drafts", timeout=60)
        assert phone.console("^SCHEMA")[-1].split()[1] == str(NEXT_SCHEMA), "the device's database was migrated"
        assert play.photos_on(phone) == kept
        assert waiting(phone) == before
        assert not phone.has("update-refused")

        phone.context.unroute("**/api/**")
        phone.tap("sync-now")
        phone.wait("sync-waiting", "没有待传", timeout=60)
        assert play.photos_of(publisher).keys() >= kept
        assert {play.photos_of(publisher)[sha] for sha in kept} == {"verified"}


def test_given_a_broken_or_half_a_version_then_it_is_refused_and_the_old_one_goes_on_offline(
    publisher: Server, own_site: Path, tmp_path: Path
) -> None:
    with signed_in(publisher, tmp_path) as phone:
        old = running(phone)

        publish(own_site, page=("page/device.js", "globalThis.wrong = true;"))
        (own_site / "page/device.js").write_text("globalThis.cut_o")  # not the file of which the list tells
        assert not look_for_update(phone)
        refused_by_the_browser(phone)

        publish(own_site, page=("page/camera.js", "globalThis.half = true;"))
        (own_site / "page/camera.js").unlink()  # the server has only half of it
        assert not look_for_update(phone)
        refused_by_the_browser(phone)

        publisher.kill()
        phone.reload()
        phone.wait("ring", timeout=60)
        assert running(phone) == old
        a_finding(phone)
        assert play.number(waiting(phone)) > 0, "it works as before, offline"
        assert not phone.has("update-ready")
        assert not phone.has("update-refused")


def test_given_versions_that_cannot_begin_then_the_one_before_goes_on_with_all_data_until_a_good_one_comes(
    publisher: Server, own_site: Path, tmp_path: Path
) -> None:
    with signed_in(publisher, tmp_path) as phone:
        old = running(phone)
        phone.context.route("**/api/**", lambda route: route.abort())
        a_finding(phone)
        before, kept = waiting(phone), play.photos_on(phone)

        def goes_back(name: str) -> None:
            assert name != old
            offered(phone)
            taken(phone)
            phone.wait("update-refused", "update_refused", timeout=60)
            assert running(phone) == old
            assert waiting(phone) == before
            assert play.photos_on(phone) == kept

        # Its migration throws everything away, and then fails.
        goes_back(publish(own_site, migration("DELETE FROM fact", "DROP TABLE draft", "UPDATE fact SET no_such = 1")))
        assert phone.console(f"migration_failed: schema step {NEXT_SCHEMA}: .*no_such")
        # Its migration goes through, and then its first screen fails.
        stumbles = (
            "main.py",
            "    page.render_views(App)\n",
            "    raise RuntimeError('a mistake of the new version')\n",
        )
        goes_back(publish(own_site, migration(MOOD, "DELETE FROM fact"), stumbles))
        # Its page does not even come to Python.
        goes_back(publish(own_site, page=("page/boot.js", "throw new Error('a mistake of the new page');")))
        # Flutter never comes, and nobody says so: the splash stays, until the person has tried twice more.
        silent = publish(own_site, page=("flutter_bootstrap.js", "throw new Error('a mistake of the new client');"))
        offered(phone)
        taken(phone)
        phone.until(lambda: running(phone) == silent, 40, lambda: "the new version never ran")
        phone.reload(ready=False)
        phone.reload()
        phone.wait("update-refused", timeout=60)
        assert running(phone) == old != silent

        publisher.kill()
        phone.reload()
        phone.wait("update-refused", timeout=60)
        assert waiting(phone) == before, "and so it stays, offline too"

        publisher.start()
        good = publish(own_site, migration(MOOD), TELLS)
        offered(phone)
        taken(phone)
        phone.until(lambda: running(phone) == good, 60, lambda: "the good version never ran")
        phone.wait("ring", timeout=60)
        facts = phone.console("^SCHEMA")[-1].split()
        assert facts[1] == str(NEXT_SCHEMA)
        assert int(facts[2]) > 0
        assert waiting(phone) == before
        assert not phone.has("update-refused")
