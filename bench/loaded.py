"""A phone with weeks of work on it: 2,000 facts and 200 photos, none of them sent yet, laid into the browser's own files."""

import base64
import hashlib
import io
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.facts import PhotoRef, photo_file
from app.domain.signcode import mint
from app.hosts.scripted import TestHost
from app.patrol import acts
from app.patrol.evidence import Evidence
from app.patrol.work import at_work
from app.store import Store, open_store
from tests.driver import Phone
from tests.serving import Server
from tests.ui.stage import FakeImages

FACTS, PHOTOS, DAYS = 2000, 200, 31

_READ = """async (name) => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("db");
  try { const file = await (await folder.getFileHandle(name)).getFile();
    const bytes = new Uint8Array(await file.arrayBuffer()); let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  } catch (error) { return ""; } }"""
_WRITE = """async ([folder, name, text]) => {
  const where = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder, {create: true});
  const out = await (await where.getFileHandle(name, {create: true})).createWritable();
  await out.write(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  await out.close(); }"""


def load(phone: Phone, server: Server) -> tuple[int, int]:
    """Lay the work of weeks into a phone on which somebody has signed in; (facts, photos) that it then holds. The server
    has to answer: its plain answer is a page of the same origin on which the app does not run."""
    phone.page.goto(f"{server.url}api/health")
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("app.db", "app.db-wal"):
            found = base64.b64decode(_eventually(phone, name))
            if found:
                (folder / name).write_bytes(found)
        counts, photos = _weeks_of_work(folder)
        phone.page.evaluate(_WRITE, ["db", "app.db", base64.b64encode((folder / "app.db").read_bytes()).decode()])
        phone.page.evaluate(_WRITE, ["db", "app.db-wal", ""])
        for sha, data in photos.items():
            phone.page.evaluate(_WRITE, ["photos", photo_file(sha), base64.b64encode(data).decode()])
    return counts, len(photos)


def _eventually(phone: Phone, name: str) -> str:
    """The old page's worker gives its files back a moment after the page has gone."""
    for _ in range(50):
        found = str(phone.page.evaluate(_READ, name))
        if found or name != "app.db":
            return found
        phone.page.wait_for_timeout(100)
    raise AssertionError("the phone's database could not be read")


def _weeks_of_work(folder: Path) -> tuple[int, dict[str, bytes]]:
    """Facts into the database in `folder`, day by day until today; the photos' files by their digest."""
    clock, rng = SimulatedClock(datetime.now(UTC) - timedelta(days=DAYS)), random.Random(5)
    store = Store(open_store(str(folder / "app.db"), exclusive=False), clock, rng)
    assert store.current is not None
    host = TestHost(folder, FakeImages())
    work = at_work(host, store, clock, rng, load_bundle(), store.current)
    assert work is not None
    photos = {hashlib.sha256(data).hexdigest(): data for data in map(_photo, range(PHOTOS))}
    waiting = [_evidence(sha, data, clock.now()) for sha, data in photos.items()]
    facts = 0
    for day in range(DAYS):
        wanted = (day + 1) * FACTS // DAYS
        for n, stop in enumerate(work.estate.stops(work.zones)):
            if n < 7 and waiting:
                acts.report(
                    work,
                    place=f"{stop.place}#{day}",
                    item="other.finding",
                    state="found",
                    words="漆面脱落",
                    evidence=[waiting.pop()],
                )
            acts.confirm(work, stop, ())
        while (facts := len(store.own_facts(work.account.id))) < wanted:
            for point in work.estate.points[: wanted - facts]:
                acts.sign_in(work, mint(point.id, bytes.fromhex(work.estate.sign_in_key)), "scan")
        clock.move(timedelta(days=1))
    store.close()
    return facts, photos


def _photo(n: int) -> bytes:
    """1600×1200 with some grain, as big as a stamped photo."""
    grain = Image.frombytes("L", (200, 150), random.Random(n).randbytes(30_000)).resize((1600, 1200))
    out = io.BytesIO()
    grain.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def _evidence(sha: str, data: bytes, at: datetime) -> Evidence:
    return Evidence(PhotoRef(sha256=sha, role="evidence", w=1600, h=1200, bytes=len(data), taken_at=at), data[:6000])
