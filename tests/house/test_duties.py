"""docs/duties.md tells the truth: what is said to be there names a module and a test that are there; the rest says so."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DUTIES = ROOT / "docs" / "duties.md"
COLUMNS = ("id", "source", "duty", "trigger", "scope", "feature", "module", "test", "lacks")
NONE = "–"
DUTIES_THERE = 140  # none is ever dropped


@cache
def duties() -> tuple[dict[str, str], ...]:
    """Each row by its columns, backticks taken off."""
    lines = [line for line in DUTIES.read_text(encoding="utf-8").splitlines() if re.match(r"\| D\d{3} \|", line)]
    cells = [[cell.strip().strip("`") for cell in line.strip().strip("|").split("|")] for line in lines]
    return tuple(dict(zip(COLUMNS, row, strict=True)) for row in cells)


@cache
def names_in(file: Path) -> set[str]:
    found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_given_the_duties_then_none_is_dropped_or_stands_twice() -> None:
    assert sorted(row["id"] for row in duties()) == [f"D{no:03}" for no in range(1, DUTIES_THERE + 1)]
    assert {row["scope"] for row in duties()} == {"yes", "partly", "not yet", "outside"}


@pytest.mark.parametrize("row", duties(), ids=lambda row: row["id"])
def test_given_a_duty_then_it_names_its_module_and_test_or_is_marked_not_yet(row: dict[str, str]) -> None:
    if row["scope"] in ("not yet", "outside"):
        assert (row["module"], row["test"]) == (NONE, NONE)
        return
    assert (ROOT / row["module"]).is_file(), row["module"]
    file, _, name = row["test"].partition("::")
    assert name in names_in(ROOT / file), row["test"]


@pytest.mark.parametrize("row", duties(), ids=lambda row: row["id"])
def test_given_a_duty_then_what_it_lacks_is_said_where_something_is_missing(row: dict[str, str]) -> None:
    if row["scope"] == "not yet":
        assert row["lacks"] != NONE
    if row["scope"] in ("yes", "outside"):
        assert row["lacks"] == NONE
