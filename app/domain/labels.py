"""Words in two languages, with a second wording where the first would tell that nobody is at home."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Label:
    """What a thing is called. `print_zh` and `print_en` replace `zh` and `en` on forms, notices and in web-hooks."""

    zh: str
    en: str
    print_zh: str | None = None
    print_en: str | None = None

    def text(self, lang: Lang) -> str:
        """The words for a screen of the estate's own people."""
        return self.zh if lang == "zh" else self.en

    def printed(self, lang: Lang) -> str:
        """The words for paper and for messages that leave the house (R1.26: no list of empty homes)."""
        return (self.print_zh or self.zh) if lang == "zh" else (self.print_en or self.en)
