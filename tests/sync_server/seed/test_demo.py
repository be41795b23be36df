"""The demo estate as a newcomer finds it (issue: what a demo day holds when it begins)."""

import io
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import segno
import yaml
from sqlalchemy import Engine
from sqlmodel import col, func, select

from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.records import Matter
from app.domain.signcode import read
from sync_server.blobs.folder import FolderStores
from sync_server.db.engine import open_engine, reading
from sync_server.db.migrations import migrate
from sync_server.db.tables import AccountRow, EstateRow, FactRow, PhotoRow, RecordRow, SessionRow
from sync_server.estates import Estates
from sync_server.people.passwords import password_right
from sync_server.seed.codes import code_of, codes_page
from sync_server.seed.demo import DEMO_ESTATE, DEMO_PASSWORD, SeedError, demo_estate, seed_demo
from sync_server.seed.set_up import with_key
from sync_server.seed.story import Teller

NOW = datetime(2026, 5, 20, 1, 30, tzinfo=UTC)
TODAY = NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Path]:
    folder = tmp_path_factory.mktemp("demo")
    engine = open_engine(f"sqlite:///{folder / 'db.sqlite'}")
    migrate(engine)
    assert seed_demo(engine, FolderStores(folder / "photos"), Estates(load_bundle()), SimulatedClock(NOW))
    return engine, folder


@pytest.fixture(scope="module")
def matters(seeded) -> dict[str, Matter]:
    """The matters by their check item."""
    with reading(seeded[0]) as session:
        found = session.exec(select(RecordRow.data).where(RecordRow.kind == "matter")).all()
    return {matter.item: matter for matter in map(Matter.model_validate, found)}


def test_loading_twice_changes_nothing(seeded):
    engine, folder = seeded
    with reading(engine) as session:
        before = session.exec(select(func.count(col(FactRow.id)))).one()
    assert not seed_demo(engine, FolderStores(folder / "photos"), Estates(load_bundle()), SimulatedClock(NOW))
    with reading(engine) as session:
        assert session.exec(select(func.count(col(FactRow.id)))).one() == before == 11


def test_every_open_task_of_the_story_stands_as_it_is_told(matters):
    tasks = {item: matter.tasks[0] for item, matter in matters.items()}
    assert {item: (task.to, task.state) for item, task in tasks.items()} == {
        "building.corridor_light": ("engineering", "accepted"),
        "building.fire_door": ("engineering", "fixed"),
        "public.manhole": ("engineering", "accepted"),
        "villa.added_structure": ("steward", "accepted"),
    }
    assert tasks["public.manhole"].due_at < NOW
    assert tasks["villa.added_structure"].due_at < NOW
    fix = tasks["building.fire_door"].fix
    assert fix is not None
    assert (fix.by, len(fix.photos)) == ("u_luo", 1)


def test_the_case_at_the_villa_waits_for_the_report_to_the_manager(matters):
    (case,) = matters["villa.added_structure"].cases
    assert (case.protocol, case.next_step, case.closed) == ("villa_illegal_structure", "report_manager", False)


def test_no_fact_of_the_story_is_left_out_by_the_rules_or_arrived_late(matters):
    for matter in matters.values():
        assert matter.notes == []
        for finding in matter.findings:
            assert finding.received_at is not None
            assert finding.received_at - finding.at < timedelta(minutes=1)


def test_every_photo_that_the_story_names_is_verified_and_in_the_store(seeded, matters):
    engine, folder = seeded
    store = FolderStores(folder / "photos").of("qinglan")
    named = {photo.sha256 for matter in matters.values() for fact in matter.facts for photo in fact.photos}
    with reading(engine) as session:
        rows = session.exec(select(PhotoRow)).all()
    assert {row.sha256 for row in rows} == named
    assert {row.state for row in rows} == {"verified"}
    assert all(store.size(row.sha256) == row.total for row in rows)


def test_everybody_signs_in_by_the_short_name_and_the_demos_password(seeded):
    with reading(seeded[0]) as session:
        accounts = session.exec(select(AccountRow)).all()
        assert {account.name for account in accounts} == {"lin", "zhou", "chen", "he", "xu", "luo", "tan", "mai"}
        assert all(password_right(DEMO_PASSWORD, account.password) for account in accounts)
        assert len({account.password for account in accounts}) == len(accounts)
        assert all(row.ended_at is not None for row in session.exec(select(SessionRow)))


def test_the_demos_day_is_today_and_two_people_walk_it(seeded):
    estate = demo_estate(seeded[0])
    assert estate is not None
    assert (estate.zones_of("u_lin", TODAY), estate.zones_of("u_zhou", TODAY)) == (("z1", "z3"), ("z2",))
    assert [planned.planned.date() for planned in estate.disinfections] == [TODAY]


def test_the_registers_go_by_zone_and_the_request_holds_its_steward(seeded):
    with reading(seeded[0]) as session:
        registers = session.exec(select(RecordRow.id, RecordRow.audience).where(RecordRow.kind == "register")).all()
        request = session.exec(select(RecordRow).where(RecordRow.kind == "request")).one()
    assert {zone for zone, _ in registers} == {"z1", "z2", "z3"}
    assert not any("role:engineering" in audience or "everyone" in audience for _, audience in registers)
    assert request.data["urgent"] is True
    assert "account:u_lin" in request.audience


def test_every_point_has_a_sticker_whose_code_the_phone_takes(seeded):
    estate = demo_estate(seeded[0])
    assert estate is not None
    page = codes_page(estate)
    for point in estate.points:
        code = code_of(estate, point)
        assert f"<code>{code}</code>" in page
        assert read(code, bytes.fromhex(estate.sign_in_key)).point == point.id.upper()
    assert page.count("<svg") == len(estate.points)
    assert "li svg { width: 200px; height: 200px }" in page
    svg = io.BytesIO()
    segno.make(f"ZW:{code}", error="h", boost_error=False).save(
        svg, kind="svg", xmldecl=False, scale=4, border=2, omitsize=True
    )
    (drawn,) = re.findall(r'viewBox="[^"]*"', svg.getvalue().decode())
    assert page.count(drawn) == len(estate.points)  # the highest correction: a torn sticker is still read
    assert estate.sign_in_key not in page


def test_every_setting_up_has_a_key_of_its_own(seeded):
    estate = demo_estate(seeded[0])
    assert estate is not None
    keys = {with_key(estate, random.SystemRandom()).sign_in_key for _ in range(3)} | {estate.sign_in_key}
    assert {len(bytes.fromhex(key)) for key in keys} == {32}
    assert len(keys) == 4


def test_a_story_that_the_rules_do_not_take_leaves_nothing_behind(tmp_path, monkeypatch):
    engine = open_engine(f"sqlite:///{tmp_path / 'db.sqlite'}")
    migrate(engine)
    told = Teller.tell
    monkeypatch.setattr(
        Teller,
        "tell",
        lambda teller, task: [
            moment.__class__(moment.fact.model_copy(update={"place": "area/NOWHERE"})) for moment in told(teller, task)
        ],
    )
    with pytest.raises(SeedError, match="place_unknown"):
        seed_demo(engine, FolderStores(tmp_path / "photos"), Estates(load_bundle()), SimulatedClock(NOW))
    with reading(engine) as session:
        assert session.exec(select(EstateRow)).all() == []


def test_everything_in_the_demo_is_marked_as_made_up():
    raw = yaml.safe_load(DEMO_ESTATE.read_text(encoding="utf-8"))
    assert raw["estate"]["fictitious"] is True
    assert raw["contacts"]["phone"].startswith("000-0000")
