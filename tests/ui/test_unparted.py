"""A number and its unit stay in one line, and no line begins with the dot between two facts."""

import pytest

from app.ui import kit
from app.ui.basics import JOINER, NO_BREAK, unparted


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("审核照片（4 张）", f"审核照片（4{NO_BREAK}张）"),
        ("第 4 张，共 12 张", f"第{NO_BREAK}4{NO_BREAK}张，共 12{NO_BREAK}张"),
        ("A1座 12层", f"A1{JOINER}座 12{JOINER}层"),
        ("还有 3 小时", f"还有 3{NO_BREAK}小{JOINER}时"),
        ("45 分钟", f"45{NO_BREAK}分{JOINER}钟"),
        ("A2座 1–18层", f"A2{JOINER}座 1{JOINER}–{JOINER}18{JOINER}层"),
        ("1600×1200 · 30 KB", f"1600×1200{NO_BREAK}· 30{NO_BREAK}KB"),
        ("3 h left, 318.4 m³", f"3{NO_BREAK}h left, 318.4{NO_BREAK}m³"),
        ("林晓岚 · 05-20", f"林晓岚{NO_BREAK}· 05-20"),
        ("任务待接单", f"任务待{JOINER}接{JOINER}单"),
        ("3 hours, 2 men", "3 hours, 2 men"),
    ],
)
def test_what_belongs_together_is_drawn_in_one_line(words: str, drawn: str) -> None:
    assert unparted(words) == drawn
    assert kit.text(words).value == drawn
    assert kit.text(drawn).value == drawn
