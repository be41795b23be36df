"""Words on the screen. Chinese is written in the code (the first language); English comes from one gettext catalogue.

`tr("今日")` gives the text in the language that is set. Labels of the catalogue and of the estate carry both themselves.
"""

import gettext
from pathlib import Path
from typing import Literal, Protocol

from app.domain.errors import ErrorKind
from app.domain.exchange import Fault

Lang = Literal["zh", "en"]

_HERE = Path(__file__).parent
_language: Lang = "zh"
_english: gettext.NullTranslations | None = None


class Named(Protocol):
    """Anything that has its name in both languages."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def set_language(lang: Lang) -> None:
    """The language of every text drawn from now on. English needs the compiled catalogue (`make texts`)."""
    global _language, _english
    if lang == "en" and _english is None:
        _english = gettext.translation("zonewalk", _HERE, languages=["en"])
    _language = lang


def language() -> Lang:
    return _language


def tr(text: str, /, **values: object) -> str:
    """`text` in the language that is set, with {names} filled in. The Chinese text is the key."""
    found = _english.gettext(text) if _language == "en" and _english is not None else text
    return found.format(**values) if values else found


def name(thing: Named) -> str:
    """A thing's own name in the language that is set."""
    return thing.zh if _language == "zh" else thing.en


def fault_text(fault: Fault | ErrorKind) -> str:
    """What happened and what to do, in the language that is set."""
    parts = (fault.zh, fault.do_zh) if _language == "zh" else (fault.en, fault.do_en)
    return ("" if _language == "zh" else " ").join(part for part in parts if part)
