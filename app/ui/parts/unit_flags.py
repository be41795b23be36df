"""水闸由我司关闭: the mark on a unit in words, and as a band with the way to where its reopening is entered."""

from collections.abc import Callable

import flet as ft

from app.locales import language, tr
from app.patrol.unit_flags import StandingFlag
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.theme import large


def flag_words(work: Work, flag: StandingFlag) -> str:
    """Who closed it and when, and that nobody has opened it since."""
    return tr(
        "水闸由我司关闭，尚未重新开启 · {when} {who}",
        when=words.brief(work, flag.at),
        who=words.person(work, flag.by),
    )


def route_of(flag: StandingFlag) -> str:
    return f"case/{flag.matter.id}/{flag.case.id}"


def name_of(flag: StandingFlag) -> str:
    return f"flag-{str(flag.case.id)[:8]}"


def flag_band(work: Work, flag: StandingFlag, look: Callable[[str], None], prefix: str = "") -> ft.Control:
    """The mark at its unit. look(route): go to its case. prefix: of the identifiers.

    Identifiers: flag-<first 8 of the case's id>, look-flag-….
    """
    name = prefix + name_of(flag)
    said = f"{work.estate.place_label(flag.place, language())} · {flag_words(work, flag)}"
    button = kit.side_action(tr("查看"), lambda e: look(route_of(flag)), ident_name=f"look-{name}")
    band = kit.notice(said, "major", ident_name=name, action=None if large() else button)
    return kit.spaced([band, button]) if large() else band
