"""Signing in at a point: codes that are foreign, mistyped or not known yet."""

import pytest

from app.hosts import CodeRead
from tests.ui.harness import FakeApp

pytestmark = pytest.mark.anyio


async def test_a_foreign_code_is_said_in_words_and_not_taken(app: FakeApp) -> None:
    # R6.11
    right = app.code("A2-1-T")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    app.host.codes += [CodeRead("http://example.org", "scan"), CodeRead(wrong, "typed"), CodeRead(right, "typed")]
    await app.open("/patrol")
    await app.tap("scan")
    (signed,) = app.work.store.own_facts("u_lin", kinds=("signed_in",))
    assert (signed.body["point"], signed.body["means"], signed.body["known"]) == ("A2-1-T", "typed", True)
    assert app.text("point-A2-1-T").count("林晓岚") == 1


async def test_what_was_wrong_with_a_typed_code_does_not_look_like_the_hint(app: FakeApp) -> None:
    app.host.codes += [CodeRead("hello", "typed"), None]
    await app.open("/patrol")
    await app.tap("scan")
    (hint, bad), (why, worse) = app.host.hints
    assert (bad, worse) == (False, True)
    assert "code_malformed" in why
    assert hint != why


async def test_a_storage_that_failed_ends_the_reader_and_is_said(app: FakeApp) -> None:
    app.host.codes += [CodeRead(app.code("A2-1-T"), "scan")] * 2
    await app.open("/patrol")
    with app.work.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    await app.tap("scan")
    assert len(app.host.hints) == 1
    assert "手机存储出错" in app.snack


async def test_a_genuine_code_that_the_phone_does_not_know_is_taken_and_marked(app: FakeApp) -> None:
    # R6.10
    app.host.codes.append(CodeRead(app.code("X-NEW"), "scan"))
    await app.open("/today")
    await app.tap("scan")
    (signed,) = app.work.store.own_facts("u_lin", kinds=("signed_in",))
    assert (signed.body["point"], signed.body["known"]) == ("X-NEW", False)
