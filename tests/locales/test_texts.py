"""Every text of the screens has its English, and nothing Chinese reaches a screen around `tr`."""

import ast
import importlib.util
import re
import string
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.locales import set_language, tr

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "app" / "locales" / "en" / "LC_MESSAGES" / "zonewalk.po"
# Chinese letters and punctuation.
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# What stands outside of tr() and is right: a language's own name, and signs that are read, not shown.
READ_NOT_SHOWN = {
    "ui/screens/sign_in.py": {"中文"},
    "ui/parts/answer.py": {"。", "，"},
    "ui/parts/step_body.py": {"。", "，"},
    "ui/parts/reason.py": {"，"},
    "patrol/where.py": {" -_·.，,、/座栋号层梯"},
}
# The text in an exported file tells whoever opens it in both languages.
BILINGUAL = {"patrol/export.py"}


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_texts", ROOT / "deploy" / "make" / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


TEXTS = _tool()


@pytest.fixture(scope="module")
def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def shown() -> set[str]:
    return {str(message.id) for message in TEXTS.collected() if message.id}


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_in_the_code_has_its_english(english: Catalog, shown: set[str]) -> None:
    told = {str(message.id) for message in english if message.id and message.string and not message.fuzzy}
    assert len(shown) > 500
    assert shown - told == set(), "make texts, then translate what it lists"


def test_the_catalogue_holds_nothing_that_is_no_longer_shown(english: Catalog, shown: set[str]) -> None:
    assert {str(message.id) for message in english if message.id} - shown == set()
    assert not english.obsolete


def test_the_english_has_the_same_placeholders(english: Catalog) -> None:
    differ = [m.id for m in english if m.id and _names(str(m.id)) != _names(str(m.string))]
    assert differ == []


def test_no_chinese_is_left_in_the_english(english: Catalog) -> None:
    assert [m.string for m in english if m.id and CHINESE.search(str(m.string))] == []


def test_different_words_of_one_choice_stay_different(english: Catalog) -> None:
    tables = [list(TEXTS.table_words(ast.parse(file.read_text("utf-8")))) for file in (ROOT / "app/ui").rglob("*.py")]
    pairs = {(a, b) for words in tables for a in words for b in words if a != b and len(a) < 8 and len(b) < 8}
    same = [(a, b) for a, b in pairs if a in english and b in english and english[a].string == english[b].string]
    assert [pair for pair in same if CHINESE.search(pair[0])] == []


def _outside_tr(file: Path) -> Iterator[str]:
    """Chinese strings of a module that are neither given to tr, nor in a table, nor documentation."""
    tree = ast.parse(file.read_text("utf-8"))
    known = {id(part) for call in TEXTS.calls_of_tr(tree) for part in ast.walk(call)}
    known |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    tables = set(TEXTS.table_words(tree)) if file.relative_to(ROOT / "app").parts[0] == "ui" else set()
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if CHINESE.search(text) and id(node) not in known and text not in tables:
            yield text


@pytest.mark.parametrize("layer", ["ui", "patrol"])
def test_no_chinese_reaches_a_screen_around_tr(layer: str) -> None:
    around = {}
    for file in (ROOT / "app" / layer).rglob("*.py"):
        name = str(file.relative_to(ROOT / "app"))
        if name not in BILINGUAL:
            around[name] = set(_outside_tr(file)) - READ_NOT_SHOWN.get(name, set())
    assert {name: found for name, found in around.items() if found} == {}


def test_the_language_can_be_changed_back_and_forth() -> None:
    assert tr("{n} 小时", n=3) == "3 小时"
    set_language("en")
    try:
        assert tr("{n} 小时", n=3) == "3 h"
    finally:
        set_language("zh")
    assert tr("{n} 小时", n=3) == "3 小时"
