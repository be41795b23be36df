"""Flet's ways made short give the same as Flet's own: the same values to the browser, the same controls added and removed."""

import hashlib
import subprocess
import sys
from pathlib import Path

import flet
import pytest

from app.ui import flet_quick

ROOT = Path(__file__).parents[2]
# What flet_quick stands in for. Another text means another Flet: read it again, then write the new digest here.
REPLACED = {
    "controls/object_patch.py": "56851cdf8e30e1d21066feb273e1dff0513a20d6d984841d270fca0741dc40b8",
    "controls/value_types.py": "f49b425b881ad07946bb683386f0e7eb4919560289f008aa950a9fcd13a6094b",
}
PLAY = """
import json, sys
import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.object_patch import ObjectPatch
from flet.messaging.protocol import configure_encode_object_for_msgpack
from app.ui import flet_quick
if sys.argv[1] == "quick":
    flet_quick.install()
encode = configure_encode_object_for_msgpack(BaseControl)

def tree(n, frozen):
    rows = [
        ft.Semantics(identifier=f"row-{i}", button=i % 2 == 0 or None, key=f"k{i}", content=ft.Container(
            ft.Row([ft.Icon(ft.Icons.FLAG, size=24, color="#123456"), ft.Text(f"row {i}", max_lines=None, expand=True)], spacing=12, wrap=i == 3),
            padding=ft.Padding.symmetric(horizontal=8), border=ft.Border.all(1, "#000000"), border_radius=12, on_click=print,
            gradient=ft.LinearGradient(colors=["#ff0000", "#00ff00"]) if i == 1 else None, tooltip=ft.Tooltip(message="t") if i == 2 else None))
        for i in range(n)
    ]
    made = ft.Stack([ft.Column(rows, scroll=ft.ScrollMode.AUTO), ft.Container(left=0, right=0, data="ours", visible=n > 2)], expand=True)
    if frozen:
        object.__setattr__(made, "_frozen", True)
    return made

def told(controls):
    return [(type(c).__name__, getattr(c, "identifier", None), getattr(c, "value", None), type(c.parent).__name__) for c in controls]

for frozen in (True, False):
    src = {"_b": None}
    steps = [tree(4, frozen), tree(6, frozen), tree(2, frozen)]
    for step in steps:
        dst = {"_b": step}
        patch, added, removed = ObjectPatch.from_diff(src, dst, control_cls=BaseControl, parent=None, path=[], frozen=frozen)
        print(frozen, sorted(told(added)), sorted(map(str, told(removed))))
        sent = msgpack.unpackb(msgpack.packb(patch.to_message(), default=encode), strict_map_key=False)
        print(json.dumps(sent, sort_keys=True, default=str))
        src = dst
ref = ft.Ref()
text = ft.Text("a", ref=ref, size=3)
assert ref.current is text
text.size = 4
print(text._dirty, sorted(text._values.items()), text.no_wrap, text.overflow)
for bad in (lambda: ft.Text("a", value="b"), lambda: ft.Container(nothing=1)):
    try:
        bad()
    except TypeError:
        print("TypeError")
"""


def played(way: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", PLAY, way], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_given_trees_drawn_and_changed_then_patches_and_lifecycles_are_those_of_flet_itself() -> None:
    stock = played("stock")
    assert len(stock) == 15
    assert played("quick") == stock


@pytest.mark.parametrize("file", REPLACED)
def test_given_another_flet_then_what_is_replaced_has_to_be_read_again(file: str) -> None:
    text = (Path(flet.__file__).parent / file).read_bytes()
    assert hashlib.sha256(text).hexdigest() == REPLACED[file]


def test_given_it_is_installed_twice_then_nothing_changes() -> None:
    before = [control.__init__ for control in flet_quick.QUICK]
    flet_quick.install()
    assert [control.__init__ for control in flet_quick.QUICK] == before
