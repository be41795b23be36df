"""An upload from its first piece to `verified`, and everything that may come between (protocol: photos)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image, ImageOps
from sqlalchemy import Engine
from sqlmodel import select

from app.domain import crash
from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.errors import ZonewalkError
from app.domain.limits import PHOTO_BYTES, PHOTO_CHUNK
from sync_server.blobs.folder import FolderStores
from sync_server.blobs.intake import CutOff, PhotoElsewhere, PhotoIntake
from sync_server.blobs.rights import Asker
from sync_server.db.engine import open_engine, reading, writing
from sync_server.db.reader import InlineReader
from sync_server.db.records import put_record
from sync_server.db.tables import PhotoRow, PhotoUseRow, RecordRow, metadata
from sync_server.db.writer import InlineWriter
from sync_server.estates import Estates
from tests.sync_server.blobs.pictures import (
    GPS,
    LONG,
    ORIENTATION,
    SHORT,
    damaged_exif,
    jpeg,
    plain,
    scene,
    sha,
    with_exif,
)

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
ESTATE = "e"
PHONE, OTHER_PHONE = UUID(int=1), UUID(int=2)
PHOTO = jpeg(scene(size=(1600, 1200)), quality=95)
SHA = sha(PHOTO)
THREAD = uuid4()


@dataclass
class Bench:
    engine: Engine
    intake: PhotoIntake
    sender: Asker

    def name(self, sha256: str) -> None:
        """A fact of PHONE names the photo, in a matter of zone z1 with a task for engineering."""
        id = uuid4()
        with writing(self.engine) as session:
            session.add(PhotoRow(estate=ESTATE, sha256=sha256, device=PHONE, named_at=NOW))
            session.add(
                PhotoUseRow(estate=ESTATE, sha256=sha256, fact=id, role="evidence", device=PHONE, thread=THREAD)
            )
            photo = {"sha256": sha256, "role": "evidence"}
            fact = {"id": str(id), "kind": "found", "author": "u_lin", "body": {}, "photos": [photo]}
            matter = {"facts": [fact], "tasks": [{"id": str(uuid4()), "to": "engineering"}]}
            matter |= {"findings": [], "cases": [], "reviews": {}, "notes": [], "aliases": {}}
            put_record(session, ESTATE, "matter", THREAD.hex, matter, "z1")

    @property
    def store(self):
        return self.intake.stores.of(ESTATE)

    def row(self, sha256: str = SHA) -> PhotoRow:
        with reading(self.engine) as session:
            return session.exec(select(PhotoRow).where(PhotoRow.sha256 == sha256)).one()

    def matter_rev(self) -> int:
        with reading(self.engine) as session:
            return session.exec(select(RecordRow.rev).where(RecordRow.kind == "matter")).one()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    engine = open_engine(f"sqlite:///{tmp_path / 'db.sqlite'}")
    metadata.create_all(engine)
    intake = PhotoIntake(
        FolderStores(tmp_path / "photos"),
        InlineReader(engine),
        InlineWriter(engine),
        SimulatedClock(NOW),
        Estates(load_bundle()),
        inline=True,
    )
    made = Bench(engine, intake, Asker(ESTATE, PHONE))
    made.name(SHA)
    return made


async def sent(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def broken(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    raise CutOff("the tunnel")


async def upload(bench: Bench, data: bytes, name: str | None = None):
    name = name or sha(data)
    for offset in range(0, len(data), PHOTO_CHUNK):
        reply = await bench.intake.take(
            bench.sender, name, offset, len(data), sent(data[offset : offset + PHOTO_CHUNK])
        )
    return reply


async def test_a_photo_sent_in_pieces_ends_verified_with_its_fingerprint(bench):
    half = len(PHOTO) // 2
    first = await bench.intake.take(bench.sender, SHA, 0, len(PHOTO), sent(PHOTO[:half]))
    assert (first.state, first.received) == ("partial", half)
    last = await bench.intake.take(bench.sender, SHA, half, len(PHOTO), sent(PHOTO[half:]))
    assert (last.state, last.received, last.code) == ("verified", len(PHOTO), "ok")
    row = bench.row()
    assert (row.w, row.h, len(row.dhash or b""), row.verified_at) == (1600, 1200, 32, NOW)


async def test_a_verified_photo_gives_its_matter_a_new_rev_once(bench):
    before = bench.matter_rev()
    await upload(bench, PHOTO)
    after = bench.matter_rev()
    await upload(bench, PHOTO)
    assert before < after == bench.matter_rev()


async def test_a_request_that_is_cut_off_keeps_what_arrived(bench):
    reply = await bench.intake.take(bench.sender, SHA, 0, len(PHOTO), broken(PHOTO[:1000], PHOTO[1000:3000]))
    assert (reply.state, reply.received) == ("partial", 3000)
    reply = await bench.intake.take(bench.sender, SHA, 3000, len(PHOTO), sent(PHOTO[3000:]))
    assert reply.state == "verified"


async def test_a_piece_at_the_wrong_place_is_told_the_right_one(bench):
    await bench.intake.take(bench.sender, SHA, 0, len(PHOTO), sent(PHOTO[:1000]))
    with pytest.raises(PhotoElsewhere) as told:
        await bench.intake.take(bench.sender, SHA, 0, len(PHOTO), sent(PHOTO))
    assert (told.value.code, told.value.reply.received) == ("photo_offset_wrong", 1000)


async def test_a_photo_no_fact_names_is_not_taken(bench):
    other = jpeg(scene(9))
    with pytest.raises(ZonewalkError) as refused:
        await upload(bench, other)
    assert refused.value.code == "photo_unnamed"
    assert bench.store.received(sha(other), PHONE.hex) == 0


async def test_bytes_that_are_not_those_of_the_name_are_thrown_away_and_may_be_sent_anew(bench):
    damaged = PHOTO[:-1] + b"\x00"
    with pytest.raises(ZonewalkError) as refused:
        await upload(bench, damaged, SHA)
    assert refused.value.code == "photo_digest_wrong"
    assert (bench.row().state, bench.row().received, bench.store.received(SHA, PHONE.hex)) == ("lacking", 0, 0)
    assert (await upload(bench, PHOTO)).state == "verified"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 not a photo", "not_a_photo"),
        *((data, "not_a_photo") for data in damaged_exif().values()),
        (PHOTO[: len(PHOTO) // 2], "photo_truncated"),
    ],
)
async def test_what_is_no_whole_photo_is_refused_for_good_and_the_matter_hears_of_it(bench, data, code):
    with writing(bench.engine) as session:
        session.add(PhotoRow(estate=ESTATE, sha256=sha(data), device=PHONE, named_at=NOW))
        session.add(PhotoUseRow(estate=ESTATE, sha256=sha(data), fact=uuid4(), role="fix", device=PHONE, thread=THREAD))
    before = bench.matter_rev()
    reply = await upload(bench, data)
    assert (reply.state, reply.code) == ("refused", code)
    assert reply.zh
    assert bench.matter_rev() > before
    assert (await upload(bench, data)).state == "refused"


async def never() -> AsyncIterator[bytes]:
    raise AssertionError("the body was read")
    yield b""


async def test_a_size_that_no_photo_has_is_refused_before_a_byte_is_read(bench):
    with pytest.raises(ZonewalkError) as refused:
        await bench.intake.take(bench.sender, SHA, 0, PHOTO_BYTES + 1, never())
    assert refused.value.code == "photo_too_large"


async def test_a_photo_without_a_byte_is_no_photo_and_waited_for_no_longer(bench):
    bench.name(sha(b""))
    reply = await bench.intake.take(bench.sender, sha(b""), 0, 0, never())
    assert (reply.state, reply.code, bench.row(sha(b"")).state) == ("refused", "not_a_photo", "refused")


async def test_an_emptied_file_is_not_the_photo_that_was_named_which_may_still_come(bench):
    with pytest.raises(ZonewalkError) as refused:
        await bench.intake.take(bench.sender, SHA, 0, 0, never())
    assert (refused.value.code, bench.row().state) == ("photo_digest_wrong", "lacking")
    assert (await upload(bench, PHOTO)).state == "verified"


async def test_a_body_longer_than_its_piece_is_refused_and_nothing_of_it_kept(bench):
    with pytest.raises(ZonewalkError) as refused:
        await bench.intake.take(bench.sender, SHA, 0, PHOTO_BYTES, sent(b"x" * PHOTO_CHUNK, b"y"))
    assert refused.value.code == "photo_too_large"
    assert bench.store.received(SHA, PHONE.hex) == 0


@pytest.mark.parametrize("point", ["photo piece kept", "photo file before row"])
async def test_a_server_that_dies_between_file_and_row_finds_its_way_when_the_phone_comes_again(bench, point):
    def die(name: str) -> None:
        if name == point:
            raise RuntimeError("killed")

    crash.set_hook(die)
    try:
        with pytest.raises(RuntimeError, match="killed"):
            await upload(bench, PHOTO)
    finally:
        crash.set_hook(None)
    assert (await upload(bench, PHOTO)).state == "verified"


async def test_a_photo_stored_and_not_yet_looked_at_is_checked_when_the_server_starts(bench):
    bench.store.put(SHA, 0, PHOTO)
    bench.store.finish(SHA)
    with writing(bench.engine) as session:
        row = session.exec(select(PhotoRow)).one()
        row.state = "stored"
        session.add(row)
    assert await bench.intake.check_left_over() == 1
    assert bench.row().state == "verified"


async def test_a_left_over_photo_on_which_the_check_fails_stops_neither_the_others_nor_the_start(bench):
    for data in (PHOTO, damaged := jpeg(scene(3))):
        if data is damaged:
            bench.name(sha(damaged))
        bench.store.put(sha(data), 0, data)
        bench.store.finish(sha(data))
    with writing(bench.engine) as session:
        for row in session.exec(select(PhotoRow)):
            row.state = "stored"
    unreadable = bench.store.path(sha(damaged))
    unreadable.unlink()
    unreadable.mkdir()  # the disk answers with an error that no photo is the cause of
    assert await bench.intake.check_left_over() == 1
    assert (bench.row().state, bench.row(sha(damaged)).state) == ("verified", "stored")


async def test_a_photo_that_the_store_has_lost_is_lacking_again(bench):
    await upload(bench, PHOTO)
    bench.store.delete(SHA)
    with pytest.raises(ZonewalkError) as gone:
        await bench.intake.picture(Asker(ESTATE, OTHER_PHONE, "u_chen", frozenset({"all"})), SHA, None)
    assert gone.value.code == "not_found"
    assert bench.row().state == "lacking"
    assert (await upload(bench, PHOTO)).state == "verified"


@pytest.mark.parametrize(
    ("tags", "sees"),
    [
        ({"all"}, True),
        ({"everyone", "zone:z1", "steps"}, True),
        ({"everyone", "role:engineering", "no-steps"}, True),
        ({"everyone", "zone:z2"}, False),
        ({"everyone", "role:order"}, False),
        (set(), False),
    ],
)
async def test_a_photo_goes_where_its_matter_goes(bench, tags, sees):
    await upload(bench, PHOTO)
    asker = Asker(ESTATE, OTHER_PHONE, "u_x", frozenset(tags))
    if sees:
        assert await bench.intake.picture(asker, SHA, None) == PHOTO
        assert len(await bench.intake.picture(asker, SHA, "review")) <= 100_000
    else:
        with pytest.raises(ZonewalkError) as refused:
            await bench.intake.picture(asker, SHA, "thumb")
        assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("size", [None, "review", "thumb"])
async def test_nobody_is_served_what_a_camera_wrote_beside_the_picture(bench, size):
    data = with_exif(plain((400, 300)), (ORIENTATION, SHORT, 1, b"\x06\0"), (GPS, LONG, 1, b"\x08\0\0\0"))
    bench.name(sha(data))
    assert (await upload(bench, data)).state == "verified"
    if size == "review":  # as an earlier server kept it
        bench.store.put_copy(sha(data), "review", data)
    served = await bench.intake.picture(Asker(ESTATE, OTHER_PHONE, "u_x", frozenset({"all"})), sha(data), size)
    with Image.open(BytesIO(served)) as image:
        assert not set(image.getexif()) - {ORIENTATION}
        assert ImageOps.exif_transpose(image).width < ImageOps.exif_transpose(image).height
    assert b"tail of the block" not in served
    with bench.store.open(sha(data)) as kept:
        assert kept.read() == data


async def test_a_phone_whose_fact_does_not_name_the_photo_may_not_send_it(bench):
    with pytest.raises(ZonewalkError) as refused:
        await bench.intake.take(Asker(ESTATE, OTHER_PHONE), SHA, 0, len(PHOTO), sent(PHOTO))
    assert refused.value.code == "not_allowed"


async def test_the_photo_of_another_estate_does_not_exist_here(bench):
    await upload(bench, PHOTO)
    with pytest.raises(ZonewalkError) as refused:
        await bench.intake.picture(Asker("other", PHONE, "u_x", frozenset({"all"})), SHA, None)
    assert refused.value.code == "photo_unnamed"
