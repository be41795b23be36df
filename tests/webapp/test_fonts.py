"""No empty boxes: the shipped font holds every character that the product can show by itself."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from webapp.fonts import JOINER, gb2312, missing_code_points, needed_code_points, own_code_points, subset_font
from webapp.npm import npm_packages


@pytest.fixture(scope="module")
def font() -> Path:
    return subset_font(npm_packages(), needed_code_points())


def test_the_font_holds_all_that_is_needed(font: Path) -> None:
    missing = missing_code_points(font, needed_code_points())
    assert not missing, "no glyph for " + " ".join(f"{chr(code)} U+{code:04X}" for code in sorted(missing))


def test_everyday_chinese_latin_and_signs_are_needed() -> None:
    assert len(gb2312()) == 7445
    wanted = needed_code_points()
    assert set(map(ord, "巡区签到闸阀岚é×℃→≥，。（）：；！？“”…—·①㎡")) <= wanted


def test_own_texts_are_read_from_data_code_and_pages(tmp_path: Path) -> None:
    for name, text in {
        "assets/domain/a.yaml": "name: 龘",
        "app/ui/b.py": '"靐"',
        "app/locales/en/c.po": 'msgid "齉"',
        "webapp/client/d.js": "'爩'",
        "app/__pycache__/e.py": "鱻",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = own_code_points(tmp_path)
    assert set(map(ord, "龘靐齉爩")) <= found
    assert ord("鱻") not in found, "leftovers of Python are nobody's text"


def test_the_font_stays_small_enough_for_a_first_visit(font: Path) -> None:
    assert font.stat().st_size < 1_300_000


def test_the_dot_between_words_is_narrow_and_the_dots_of_more_stand_on_the_line(font: Path) -> None:
    with TTFont(font) as opened:
        glyphs, widths, height = opened.getBestCmap(), opened["hmtx"], opened["head"].unitsPerEm
        assert widths[glyphs[ord("·")]][0] <= height / 2
        assert opened["glyf"][glyphs[ord("…")]].yMax < height / 4


def test_what_keeps_a_number_and_its_unit_in_one_line_takes_no_room(font: Path) -> None:
    with TTFont(font) as opened:
        glyph = opened.getBestCmap()[JOINER]
        assert opened["hmtx"][glyph][0] == 0
        assert opened["glyf"][glyph].numberOfContours == 0
