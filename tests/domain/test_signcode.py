"""The code on a sticker: genuine, mistyped, foreign, or none (2-一-8, R6.9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.signcode import ALPHABET, CHECK_LENGTH, PREFIX, CodeError, mint, read

KEY, OTHER = b"the key of one estate", b"the key of another"
POINTS = st.from_regex(r"[A-Z0-9]{1,4}(-[A-Z0-9]{1,6}){0,2}", fullmatch=True)
CODE = mint("A3-1-M", KEY)
POINT, CHECK = CODE.rsplit("-", 1)


def refusal(text: str, key: bytes = KEY) -> str:
    with pytest.raises(CodeError) as refused:
        read(text, key)
    return refused.value.code


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" for c in text)


@given(POINTS, st.binary(min_size=1, max_size=40))
def test_given_a_sticker_of_the_estate_when_it_is_read_then_it_names_its_point(point: str, key: bytes) -> None:
    code = mint(point, key)
    assert code == mint(point, key)
    assert set(code.rsplit("-", 1)[1]) <= set(ALPHABET)
    assert (read(code, key).point, read(code, key).text) == (point, code)


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(), f"  {CODE} ", CODE.replace("-", " - "), PREFIX + CODE, "zw:" + CODE.lower(), full_width(CODE),
        full_width(PREFIX + CODE.lower()), CODE.replace("-", "—"), CODE.replace("-", "_"), f"{CODE}\n",
        f"{POINT}-{CHECK.replace('0', 'O').replace('1', 'l')}",
    ],
)  # fmt: skip
def test_given_a_genuine_code_in_another_spelling_when_it_is_read_then_it_is_taken(typed: str) -> None:
    # R6.17
    assert read(typed, KEY).text == CODE


@pytest.mark.parametrize(
    "typed",
    [
        CODE.replace("-", ""), CODE.replace("-", " "), CODE.replace("-", "").lower(), PREFIX + CODE.replace("-", " ").lower(),
        " ".join(CODE.replace("-", "")), f"{POINT.replace('-', '')}-{CHECK}", f"{POINT} {CHECK[:4]} {CHECK[4:]}", CODE.replace("-", "."),
    ],
)  # fmt: skip
def test_given_a_genuine_code_typed_without_its_hyphens_then_it_is_the_same_code(typed: str) -> None:
    # R6.17
    points = ["A3", "A3-1", "A3-1-M", "A31-M", "A3-1-T"]
    assert read(typed, KEY, points).text == CODE


def test_given_a_slip_in_a_code_typed_without_its_hyphens_then_it_is_mistyped() -> None:
    wrong = "Z" if CHECK[0] != "Z" else "Y"
    with pytest.raises(CodeError) as refused:
        read(f"{POINT.replace('-', '')}{wrong}{CHECK[1:]}", KEY, [POINT])
    assert refused.value.code == "code_mistyped"


@given(POINTS, POINTS)
def test_given_points_whose_letters_begin_alike_then_each_code_names_its_own(one: str, other: str) -> None:
    for point in (one, other):
        code = mint(point, KEY)
        assert read(code, KEY, [one, other]).text == code
        assert read(code.replace("-", ""), KEY, [one, other]).text.replace("-", "") == code.replace("-", "")


def test_given_a_check_value_with_look_alikes_when_they_are_typed_then_they_are_taken() -> None:
    codes = [mint(f"P{n}", KEY) for n in range(200)]
    with_zero = next(c for c in codes if "0" in c.rsplit("-", 1)[1] and "1" in c.rsplit("-", 1)[1])
    point, check = with_zero.rsplit("-", 1)
    assert read(f"{point}-{check.replace('0', 'o').replace('1', 'I')}", KEY).text == with_zero


@pytest.mark.parametrize("text", ["", "hello", "A3-1-M", "https://example.org/x?y=z", "ZW:", "A3-1-M-123", "日本"])
def test_given_what_is_no_sign_in_code_when_it_is_read_then_it_is_malformed(text: str) -> None:
    assert refusal(text) == "code_malformed"


def test_given_a_slip_of_the_finger_when_it_is_read_then_it_is_mistyped() -> None:
    wrong = "Z" if CHECK[0] != "Z" else "Y"
    swapped = next(n for n in range(CHECK_LENGTH - 1) if CHECK[n] != CHECK[n + 1])
    for check in (
        wrong + CHECK[1:],
        CHECK[:-1],
        CHECK + wrong,
        CHECK[:swapped] + CHECK[swapped + 1] + CHECK[swapped] + CHECK[swapped + 2 :],
    ):
        assert refusal(f"{POINT}-{check}") == "code_mistyped"


def test_given_a_sticker_of_another_estate_when_it_is_read_then_it_is_foreign() -> None:
    # R6.9, R6.11
    assert {refusal(mint(f"A{n}-1-T", OTHER)) for n in range(50)} == {"code_foreign"}


@given(st.integers(0, len(CODE) - 1), st.sampled_from(ALPHABET))
def test_given_one_changed_character_when_it_is_read_then_it_is_never_taken(at: int, character: str) -> None:
    # R6.9
    if CODE[at] in (character, "-"):
        return
    assert refusal(CODE[:at] + character + CODE[at + 1 :]) in {"code_mistyped", "code_foreign"}


@given(st.text(max_size=50))
def test_given_any_text_when_it_is_read_then_it_is_refused_in_words_that_the_catalogue_has(text: str) -> None:
    assert refusal(text) in {"code_malformed", "code_mistyped", "code_foreign"}
