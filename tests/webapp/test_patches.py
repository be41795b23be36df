"""A change to somebody else's file happens exactly once, or the build stops and says where."""

from pathlib import Path

import pytest

from webapp.flet_client import copy_client
from webapp.patches import PATCHES, REPLACED, Patch, PatchError, Replaced
from webapp.where import flet_web_folder

ONE = Patch("a.js", "before(1)", "after(2)", "a reason")


def test_a_patch_changes_its_one_place(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("x;before(1);y")
    ONE.apply(tmp_path)
    assert (tmp_path / "a.js").read_text() == "x;after(2);y"


@pytest.mark.parametrize("text", ["nothing of the kind", "before(1);before(1)"])
def test_a_patch_that_finds_none_or_two_names_file_place_and_reason(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.js").write_text(text)
    with pytest.raises(PatchError, match=r"a\.js: expected exactly one 'before\(1\)'.*a reason"):
        ONE.apply(tmp_path)
    assert (tmp_path / "a.js").read_text() == text, "a refused patch leaves the file alone"


def test_a_patch_whose_file_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(PatchError, match=r"a\.js: not there"):
        ONE.apply(tmp_path)


def test_a_replaced_file_that_changed_upstream_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "python.js").write_text("new contract")
    with pytest.raises(PatchError, match=r"changed upstream.*Compare it with webapp/client/page/boot\.js"):
        Replaced("python.js", "0" * 64, "page/boot.js").check(tmp_path)


def test_the_installed_client_is_the_one_we_know(tmp_path: Path) -> None:
    copy_client(tmp_path)
    for patch in PATCHES:
        assert patch.becomes in (tmp_path / patch.file).read_text(encoding="utf-8")
    stock = flet_web_folder()
    for item in REPLACED:
        assert (stock / item.file).is_file()
        assert not (tmp_path / item.file).exists(), "ours is laid there later; the stock one never is"


def test_the_shipped_client_asks_no_other_host_for_anything_it_loads(tmp_path: Path) -> None:
    copy_client(tmp_path)
    assert "cdn.jsdelivr.net/npm" not in (tmp_path / "main.dart.js").read_text(encoding="utf-8")
    assert not list(tmp_path.rglob("*.whl")), "packages are pinned and packed, never fetched"
