"""Every MUST of docs/protocol.md has a test that bears its number, and every numbered test its MUST."""

import re
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "protocol.md"


def test_given_the_document_then_its_musts_are_numbered_one_by_one() -> None:
    told = re.findall(r"^- \*\*M(\d\d)\*\* \S", DOCUMENT.read_text(encoding="utf-8"), re.M)
    assert told == [f"{no:02}" for no in range(1, len(told) + 1)]
    assert len(told) > 40


def test_given_the_document_and_the_tests_then_their_numbers_agree() -> None:
    told = set(re.findall(r"^- \*\*M(\d\d)\*\*", DOCUMENT.read_text(encoding="utf-8"), re.M))
    played = {
        number
        for file in HERE.glob("test_musts*.py")
        for number in re.findall(r"^(?:async )?def test_m(\d\d)_", file.read_text(encoding="utf-8"), re.M)
    }
    assert played == told


def test_given_the_tests_of_the_musts_then_each_bears_a_number() -> None:
    for file in HERE.glob("test_musts*.py"):
        names = re.findall(r"^(?:async )?def (test_\w+)", file.read_text(encoding="utf-8"), re.M)
        assert [name for name in names if not re.match(r"test_m\d\d_", name)] == []
