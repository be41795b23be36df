"""The pack that carries Python into the browser."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.app_pack import app_files
from webapp.pack import pack, pack_folder, unpack
from webapp.where import APP

names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1).filter(
    lambda name: name not in (".", "..")
)
trees = st.dictionaries(st.lists(names, min_size=1, max_size=3).map("/".join), st.binary(max_size=200), max_size=6)


@given(trees)
def test_what_is_packed_comes_out_again(tree: dict[str, bytes]) -> None:
    assert dict(unpack(pack(tree))) == tree


@given(trees)
def test_the_same_tree_gives_the_same_bytes_whatever_its_order(tree: dict[str, bytes]) -> None:
    assert pack(dict(reversed(tree.items()))) == pack(tree)


@given(trees.filter(bool), st.integers(1, 40))
def test_a_pack_that_was_cut_off_is_refused(tree: dict[str, bytes], lost: int) -> None:
    whole = pack({**tree, "last": b"x" * lost})
    with pytest.raises(ValueError, match="cut off"):
        list(unpack(whole[:-lost]))


@pytest.mark.parametrize("path", ["/etc/passwd", "a/../../b"])
def test_a_path_that_leaves_the_pack_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a path inside"):
        pack({path: b""})


def test_times_of_files_leave_no_trace(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "a.py"
    file.parent.mkdir()
    file.write_text("pass")
    before = pack_folder(tmp_path)
    file.touch()
    assert pack_folder(tmp_path) == before


def test_the_app_goes_along_without_what_only_a_desktop_runs() -> None:
    shipped = {path.relative_to(APP).as_posix() for path in app_files(APP)}
    assert {"main.py", "hosts/browser.py", "imaging/base.py"} <= shipped
    assert not {
        name for name in shipped if "pillow" in name or name.startswith("tests/") or name.endswith((".po", ".pyc"))
    }
