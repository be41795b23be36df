"""The rules of docs/rules.md are numbered and cited: no citation of a rule that is not there, no rule quietly untested.

A test has a rule when it cites it inside its own body, in a comment or a docstring: `# R4.2`.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.domain.bundle import load_bundle

ROOT = Path(__file__).parents[2]
RULES = ROOT / "docs" / "rules.md"
UNTESTED = ROOT / "tests" / "rules_untested.txt"
AT_MOST = 34  # rules without a test; lower it as the list grows shorter, never raise it
NUMBER = re.compile(r"\bR(\d{1,2}\.\d{1,2})\b")
MARK = re.compile(r"^(?:- |\| )\*\*R(\d+\.\d+)\*\*", re.M)
TEXTS = (".py", ".md", ".yaml", ".txt", ".toml", ".js", ".html")


@cache
def rules() -> list[str]:
    """The numbers as the book gives them, in its order."""
    return MARK.findall(RULES.read_text(encoding="utf-8"))


@cache
def texts() -> dict[str, str]:
    """Every text of the repository by its path, tables of pictures and built files left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.splitlines() if name.endswith(TEXTS) and (ROOT / name).is_file()]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


def bodies_of_tests(source: str) -> Iterator[str]:
    """The text of each test function, its comments included."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield "\n".join(lines[node.lineno - 1 : node.end_lineno])


@cache
def cited_in_tests() -> set[str]:
    """The rules that some test cites in its body."""
    own = Path(__file__).relative_to(ROOT).as_posix()
    sources = (
        text for name, text in texts().items() if name.startswith("tests/") and name.endswith(".py") and name != own
    )
    return {number for source in sources for body in bodies_of_tests(source) for number in NUMBER.findall(body)}


def untested() -> list[str]:
    """The committed list: a rule a line, what follows its number is for people."""
    return [line.split()[0].removeprefix("R") for line in UNTESTED.read_text(encoding="utf-8").splitlines() if line]


def test_given_the_rule_book_then_no_number_stands_twice_and_sections_grow_without_gaps() -> None:
    by_section: dict[str, list[int]] = {}
    for number in rules():
        section, rule = number.split(".")
        by_section.setdefault(section, []).append(int(rule))
    assert [*by_section] == [str(no) for no in range(1, len(by_section) + 1)]
    for section, given in by_section.items():
        assert sorted(given) == [*range(1, len(given) + 1)], section
    assert len(rules()) > 150


def test_given_the_rule_book_then_each_of_its_sentences_bears_a_number() -> None:
    body = RULES.read_text(encoding="utf-8").split("\n## 1. ")[1].split("\n## 10. ")[0]
    bullets = [line for line in body.splitlines() if line.startswith(("- ", "* "))]
    assert [line for line in bullets if not MARK.match(line)] == []


def test_given_a_citation_then_its_rule_is_in_the_book() -> None:
    wrong = {
        f"{name}: R{number}"
        for name, text in texts().items()
        for number in NUMBER.findall(text)
        if number not in rules()
    }
    assert wrong == set()


def test_given_code_or_data_then_rules_are_cited_by_number_and_not_by_section() -> None:
    by_section = re.compile(r"rules? §|rules\.md §|rule: \"?§")
    assert [
        name for name, text in texts().items() if by_section.search(text) and name != "tests/house/test_rules.py"
    ] == []


def test_given_the_list_of_rules_without_a_test_then_each_is_in_the_book_once() -> None:
    assert sorted(set(untested())) == sorted(untested())
    assert set(untested()) <= set(rules())
    assert len(untested()) <= AT_MOST


def test_given_a_rule_that_a_test_cites_then_it_is_not_on_the_list() -> None:
    assert sorted(set(untested()) & cited_in_tests()) == [], "take these off tests/rules_untested.txt"


def test_given_a_rule_that_is_not_on_the_list_then_a_test_cites_it() -> None:
    assert sorted(set(rules()) - set(untested()) - cited_in_tests()) == [], "cite the rule in the test that shows it"


def test_given_a_proposal_then_its_key_is_a_setting_and_each_setting_of_a_rule_stands_in_the_book() -> None:
    keys = load_bundle().settings_schema.keys
    groups = "|".join(sorted({key.partition(".")[0] for key in keys}))
    book = RULES.read_text(encoding="utf-8")
    named = set(re.findall(rf"`((?:{groups})\.[a-z_.*]+)`", book))
    whole = {key for key in named if not key.endswith(".*")}
    assert sorted(whole - {*keys} - set(load_bundle().catalogue.items)) == []
    covered = (*whole, *(key.removesuffix("*") for key in named - whole))
    of_rules = {key for key, setting in keys.items() if NUMBER.fullmatch(setting.rule)}
    assert sorted(key for key in of_rules if not key.startswith(covered)) == []
