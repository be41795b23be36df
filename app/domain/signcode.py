"""The code on a sign-in sticker: a point's id and a check value over the estate's key (2-一-8, R6.9).

A phone can tell by itself, offline, a genuine sticker that is not on its list yet from a foreign one. Whoever digs the key
out of a phone can make codes; that rest is known and accepted.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.refusal import Refusal

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
CHECK_LENGTH: Final = 8  # characters of 5 bits each
PREFIX: Final = "ZW:"
_SLIPS: Final = 2  # so many wrong characters are a slip of the finger; a foreign code differs in nearly all of them

_LOOK_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES: Final = re.compile(r"[‐‑‒–—―−﹣－_]")
_SHAPE: Final = re.compile(r"(?P<point>\w[\w.\-]{0,39})-(?P<check>\w{6,10})")


class CodeError(Refusal):
    """`code_malformed`: no sign-in code at all. `code_mistyped`: nearly one of this estate's. `code_foreign`: not ours."""


@dataclass(frozen=True, slots=True)
class PointCode:
    """A genuine code: the point's id in capitals, and the code in its one spelling."""

    point: str
    text: str


def mint(point_id: str, key: bytes) -> str:
    """The code of a point: `<point id>-XXXXXXXX`. The same point and key always give the same code."""
    return f"{point_id}-{_check(point_id, key)}"


def read(text: str, key: bytes, points: Iterable[str] = ()) -> PointCode:
    """A code as scanned or typed: small letters, blanks, full-width characters and the prefix `ZW:` are all right, and for the
    known `points` hyphens may be left out or be blanks.

    CodeError says in its code which words the person gets; none of the three counts as a sign-in.
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).upper()
    plain = "".join(plain.split()).removeprefix(PREFIX)
    parts = _parts(plain, key, points)
    if parts is None:
        raise CodeError("code_malformed", repr(text[:60]))
    point, check = parts
    right = _check(point, key)
    if hmac.compare_digest(check.encode(), right.encode()):
        return PointCode(point, f"{point}-{right}")
    if _near(check, right):
        raise CodeError("code_mistyped", point)
    raise CodeError("code_foreign", point)


def _parts(plain: str, key: bytes, points: Iterable[str]) -> tuple[str, str] | None:
    """The point and the check value; None where the text has not the shape of a code. Letters and digits alone tell a known
    point: of two whose letters begin alike the one whose check value is right."""
    bare = _bare(plain)
    begun = [point.upper() for point in points if bare.startswith(_bare(point.upper()))]
    cut = [(point, bare[len(_bare(point)) :]) for point in begun]
    cut = [(point, check) for point, check in cut if CHECK_LENGTH - 2 <= len(check) <= CHECK_LENGTH + 2]
    for point, check in cut:
        if check == _check(point, key):
            return point, check
    found = _SHAPE.fullmatch(plain)
    if found is not None:
        return found["point"], found["check"].translate(_LOOK_ALIKE)
    return cut[0] if cut else None


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).translate(_LOOK_ALIKE)


def _check(point_id: str, key: bytes) -> str:
    """The first 40 bits of HMAC-SHA256 over the point's id, as 8 characters."""
    digest = hmac.new(key, f"zonewalk|point|{point_id.upper()}".encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:5], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))


def _near(check: str, right: str) -> bool:
    """One or two characters wrong, two swapped, or one missing or too many."""
    if len(check) == len(right):
        return sum(a != b for a, b in zip(check, right, strict=True)) <= _SLIPS
    short, long = sorted((check, right), key=len)
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
