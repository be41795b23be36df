"""Parts of the build that others rely on: the cache, the texts, the words of progress."""

import gettext
from pathlib import Path

import pytest

from app.domain import stamp
from webapp import cache
from webapp.progress import Steps
from webapp.texts import compile_texts
from webapp.where import CLIENT, digest_of

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "签到"
msgstr "Sign in"

#, fuzzy
msgid "巡查"
msgstr "Guess"
"""


def test_texts_are_compiled_and_a_guess_is_no_translation(tmp_path: Path) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "zonewalk.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    assert compile_texts(tmp_path) == 1
    texts = gettext.translation("zonewalk", tmp_path, ["en"])
    assert (texts.gettext("签到"), texts.gettext("巡查")) == ("Sign in", "巡查")
    unchanged = po.with_suffix(".mo").stat().st_mtime_ns
    compile_texts(tmp_path)
    assert po.with_suffix(".mo").stat().st_mtime_ns == unchanged


def test_no_texts_yet_is_no_error(tmp_path: Path) -> None:
    assert compile_texts(tmp_path) == 0


def test_a_step_that_fails_leaves_nothing_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CACHE", tmp_path)

    def half(folder: Path) -> None:
        (folder / "half").write_text("")
        raise RuntimeError("no network")

    with pytest.raises(RuntimeError, match="no network"):
        cache.cached_folder("thing", "key", half)
    assert list(tmp_path.iterdir()) == []


def test_what_is_cached_is_made_once_and_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    made: list[str] = []

    def make(folder: Path) -> None:
        made.append(folder.name)

    keys = [f"key-{number}" for number in range(cache.KEPT_PER_NAME + 2)]
    for key in keys:
        cache.cached_folder("thing", key, make)
        cache.cached_folder("thing", key, make)
    assert len(made) == len(keys)
    assert len(list(tmp_path.iterdir())) == cache.KEPT_PER_NAME


def test_parts_of_a_key_never_run_into_each_other() -> None:
    assert digest_of("ab", "c") != digest_of("a", "bc")


def test_each_step_says_how_far_the_build_is(capsys: pytest.CaptureFixture[str]) -> None:
    steps = Steps(2)
    with steps.step("fonts"):
        pass
    with pytest.raises(ValueError, match="broken"), steps.step("packages"):
        raise ValueError("broken")
    told = capsys.readouterr().out
    assert "[ 1/2] fonts … 0.0 s" in told
    assert "[ 2/2] packages …" in told
    assert "failed" in told


def test_the_canvas_stamps_by_the_same_layout_as_every_other_image_tool() -> None:
    script = (CLIENT / "images.js").read_text(encoding="utf-8")
    figures = f"LINE_SHARE = {stamp.LINE_SHARE}, LINE_MIN_PX = {stamp.LINE_MIN_PX}, LINE_GAP = {stamp.LINE_GAP}, PAD = {stamp.PAD};"
    assert figures in script
