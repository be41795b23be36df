"""The rule book shows the table of acts as the code asks it."""

from deploy.make.acts_table import RULES, written


def test_given_the_registry_when_its_table_is_written_then_the_rule_book_shows_it() -> None:
    text = RULES.read_text(encoding="utf-8")
    assert written(text) == text, "write it with: make rules"
