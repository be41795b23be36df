"""`python -m sync_server [serve|migrate|seed|codes|held|take-in|backup|restore|settings]`: the server by hand.

Settings come from the environment and a file (config.py).
"""

import argparse
import asyncio
import random
import sqlite3
import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import col, select

from app.domain.bundle import load_bundle
from app.domain.clock import SystemClock
from app.domain.errors import ZonewalkError
from app.domain.export_file import open_export
from app.domain.rights import DECIDERS
from sync_server.backup import BackupError, make_backup, restore_backup
from sync_server.blobs import PhotoIntake, open_store
from sync_server.config import ServerSettings, SettingsWrong, from_here
from sync_server.data_folder import InUse, in_use, only_ours, private_folder
from sync_server.db.disk import disk_fault, little_room
from sync_server.db.engine import TransactionEnded, open_engine, reading, settle, writing
from sync_server.db.migrations import migrate
from sync_server.db.reader import InlineReader
from sync_server.db.tables import EstateRow, FactRow
from sync_server.db.writer import InlineWriter
from sync_server.estates import Estates
from sync_server.handed_in import FileIntake
from sync_server.held import held_lines, release
from sync_server.seed import SeedError, codes_page, demo_estate, seed_demo
from sync_server.seed.pictures import find_font
from sync_server.seed.welcome import welcome
from sync_server.serving import PortTaken, serve
from sync_server.settings_page import names, settings_page

SITE = Path("build/web/site")  # where `python -m webapp.build` puts the offline app
CODES = "codes.html"  # in the data folder


class Unusable(Exception):
    """Something that the person at the terminal can mend; the text says how."""


def main(arguments: list[str]) -> int:
    """0, or 1 after a sentence that says what is wrong."""
    given = _parser().parse_args(arguments)
    only_ours()
    try:
        return int(given.run(settings_here(), given) or 0)
    except (Unusable, SettingsWrong, PortTaken, SeedError, BackupError, InUse, FileNotFoundError) as error:
        print(f"\n{error}", file=sys.stderr)
    except PermissionError as error:
        print(f"\nThis may not be written: {error.filename}. Name another folder: DATA=folder", file=sys.stderr)
    except (OSError, DBAPIError, sqlite3.Error, TransactionEnded) as error:
        fault = disk_fault(error)
        if fault is None and not isinstance(error, OperationalError):
            raise
        print(f"\n{_words(fault)}" if fault else f"\nThe database cannot be opened: {error}", file=sys.stderr)
    return 1


def _words(fault: ZonewalkError) -> str:
    told = f"{fault.kind.zh} {fault.kind.en} [{fault.code}] {fault.detail}\n"
    return told + "Nothing that was acknowledged is lost. Make room on the disk of DATA, or mend it, and start again."


def settings_here() -> ServerSettings:
    """The settings of this process, with the site that was built here when none is named."""
    settings = from_here()
    if settings.site is None and (SITE / "index.html").is_file():
        return settings.model_copy(update={"site": SITE})
    return settings


def run_serve(settings: ServerSettings, given: argparse.Namespace) -> None:
    engine = _database(settings)
    lines = _load_demo(settings, engine) if given.demo else []
    engine.dispose()
    lines += filter(None, [little_room(settings.data)])
    if settings.site is None:
        lines.append("The app is not built, so only /api is served. Build it with: python -m webapp.build")
    with in_use(settings.data, alone=False):
        serve(settings, lines)


def run_settings(settings: ServerSettings, given: argparse.Namespace) -> None:
    print(settings_page(), end="")


def run_migrate(settings: ServerSettings, given: argparse.Namespace) -> None:
    _database(settings).dispose()
    print(f"The database is up to date: {settings.data}")


def run_seed(settings: ServerSettings, given: argparse.Namespace) -> None:
    if not given.demo:
        raise Unusable("Only the demo can be loaded so far: python -m sync_server seed --demo")
    print("\n".join(_load_demo(settings, _database(settings))))


def run_codes(settings: ServerSettings, given: argparse.Namespace) -> None:
    estate = demo_estate(_database(settings))
    if estate is None:
        raise Unusable("There is no estate yet: python -m sync_server seed --demo")
    out = given.out or settings.data / CODES
    out.write_text(codes_page(estate, _font(settings)), encoding="utf-8")
    print(f"{len(estate.points)} sign-in codes: {out}")


