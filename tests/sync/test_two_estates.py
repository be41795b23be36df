"""One phone, two estates: each has its own credential, and what waits for one is never sent to the other."""

import json
import random
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.domain.bundle import load_bundle
from app.domain.clock import SimulatedClock
from app.domain.errors import ZonewalkError
from app.domain.estate import Estate
from app.patrol.export import export_unsent
from sync_server.config import ServerSettings
from sync_server.db.engine import open_engine, reading, writing
from sync_server.db.tables import ConflictRow, CredentialRow, FactRow, PhotoRow, SessionRow
from sync_server.estates import Estates
from sync_server.ingest.set_up import new_generation, put_estate
from sync_server.seed.set_up import open_accounts
from tests.domain.demo import demo
from tests.sync.line import Line, Phone, answers, cut_before, server

pytestmark = pytest.mark.anyio
OTHER = "haitang"


@pytest.fixture
def data(demo_data: Callable[[str], Path], true_clock: SimulatedClock) -> Path:
    """A server with the demo estate, and another of the same shape whose people are called h_ instead of u_, but for one."""
    folder = demo_data("server")
    text = (
        json.dumps(demo()[0].model_dump(mode="json") | {"id": OTHER})
        .replace('"u_', '"h_')
        .replace('"h_mai"', '"u_mai"')
    )
    estate = Estate.model_validate_json(text)
    engine = open_engine(ServerSettings.in_folder(folder).database_url)
    with writing(engine) as session:
        put_estate(session, Estates(load_bundle()), estate, true_clock, random.Random(4))
        open_accounts(session, estate, "zonewalk")
    engine.dispose()
    return folder


@pytest.fixture
async def line(data: Path, true_clock: SimulatedClock) -> AsyncIterator[Line]:
    async with server(data, true_clock) as made:
        yield made


def kept(data: Path, table: Any) -> list[Any]:
    engine = open_engine(ServerSettings.in_folder(data).database_url)
    with reading(engine) as session:
        rows = list(session.exec(select(table)))
    engine.dispose()
    return rows


async def test_given_unsent_work_when_somebody_of_another_estate_signs_in_then_it_waits_for_its_own_credential(
    phone: Phone, line: Line, data: Path
) -> None:
    await phone.sign_in("lin@qinglan")
    await phone.exchange.run_once()
    photo = await phone.photo()
    facts = [phone.record(photos=[photo]), phone.record(place="u/A1-0302"), phone.record("confirmed")]
    await phone.sign_in(f"h_lin@{OTHER}")
    own = phone.record(place="u/A1-0303")
    with open_in(line, "qinglan", phone):
        await phone.exchange.run_once()
    assert [phone.store.delivery(fact.id) for fact in facts] == ["local"] * 3
    assert phone.store.delivery(own.id) == "verified"
    assert phone.store.unsent_counts().facts == 3
    made = await export_unsent(phone.host, phone.store)
    assert (made.facts, made.photos, made.missing) == (3, 1, ())

    phone.clock.move(timedelta(days=8))
    phone.restart()
    assert (await phone.exchange.run_once()).ok
    assert [phone.store.delivery(fact.id) for fact in (*facts, own)] == ["verified"] * 4
    rows = {row.id: (row.estate, row.author, row.state) for row in kept(data, FactRow)}
    assert [rows[fact.id] for fact in facts] == [("qinglan", "u_lin", "accepted")] * 3
    assert rows[own.id] == (OTHER, "h_lin", "accepted")
    assert [(p.estate, p.state) for p in kept(data, PhotoRow) if p.sha256 == photo.sha256] == [("qinglan", "verified")]
    assert kept(data, ConflictRow) == []


class open_in:
    """While this lasts, the server does not know the phone's token of one estate."""

    def __init__(self, line: Line, estate: str, phone: Phone) -> None:
        self.token = f"Bearer {phone.store.token(estate)}".encode()
        self.line = line

    def __enter__(self) -> None:
        unknown = answers(401, json.dumps(UNKNOWN).encode(), "application/json")

        async def mishap(request: Any, inner: Any) -> Any:
            theirs = (b"authorization", self.token) in [(name.lower(), value) for name, value in request.headers.raw]
            return await (unknown(request, inner) if theirs else inner.handle_async_request(request))

        self.line.always["/api/"] = mishap

    def __exit__(self, *_: object) -> None:
        del self.line.always["/api/"]


