"""Nothing is promised that nothing executes: settings, protocols and code are used by the product, or say for what they wait."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from vulture import Vulture

from app.domain.bundle import load_bundle
from tests.house.promises import UNUSED

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app", "sync_server", "webapp")
# Decorated functions are called by what decorates them.
DECORATORS = ["@model_validator", "@field_validator", "@event.listens_for", "@router.*", "@app.*"]
# Names that pydantic, SQLAlchemy and Alembic look for.
NAMES = ["model_config", "impl", "cache_ok", "load_dialect_impl", "process_bind_param", "process_result_value"]
# What no answer opens, since it is no case: the states of a repair task themselves.
RUN_BY_TASKS = {"rectify_reinspect"}


@cache
def _trees() -> dict[Path, ast.Module]:
    files = [file for folder in PRODUCT for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def test_given_all_of_the_product_then_every_function_class_and_field_is_used_or_says_why_not() -> None:
    finder = Vulture(ignore_names=NAMES, ignore_decorators=DECORATORS)
    finder.scavenge([ROOT / folder for folder in PRODUCT], exclude=[str(ROOT / "sync_server/db/migrations/*")])
    unused = {
        (Path(each.filename).resolve().relative_to(ROOT).as_posix(), each.name) for each in finder.get_unused_code()
    }
    listed = {(file, name) for file, names in UNUSED.items() for name in names}
    assert sorted(unused - listed) == [], (
        "used by nothing but tests: delete it, or say in promises.py what it waits for"
    )
    assert sorted(listed - unused) == [], "used by now: take it off promises.py"


def test_given_every_setting_then_the_product_reads_it_or_it_says_for_what_it_waits() -> None:
    bundle = load_bundle()
    patterns = list(_keys_read())
    opened = _opened()
    in_use = {f.deadline.get("setting") for p in bundle.protocols.protocols.values() if p.id in opened for f in p.files}
    unread = {
        key
        for key in bundle.settings_schema.keys
        if key not in in_use and not any(pattern.fullmatch(key) for pattern in patterns)
    }
    waiting = {key for key, setting in bundle.settings_schema.keys.items() if setting.not_yet}
    assert sorted(unread - waiting) == [], "nobody reads it: delete it, or say in settings.yaml what it waits for"
    assert sorted(waiting - unread) == [], "it is read by now: take `not_yet` away"


def test_given_every_protocol_then_a_person_or_the_clock_opens_it_or_it_says_for_what_it_waits() -> None:
    protocols, opened = load_bundle().protocols.protocols.values(), _opened()
    assert [p.id for p in protocols if p.id not in opened and not p.not_yet] == []
    assert [p.id for p in protocols if p.id in opened and p.not_yet] == [], "it is opened by now: take `not_yet` away"


def _opened() -> set[str]:
    """Ids: by an answer of a checklist, by its severity, as a step of an event, or run by a task."""
    bundle = load_bundle()
    named = set(bundle.catalogue.protocol_by_severity.values())
    for item in bundle.catalogue.items.values():
        named |= {item.protocol or "", *item.protocol_by_severity.values(), *(s.protocol or "" for s in item.states)}
    return named | {p.id for p in bundle.protocols.protocols.values() if p.trigger.items} | RUN_BY_TASKS


def _words(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _keys_read() -> Iterator[re.Pattern[str]]:
    """What the code writes where a key may stand: a whole text, or one put together that begins with a group's name."""
    for tree in _trees().values():
        for word in _words(tree):
            yield re.compile(re.escape(word))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and re.match(r"[a-z_]+\\?\.", pattern := _pattern(node)):
                yield re.compile(pattern)


def _pattern(text: ast.JoinedStr) -> str:
    pieces = (re.escape(str(piece.value)) if isinstance(piece, ast.Constant) else "[a-z_]+" for piece in text.values)
    return "".join(pieces)