def run_held(settings: ServerSettings, given: argparse.Namespace) -> None:
    engine = _database(settings)
    if not given.release:
        with reading(engine) as session:
            print("\n".join(held_lines(session)) or "Nothing is held.")
        return
    if not (given.by and given.why):
        raise Unusable("A release says who decided and why: --by ACCOUNT --why WORDS")
    with writing(engine) as session:
        of_estate = col(FactRow.estate).in_(select(EstateRow.id))  # facts are found by estate and id
        concerned = set(session.exec(select(FactRow.estate).where(of_estate, col(FactRow.id).in_(given.release))))
        estates, told = Estates(load_bundle()), dict[UUID, str]()
        for estate in concerned:
            known = estates.get(session, estate)
            person = known.estate.person(given.by)
            if person is None or not {*person.roles} & DECIDERS:
                raise Unusable(f"{given.by} is no supervisor or manager of {estate}")
            now, rng = SystemClock().now(), random.SystemRandom()
            told |= release(session, known, given.release, given.by, given.why, now, rng)
    for id in given.release:
        print(f"{id}  {told.get(id, 'is not held for a person')}")


def run_take_in(settings: ServerSettings, given: argparse.Namespace) -> None:
    engine = _database(settings)
    clock = SystemClock()
    estates = Estates(load_bundle())
    photos = PhotoIntake(open_store(settings), InlineReader(engine), InlineWriter(engine), clock, estates, inline=True)
    intake = FileIntake(photos, estates, clock, random.SystemRandom())
    try:
        with given.file.open("rb") as file:
            handed = asyncio.run(intake.take(open_export(file)))
    except ZonewalkError as error:
        raise Unusable(f"{error.kind.en} {error.kind.do_en} [{error.code}] {error.detail}") from error
    print("\n".join(handed.lines()))


def run_backup(settings: ServerSettings, given: argparse.Namespace) -> None:
    for line in make_backup(settings, given.folder, SystemClock().now()):
        print(line, flush=True)


def run_restore(settings: ServerSettings, given: argparse.Namespace) -> None:
    with in_use(settings.data, alone=True):
        for line in restore_backup(settings, given.folder, SystemClock(), random.SystemRandom()):
            print(line, flush=True)


def _database(settings: ServerSettings) -> Engine:
    private_folder(settings.data)
    engine = open_engine(settings.database_url)
    settle(engine)
    migrate(engine)
    return engine


def _load_demo(settings: ServerSettings, engine: Engine) -> list[str]:
    """Load it and write the page of its codes unless they are there, and return what a newcomer wants to read."""
    estate, page = demo_estate(engine), settings.data / CODES
    if estate is None:
        print("Loading the demo estate and drawing its pictures (once, about 3 s) …", flush=True)
        seed_demo(engine, open_store(settings), Estates(load_bundle()), SystemClock(), _font(settings))
        page.unlink(missing_ok=True)
        estate = demo_estate(engine)
    if estate is None:
        raise Unusable("The demo estate was not loaded.")
    if not page.exists():
        page.write_text(codes_page(estate, _font(settings)), encoding="utf-8")
    return welcome(estate, page)


def _font(settings: ServerSettings) -> Path | None:
    return find_font(settings.site) if settings.site else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sync_server",
        description=f"The Zonewalk server. Settings (docs/settings.md), from the environment or a file: {', '.join(names())}.",
    )
    parser.set_defaults(run=run_serve, demo=False)
    commands = parser.add_subparsers(metavar="command")
    serve_ = commands.add_parser("serve", help="serve the API and the app (the default)")
    serve_.add_argument("--demo", action="store_true", help="load the demo estate first, unless it is there")
    serve_.set_defaults(run=run_serve)
    commands.add_parser("migrate", help="bring the database to this version").set_defaults(run=run_migrate)
    seed = commands.add_parser("seed", help="load an estate")
    seed.add_argument("--demo", action="store_true", help="the demo estate; its day is today")
    seed.set_defaults(run=run_seed)
    held = commands.add_parser("held", help="what is held, and letting it count")
    held.add_argument("--release", type=UUID, nargs="+", metavar="ID", help="let these facts count")
    held.add_argument("--by", help="account of the supervisor or manager who decided, such as u_he")
    held.add_argument("--why", help="why, for the audit trail")
    held.set_defaults(run=run_held)
    codes = commands.add_parser("codes", help="the sign-in codes as a page to print")
    codes.add_argument("--out", type=Path, help=f"file to write (default: {CODES} in the data folder)")
    codes.set_defaults(run=run_codes)
    backup = commands.add_parser("backup", help="back up database and photos; also while the server runs")
    backup.add_argument("folder", type=Path, help="a new folder, or one with an earlier back-up that is to be renewed")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="put a back-up in the database's place; the server has to be stopped")
    restore.add_argument("folder", type=Path, help="what `backup` made")
    restore.set_defaults(run=run_restore)
    commands.add_parser("settings", help="the settings as a page (Markdown)").set_defaults(run=run_settings)
    take_in = commands.add_parser("take-in", help="take in a file exported from a phone; also while the server runs")
    take_in.add_argument("file", type=Path, help="zonewalk-….zip")
    take_in.set_defaults(run=run_take_in)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
