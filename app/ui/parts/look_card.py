"""Language, colours and size of text: a tap applies at once, and the phone remembers."""

import flet as ft

from app.locales import Lang, tr
from app.ui import kit
from app.ui.session import Session
from app.ui.theme import BODY, ThemeName, p

_LANGUAGES: tuple[tuple[Lang, str], ...] = (("zh", "中文"), ("en", "English"))
_THEMES: tuple[tuple[ThemeName, str], ...] = (("light", "浅色"), ("dark", "深色"), ("sun", "阳光下"))
_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)


def look_card(session: Session) -> ft.Control:
    """Identifiers: lang-zh, lang-en; theme-light, theme-dark, theme-sun; text-100 … text-200."""
    look = session.look

    def change(name: str, **to: object) -> kit.Tap:
        def apply() -> None:
            session.hush()  # the word of the moment is in the old language and colours
            session.set_look(**to)

        return session.act(f"look-{name}", apply)

    return kit.card(
        kit.spaced(
            [
                kit.name(tr("语言与显示")),
                kit.text(tr("语言"), BODY, color=p().quiet),
                kit.choices([
                    kit.choice(words, look.lang == lang, change(lang, lang=lang), ident_name=f"lang-{lang}") for lang, words in _LANGUAGES
                ]),
                kit.text(tr("颜色"), BODY, color=p().quiet),
                kit.choices([
                    kit.choice(tr(words), look.theme == theme, change(theme, theme=theme), ident_name=f"theme-{theme}")
                    for theme, words in _THEMES
                ]),
                kit.text(tr("文字大小"), BODY, color=p().quiet),
                kit.choices([
                    kit.choice(f"{scale:.0%}", look.text_scale == scale, change(f"{scale}", text_scale=scale), ident_name=f"text-{scale * 100:.0f}")
                    for scale in _SCALES
                ]),
            ]
        )
    )  # fmt: skip
