"""docs/glossary.md: one line a term, and each name that it gives is in the code."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"


@cache
def terms() -> list[tuple[str, str, str]]:
    """(中文, English, the name in code) of each row."""
    rows = [
        line.strip("| ").split(" | ") for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line[:1] == "|"
    ]
    return [(zh, en, name.strip("`")) for zh, en, name, *_ in (row for row in rows if len(row) > 3) if name[:1] == "`"]


@cache
def code() -> str:
    """All Python of the product, its file names, and the books."""
    files = [file for folder in ("app", "sync_server") for file in (ROOT / folder).rglob("*.py")]
    files += (ROOT / "assets" / "domain").glob("*.yaml")
    return "\n".join(f"{file.stem}\n{file.read_text(encoding='utf-8')}" for file in files)


def test_given_the_glossary_then_each_name_in_code_is_there() -> None:
    assert [name for _, _, name in terms() if not re.search(rf"\b{re.escape(name)}\b", code())] == []


def test_given_the_glossary_then_no_term_stands_twice() -> None:
    english = [en for _, en, _ in terms()]
    assert len(english) > 60
    assert sorted(set(english)) == sorted(english)
