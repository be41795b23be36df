"""One catalogue of errors: what is raised, noted or answered has its words in it (errors.py)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import ERRORS, ZonewalkError

ROOT = Path(__file__).parents[2]
SOURCES = [path for folder in ("app", "sync_server") for path in sorted((ROOT / folder).rglob("*.py"))]
CALLS = {
    "ZonewalkError": 0,
    "note": 2,
    "held_as": 0,
    "Outcome": 2,
    "_refused": 1,
    "_told": 1,
}  # where in the call the code stands


WHY_NOT = (
    "task_moves.py",
    "second_look.py",
    "rights.py",
    "judge.py",
    "belongs.py",
)  # their functions that return `str | None` return codes


def codes_in(path: Path) -> Iterator[tuple[int, str]]:
    """Codes in a source file, with their lines: in calls, as `code=`, looked up, compared with, and returned as a reason."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        said: list[ast.expr | None] = []
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                said = [args[CALLS[name]]] if name in CALLS and len(args) > CALLS[name] else []
                said += [keyword.value for keyword in keywords if keyword.arg == "code"]
            case ast.Subscript(value=ast.Name(id="ERRORS"), slice=code):
                said = [code]
            case ast.AnnAssign(target=ast.Name(id="code"), value=value):
                said = [value]
            case ast.Compare(left=ast.Name(id="code") | ast.Attribute(attr="code"), comparators=comparators):
                said = [*comparators]
            case ast.FunctionDef(returns=returns) if (
                path.name in WHY_NOT and returns and ast.unparse(returns) == "str | None"
            ):
                said = [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
            case ast.Assign(targets=[ast.Name(id="_CODES")], value=ast.Dict(values=values)):
                said = [*values]
        for value in said:
            yield from ((getattr(node, "lineno", 0), text) for text in texts_of(value))


def texts_of(value: ast.expr | None) -> Iterator[str]:
    """The texts that an expression may come to; what it compares on its way is none."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    for part in (*getattr(value, "values", ()), getattr(value, "body", None), getattr(value, "orelse", None)):
        if isinstance(part, ast.expr):
            yield from texts_of(part)


FOUND = [(f"{path.relative_to(ROOT)}:{line}", code) for path in SOURCES for line, code in codes_in(path)]


def test_given_the_source_when_it_is_scanned_then_every_code_is_in_the_catalogue() -> None:
    assert [(where, code) for where, code in FOUND if code not in ERRORS] == []


def test_given_the_scan_when_it_has_run_then_it_met_errors_notes_and_receipts() -> None:
    """It would be quiet too if it found nothing at all."""
    codes = {code for _, code in FOUND}
    assert {"storage_full", "only_supervisor", "reinspected_by_fixer", "photo_missing_again", "task_unknown"} <= codes
    assert {"id_reused", "fact_malformed", "item_unknown", "point_unknown", "ok"} <= codes


@pytest.mark.parametrize("kind", ERRORS.values(), ids=lambda kind: kind.code)
def test_given_a_code_when_a_person_is_told_then_in_both_languages_with_something_to_do(kind: object) -> None:
    error = ERRORS[kind.code]  # type: ignore[attr-defined]
    assert error.zh
    assert error.en
    assert 200 <= error.status < 600
    assert error.code == "ok" or (error.do_zh and error.do_en)
    raised = ZonewalkError(error.code, "for the log")
    fault = raised.fault()
    assert (raised.code, fault.code, fault.zh, fault.detail) == (error.code, error.code, error.zh, "for the log")


def test_given_a_code_that_is_not_in_the_catalogue_when_it_is_raised_then_that_is_a_mistake_of_the_code() -> None:
    with pytest.raises(KeyError):
        ZonewalkError("made_up")
