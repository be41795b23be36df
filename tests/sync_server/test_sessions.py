"""Signing in: passwords, tokens, the throttle, what ends and what goes on."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select, update

from app.domain.exchange import Fault
from sync_server.db.base import table_of
from sync_server.db.engine import reading
from sync_server.db.tables import AccountRow, AuditRow, CredentialRow, FactRow
from sync_server.people.credentials import token_of
from tests.sync_server.world import ESTATE, Device, World

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("account", "password"),
    [
        ("lin", "guessed"),
        ("nobody", "zonewalk"),
        ("lin\0", "zonewalk"),
        ("lin@elsewhere", "zonewalk"),
        ("%", "zonewalk"),
    ],
)
async def test_given_a_wrong_name_or_password_then_it_is_the_same_401(here: World, account: str, password: str) -> None:
    answer = await Device(here, 1).ask_session(account, password=password)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_wrong")
    assert password not in answer.text


@pytest.mark.parametrize("name", ["lin", "u_lin", " lin ", "lin@qinglan"])
async def test_given_a_short_name_or_staff_id_then_it_is_that_person(here: World, name: str) -> None:
    said = await Device(here, 1).sign_in(name)
    assert said["account"] == {
        "id": "u_lin",
        "zh": "林晓岚",
        "en": "Lin Xiaolan",
        "roles": ["steward"],
        "estate": ESTATE,
    }


async def test_given_too_many_wrong_passwords_then_even_the_right_one_waits(here: World) -> None:
    device = Device(here, 1)
    for _ in range(here.server.settings.sign_ins_a_minute):
        assert (await device.ask_session("lin", password="wrong")).status_code == 401
    answer = await device.ask_session("lin")
    assert (answer.status_code, answer.json()["code"]) == (429, "sign_in_throttled")
    assert (await device.ask_session("zhou")).status_code == 200  # another name from the same office


async def test_given_a_malformed_sign_in_then_the_fault_repeats_nothing_of_it(here: World) -> None:
    answer = await here.http.post("/api/session", json={"account": "lin", "password": "my-secret" * 40, "device": "x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_malformed")
    assert "my-secret" not in answer.text
    assert "device" in answer.json()["detail"]


@pytest.mark.parametrize("token", ["", "x", "qinglan.x", "\0.x", "qinglan", "elsewhere.x", "'; drop table fact; --"])
async def test_given_an_unknown_token_then_it_is_401_with_a_fault(here: World, token: str) -> None:
    for method, path in (("POST", "/api/push"), ("GET", "/api/changes"), ("DELETE", "/api/session")):
        answer = await here.http.request(method, path, headers={b"Authorization": f"Bearer {token}".encode()})
        assert answer.status_code == 401
        assert Fault.model_validate(answer.json()).code in ("token_unknown", "token_missing")


async def test_given_an_expired_session_then_it_reads_nothing_and_still_pushes(here: World, lin: Device) -> None:
    here.clock.move(here.server.settings.session_life + timedelta(seconds=1))
    answer = await lin.page()
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")
    (receipt,) = await lin.push(lin.fact())
    assert receipt.state == "accepted"
    await lin.sign_in("lin")
    assert (await lin.page()).status_code == 200


async def test_given_a_session_that_signed_out_then_it_reads_nothing(here: World, lin: Device) -> None:
    assert (await here.http.delete("/api/session", headers=lin.headers)).status_code == 204
    assert (await lin.page()).json()["code"] == "session_expired"
    assert (await here.http.delete("/api/session", headers=lin.headers)).json()["code"] == "session_expired"


async def test_given_a_session_of_another_device_then_nothing_is_shown(here: World, lin: Device) -> None:
    other = await here.device("tan", 2)
    other.sessions["tan"] = lin.sessions["lin"]
    assert (await other.page()).json()["code"] == "session_expired"
    answer = await here.http.get("/api/changes", headers={"Authorization": f"Bearer {lin.token}"})
    assert answer.json()["code"] == "session_expired"


async def test_given_a_session_id_that_is_somebody_elses_then_it_is_not_given(here: World, lin: Device) -> None:
    answer = await Device(here, 2).ask_session("tan", session=str(lin.sessions["lin"]))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await lin.page()).status_code == 200


async def test_given_a_disabled_account_then_it_reads_nothing_and_cannot_sign_in(here: World, lin: Device) -> None:
    def disable(session: object) -> None:
        session.get_one(AccountRow, (ESTATE, "u_lin")).disabled_at = here.clock.now()  # type: ignore[attr-defined]

    here.write(disable)
    assert (await lin.page()).json()["code"] == "session_expired"
    assert (await lin.ask_session("lin")).json()["code"] == "sign_in_wrong"
    (receipt,) = await lin.push(lin.fact())
    assert receipt.state == "accepted"  # what was saved before still counts


async def test_given_a_first_sign_in_whose_answer_was_lost_then_the_key_brings_the_same_device_and_token(
    here: World, lin: Device
) -> None:
    old, fact = (lin.id, lin.token), lin.fact()
    lin.token = ""
    await lin.sign_in("lin")
    assert (lin.id, lin.token) == old
    assert [receipt.code for receipt in await lin.push(fact)] == ["ok"]


async def test_given_a_known_device_that_shows_no_key_then_it_becomes_another(here: World, lin: Device) -> None:
    fact = lin.fact()
    for shown in ({"device_key": None}, {"device_key": "x" * 43}, {"device_key": None, "device_token": "qinglan.x"}):
        said = (await lin.ask_session("lin", session=str(uuid4()), **shown)).json()
        assert said["device"] != str(lin.id)
        assert said["token"] != lin.token
        answer = await here.http.post(
            "/api/push",
            json={"v": 1, "device": said["device"], "facts": [fact]},
            headers={"Authorization": f"Bearer {said['token']}"},
        )
        assert [receipt["code"] for receipt in answer.json()["receipts"]] == ["session_unknown"]
        assert answer.json()["receipts"][0]["state"] in ("held", "repeated")
    assert [receipt.code for receipt in await lin.push(lin.fact())] == ["ok"]


async def test_given_a_device_that_became_another_then_it_is_the_same_other_one_at_the_next_sign_in(
    here: World, lin: Device
) -> None:
    other = Device(here, 2)
    other.id = lin.id
    first = await other.sign_in("zhou")
    other.id, session = lin.id, other.sessions.pop("zhou")
    again = await other.sign_in("zhou")
    assert (again["device"], again["token"]) == (first["device"], first["token"])
    assert again["session"] != str(session)


async def test_given_a_phone_of_an_older_app_then_the_token_that_it_was_given_keeps_its_device(here: World) -> None:
    old = Device(here, 5)
    first = await old.sign_in("lin", device_key=None)
    again = await old.sign_in("zhou", device_key="k" * 43, device_token=first["token"])
    assert (again["device"], again["token"]) == (first["device"], first["token"])


async def test_given_one_key_then_each_estate_has_a_token_of_its_own(here: World) -> None:
    assert token_of("qinglan", "k" * 43) != token_of("haitang", "k" * 43).replace("haitang", "qinglan")


async def test_given_sign_ins_then_the_trail_tells_them_and_no_secret_is_kept(here: World, lin: Device) -> None:
    await here.http.delete("/api/session", headers=lin.headers)
    with reading(here.server.engine) as session:
        trail = [row.what for row in session.exec(select(AuditRow)) if row.account == "u_lin"]
        (credential,) = session.exec(select(CredentialRow)).all()
        account = session.get_one(AccountRow, (ESTATE, "u_lin"))
    assert sorted(trail) == ["credential_issued", "signed_in", "signed_out"]
    assert lin.token.encode() not in credential.hash
    assert "zonewalk" not in account.password


async def test_given_what_others_piled_up_then_a_sign_in_looks_at_what_its_own_phone_sent_alone(
    here: World, lin: Device, caplog: pytest.LogCaptureFixture
) -> None:
    mai = await here.device("mai", 2)
    piled = [mai.fact(session=str(uuid4())) for _ in range(3)]
    assert {r.code for r in await mai.push(*piled)} == {"session_unknown"}
    facts = table_of(FactRow)
    damaged = update(facts).where(facts.c.code == "session_unknown").values(raw="{")
    here.write(lambda session: session.connection().execute(damaged))
    own = lin.fact(session=str(uuid4()))
    assert [r.code for r in await lin.push(own)] == ["session_unknown"]
    lin.sessions["lin"] = UUID(own["session"])
    await lin.sign_in("lin")
    assert here.facts()[UUID(own["id"])].state == "accepted"
    assert "cannot be read" not in caplog.text  # none of the others was looked at
