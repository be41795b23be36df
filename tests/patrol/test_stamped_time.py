"""The time in the pixels: corrected where the clock is known to be off, marked where nobody can tell (app/patrol/work.py)."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.hosts import Shot
from app.patrol.evidence import Caption
from app.patrol.shutter import Taken
from app.patrol.work import Work
from tests.imaging.pictures import a_picture
from tests.ui.harness import NOW, FakeApp

OFF = timedelta(hours=25)


def stamped(work: Work, taken: Taken) -> str:
    return Caption("清澜苑", "A1座", "", "林晓岚", work.tz).lines(taken)[-1]


def shot() -> Shot:
    return Shot(a_picture(64, 48), "camera")


def test_given_a_clock_that_is_25_hours_off_when_it_was_measured_then_the_stamp_is_right(
    phone: FakeApp, work: Work
) -> None:
    phone.clock.wrong_by = OFF
    phone.store.measured(NOW)
    taken = work.taken(shot())
    assert (taken.at, stamped(work, taken)) == (NOW, "林晓岚  2026-05-20 09:00:00")


def test_given_a_start_that_never_met_the_server_of_a_clock_that_was_off_then_the_stamp_says_so(tmp_path: Path) -> None:
    before = FakeApp(tmp_path)
    before.clock.wrong_by = OFF
    before.store.measured(NOW)
    before.close()
    phone = FakeApp(tmp_path, at=NOW + timedelta(hours=1))
    phone.clock.wrong_by = OFF
    taken = phone.work.taken(shot())
    assert (taken.at, taken.sure) == (NOW + timedelta(hours=1), False)
    assert stamped(phone.work, taken) == "林晓岚  2026-05-20 10:00:00 未校时"
    phone.close()


def test_given_a_clock_that_was_right_when_it_was_last_measured_then_a_start_without_network_marks_nothing(
    phone: FakeApp, work: Work
) -> None:
    phone.clock.start = UUID(int=5)
    phone.clock.move(timedelta(hours=2))
    assert stamped(work, work.taken(shot())) == "林晓岚  2026-05-20 11:00:00"


def test_given_a_clock_set_back_since_it_was_measured_then_the_stamp_is_marked(phone: FakeApp, work: Work) -> None:
    phone.clock.move(timedelta(hours=1))
    phone.clock.wrong_by = -timedelta(days=3)
    taken = work.taken(shot())
    assert (taken.at, stamped(work, taken)) == (NOW + timedelta(hours=1), "林晓岚  2026-05-20 10:00:00 未校时")
