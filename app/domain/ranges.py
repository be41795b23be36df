"""Short ways of saying lists and days in a set-up file: `1-3,5-12`, `V01-V28`, and dates that move with the demo."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

_RANGE: Final = re.compile(r"(?P<stem>\D*)(?P<first>\d+)-(?P=stem)(?P<last>\d+)")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")


def expand(text: str) -> tuple[str, ...]:
    """`1-3,5` → 1, 2, 3, 5; `V01-V03` → V01, V02, V03 with the zeros kept. What is no range stands for itself.

    ValueError for a range that runs backwards.
    """
    found: list[str] = []
    for part in (part.strip() for part in text.split(",")):
        match = _RANGE.fullmatch(part)
        if match is None:
            found.append(part)
            continue
        first, last = int(match["first"]), int(match["last"])
        if last < first:
            raise ValueError(f"the range {part} runs backwards")
        width = len(match["first"]) if match["first"].startswith("0") else 0
        found += [f"{match['stem']}{n:0{width}d}" for n in range(first, last + 1)]
    return tuple(found)


def expand_all(texts: Iterable[str]) -> tuple[str, ...]:
    """Several texts one after the other, in their order."""
    return tuple(one for text in texts for one in expand(text))


def moved(raw: Any, by: timedelta) -> Any:
    """The same values with every date and date-time in them moved by so many whole days; other text is left alone."""
    if isinstance(raw, dict):
        return {key: moved(value, by) for key, value in raw.items()}
    if isinstance(raw, list):
        return [moved(value, by) for value in raw]
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        return (date.fromisoformat(raw) + by).isoformat()
    if isinstance(raw, str) and _INSTANT.fullmatch(raw):
        return (datetime.fromisoformat(raw) + by).isoformat()
    return raw