UNKNOWN = ZonewalkError("token_unknown").fault().model_dump(mode="json")


async def test_given_two_estates_then_each_has_a_token_of_its_own_for_one_device(phone: Phone, data: Path) -> None:
    await phone.sign_in("lin@qinglan")
    first = phone.store.token("qinglan")
    await phone.sign_in(f"h_lin@{OTHER}")
    assert phone.store.token("qinglan") == first != phone.store.token(OTHER)
    await phone.sign_in("zhou@qinglan")
    assert phone.store.token("qinglan") == first
    own = [row for row in kept(data, CredentialRow) if row.device == phone.store.device_id()]
    assert sorted(row.estate for row in own) == [OTHER, "qinglan"]


async def test_given_another_estate_that_no_longer_knows_the_phone_then_nobody_of_this_one_is_asked_to_sign_in(
    phone: Phone, line: Line
) -> None:
    await phone.sign_in(f"h_lin@{OTHER}")
    waits = phone.record()
    await phone.sign_in("lin@qinglan")
    own = phone.record()
    with open_in(line, OTHER, phone):
        assert (await phone.exchange.run_once()).ok
    assert phone.exchange.state.phase == "idle"
    assert [phone.store.delivery(fact.id) for fact in (waits, own)] == ["local", "verified"]
    assert phone.store.unsent_counts().unsent == 1


async def test_given_one_estate_that_was_restored_then_only_its_records_begin_anew(
    phone: Phone, line: Line, data: Path, true_clock: SimulatedClock
) -> None:
    await phone.sign_in(f"h_lin@{OTHER}")
    theirs = phone.record()
    await phone.sign_in("lin@qinglan")
    own = phone.record()
    assert (await phone.exchange.run_once()).ok
    cursor = phone.store.account("u_lin")
    assert (await phone.exchange.run_once()).facts == 0  # two generations on one phone are no change
    engine = open_engine(ServerSettings.in_folder(data).database_url)
    with writing(engine) as session:
        new_generation(session, OTHER, true_clock, random.Random(8))
    engine.dispose()
    outcome = await phone.exchange.run_once()
    assert (outcome.ok, outcome.facts) == (True, 1)
    assert phone.store.account("u_lin") == cursor
    assert [phone.store.delivery(fact.id) for fact in (theirs, own)] == ["verified"] * 2


async def test_given_sign_outs_without_a_network_then_each_estate_is_told_of_its_own(
    phone: Phone, line: Line, data: Path
) -> None:
    await phone.sign_in(f"h_lin@{OTHER}")
    await phone.sign_in("lin@qinglan")
    line.always["/api/"] = cut_before
    await phone.exchange.sign_out("h_lin")
    phone.record()
    await phone.exchange.sign_out("u_lin", even_unsent=True)
    line.always.clear()
    assert (await phone.exchange.run_once()).ok
    assert line.count("DELETE", "/api/session") == 4  # two of them never arrived
    ended = [(row.account, row.last_seq) for row in kept(data, SessionRow) if row.last_seq is not None]
    assert sorted(ended) == [("h_lin", 0), ("u_lin", 1)]
    assert (await phone.exchange.run_once()).ok
    assert line.count("DELETE", "/api/session") == 4


async def test_given_the_same_account_id_in_two_estates_then_a_phone_keeps_to_the_first(phone: Phone) -> None:
    await phone.sign_in("mai@qinglan")
    fact = phone.record(place="area/P11", item="public.manhole", body={"state": "cover_damaged", "catalogue": 1})
    with pytest.raises(ZonewalkError) as refused:
        await phone.sign_in(f"mai@{OTHER}")
    assert refused.value.code == "account_taken"
    assert phone.store.current is not None
    assert phone.store.current.estate == "qinglan"
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"


async def test_given_a_device_id_that_is_taken_in_one_estate_then_the_phone_goes_by_another_there(
    phone: Phone, line: Line, tmp_path: Path
) -> None:
    other = Phone(tmp_path / "other", line, seed=2)
    await other.sign_in(f"h_lin@{OTHER}")
    phone.store.put_meta("device", str(other.store.device_id()))
    await phone.sign_in(f"h_zhou@{OTHER}")
    assert phone.store.device_id(OTHER) != phone.store.device_id()
    fact = phone.record()
    assert fact.device == phone.store.device_id(OTHER)
    assert (await phone.exchange.run_once()).ok
    assert phone.store.delivery(fact.id) == "verified"
