"""YAML for people becomes one validated file, and nothing that does not hold gets into it."""

import json
import shutil
from pathlib import Path

import pytest

from webapp.data import PARTS, SOURCES, build, whole_sentences


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name in PARTS.values():
        shutil.copy(SOURCES / name, tmp_path / name)
    return tmp_path


def test_given_the_same_yaml_when_it_is_built_twice_then_the_bytes_are_the_same(sources: Path) -> None:
    first, second = sources / "first.json", sources / "second.json"
    build(sources, first)
    build(sources, second)
    assert first.read_bytes() == second.read_bytes()
    assert {*json.loads(first.read_text("utf-8"))} == {"built_from", *PARTS}


def test_given_unchanged_yaml_when_it_is_built_if_changed_then_nothing_is_written(sources: Path) -> None:
    target = sources / "bundle.json"
    assert "91 items, 20 protocols" in build(sources, target, if_changed=True)
    before = target.stat().st_mtime_ns
    assert build(sources, target, if_changed=True) == "bundle.json: unchanged"
    assert target.stat().st_mtime_ns == before
    text = (sources / "settings.yaml").read_text("utf-8")
    (sources / "settings.yaml").write_text(f"{text}\n# a remark\n", encoding="utf-8")
    assert "unchanged" not in build(sources, target, if_changed=True)


def test_given_yaml_that_does_not_hold_when_it_is_built_then_the_old_file_stays(sources: Path) -> None:
    target = sources / "bundle.json"
    build(sources, target)
    before = target.read_bytes()
    text = (sources / "settings.yaml").read_text("utf-8")
    (sources / "settings.yaml").write_text(
        text.replace("calls.attempts: {value: 2", "calls.attempts: {value: 99"), "utf-8"
    )
    with pytest.raises(ValueError, match=r"setting_out_of_range: calls\.attempts"):
        build(sources, target)
    assert target.read_bytes() == before
    assert {path.name for path in sources.iterdir()} == {*PARTS.values(), "bundle.json"}


def test_given_a_sentence_that_a_comma_split_when_it_is_read_then_it_is_whole_again_and_counted() -> None:
    raw = {"keys": [{"note": "so much", "and more": None, "and yet more": None, "min": 1}], "text": "left alone"}
    whole = {"keys": [{"note": "so much, and more, and yet more", "min": 1}], "text": "left alone"}
    assert whole_sentences(raw) == (whole, 2)


def test_given_an_empty_value_after_no_text_when_it_is_read_then_it_is_not_taken_for_a_sentence() -> None:
    assert whole_sentences({"min": 1, "max": None}) == ({"min": 1, "max": None}, 0)
