"""The file that a person takes away holds all that would be lost with the phone, and nothing that would not."""

import io
import json
import zipfile

import pytest

from app.domain.errors import ERRORS
from app.domain.exchange import Receipt
from app.domain.facts import digest
from app.patrol import acts, drafts
from app.patrol.export import export_unsent
from app.patrol.work import Work
from tests.patrol.test_drafts import DOOR, caption
from tests.ui.harness import NOW, FakeApp, shot

pytestmark = pytest.mark.anyio


def opened(data: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    return archive


async def found(work: Work, colour: str):
    draft = await drafts.add_shot(work, drafts.new(work), shot(colour))
    given = drafts.Given(state="locked")
    return await drafts.finish(work, draft.with_(place="b/A1/c/1/f/12", item=DOOR), given, caption(work))


async def test_it_holds_facts_word_for_word_photos_and_drafts(phone: FakeApp, work: Work) -> None:
    fact = await found(work, "red")
    begun = await drafts.add_shot(work, drafts.new(work), shot("blue"))
    made = await export_unsent(phone.host, phone.store)
    archive = opened(made.data)
    lines = archive.read("facts.jsonl").decode().splitlines()
    assert lines == [out.wire for out in phone.store.outbox(100)]
    assert digest(json.loads(lines[-1])) == digest(json.loads(phone.store.outbox(100)[-1].wire))
    sha = fact.photos[0].sha256
    assert archive.read(f"photos/{sha}.jpg") == await phone.host.get_file("photos", f"{sha}.jpg")
    assert archive.read(f"drafts/{begun.shots[0].file}") == shot("blue").data
    assert json.loads(archive.read("drafts.json"))[0]["id"] == str(begun.id)
    assert (made.facts, made.photos, made.drafts, made.missing) == (2, 1, 1, ())


async def test_what_the_server_has_is_left_out_and_what_it_could_not_take_is_in(phone: FakeApp, work: Work) -> None:
    sent = acts.sign_in(work, FakeApp.code("A1-1-T"), "scan")
    kept = acts.sign_in(work, FakeApp.code("A1-1-M"), "scan")
    started = work.store.own_facts("u_lin", kinds=("round_started",))[0]
    phone.store.apply_receipts([Receipt(id=str(f.id), state="accepted", first=NOW) for f in (sent, started)])
    phone.store.set_aside(kept.id, ERRORS["internal"].fault())
    archive = opened((await export_unsent(phone.host, phone.store)).data)
    assert [json.loads(line)["id"] for line in archive.read("facts.jsonl").decode().splitlines()] == [str(kept.id)]


async def test_a_photo_that_is_still_to_be_sent_is_in_though_its_fact_is_sent(phone: FakeApp, work: Work) -> None:
    fact = await found(work, "red")
    phone.store.apply_receipts(
        [Receipt(id=str(out.id), state="accepted", first=NOW) for out in phone.store.outbox(100)]
    )
    archive = opened((await export_unsent(phone.host, phone.store)).data)
    assert archive.read("facts.jsonl") == b""
    assert f"photos/{fact.photos[0].sha256}.jpg" in archive.namelist()


async def test_it_holds_what_another_person_left_on_this_phone(phone: FakeApp, work: Work) -> None:
    acts.sign_in(work, FakeApp.code("A1-1-T"), "scan")
    phone.sign_in("u_zhou")
    made = await export_unsent(phone.host, phone.store)
    assert made.facts == 2


async def test_a_photo_that_is_gone_is_named_as_missing(phone: FakeApp, work: Work) -> None:
    fact = await found(work, "red")
    name = f"{fact.photos[0].sha256}.jpg"
    await phone.host.delete_file("photos", name)
    made = await export_unsent(phone.host, phone.store)
    assert made.missing == (f"photos/{name}",)
    assert json.loads(opened(made.data).read("manifest.json"))["missing"] == [f"photos/{name}"]
