"""What no fact may be, whatever its kind: values that a phone could not read, or that cost everybody who reads the matter."""

import math
from typing import Any

from app.domain.limits import NAME, TEXT

MOST_DEEP = 40  # values within values; what is deeper could be kept, and not sent out again
LARGEST = 2**63 - 1  # what both databases can count to


def whole(text: str) -> int | float:
    """For `json.loads(parse_int=…)`: a number with more digits than any clock or counter has is none (infinite)."""
    return int(text) if len(text) <= 20 else math.inf


def beyond(raw: dict[str, Any]) -> str:
    """Why a fact is beyond all bounds; empty if it is not. The preview has a bound of its own."""
    level: list[Any] = [{key: value for key, value in raw.items() if key != "preview"}]
    for _ in range(MOST_DEEP):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                if any(len(key) > NAME for key in value):
                    return "a field's name is too long"
                inner += value.values()
            elif isinstance(value, list):
                inner += value
            elif isinstance(value, str) and len(value) > TEXT:
                return "a text is too long"
            elif isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
                return "a number is out of bounds"
        if not inner:
            return ""
        level = inner
    return "values too deep within values"
