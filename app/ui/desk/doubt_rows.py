"""疑似未查看: confirmations that were too quick, or without a sign-in of their stairwell. A hint for the supervisor."""

from itertools import groupby

import flet as ft

from app.domain.doubts import Doubt, doubts
from app.locales import tr
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.shell import fine
from app.ui.theme import p

_SHOWN = 5  # lines a person; the rest is counted


def doubts_today(work: Work) -> list[Doubt]:
    """Today's doubted confirmations of the estate."""
    day = work.today().isoformat()
    places = work.store.place_days(work.account.id, work.rules, day)
    points = work.store.point_days(work.account.id, work.rules, day)
    return doubts(work.estate, work.rules.settings, places.values(), points)


def doubt_cards(work: Work) -> list[ft.Control]:
    """A card for each person, with the places and why. Identifiers: doubts-<account>."""
    found = sorted(doubts_today(work), key=lambda each: (each.record.by, each.record.at))
    return [_card(work, who, list(each)) for who, each in groupby(found, key=lambda each: each.record.by)]


def _card(work: Work, who: str, found: list[Doubt]) -> ft.Control:
    head = tr("{who} · {n} 处疑似未查看", who=words.person(work, who), n=len(found))
    lines = [fine(_line(work, each), lines=1) for each in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(fine(tr("另有 {n} 处", n=len(found) - _SHOWN)))
    inside = ft.Row(
        [
            kit.icon(ft.Icons.SPEED, 26, p().ink_of("major")),
            ft.Column([kit.text(head, strong=True), *lines], spacing=2, expand=True),
        ],
        spacing=12,
    )
    return kit.ident(f"doubts-{who}", kit.card(inside, tone="major", padding=12), key=f"doubts-{who}")


def _line(work: Work, doubt: Doubt) -> str:
    record = doubt.record
    why = []
    if "too_quick" in doubt.reasons:
        why.append(tr("距上一处 {n} 秒", n=doubt.after_s))
    if "unsigned" in doubt.reasons:
        why.append(tr("当天未在本座签到"))
    if record.spent_s is not None:
        why.append(tr("清单打开 {n} 秒", n=record.spent_s))
    return " · ".join([words.clock(work, record.at), words.place(work, record.place), *why])
