"""A renovation site: its permit, and what the visit came to (R2.15)."""

from collections.abc import Callable
from typing import Literal

import flet as ft

from app.domain.estate import Stop
from app.locales import language, name, tr
from app.patrol import acts
from app.patrol.work import Work
from app.ui import kit
from app.ui.session import Session
from app.ui.theme import BODY, p
from app.ui.words import sentence


def site_visit(session: Session, work: Work, stop: Stop, visit: str | None) -> list[ft.Control]:
    site = work.estate.site(stop.place.removeprefix("site/"))
    marks = {
        "inspected": ft.Icons.VISIBILITY,
        "no_entry": ft.Icons.DOOR_FRONT_DOOR_OUTLINED,
        "paused": ft.Icons.PAUSE_CIRCLE_OUTLINE,
    }

    def say(result: Literal["inspected", "no_entry", "paused"]) -> Callable[[], None]:
        def visited() -> None:
            fact = acts.visit_site(work, stop, result)
            session.saved(fact)

        return visited

    register: list[ft.Control] = []
    if site is not None:
        ended = site.end < work.today()
        register = [
            kit.card(
                kit.spaced([
                    kit.text(site.works.text(language())),
                    kit.small(tr("许可 {permit} · {start} 至 {end}", permit=site.permit, start=site.start, end=site.end),
                              color=p().ink_of("critical") if ended else None),
                    *([kit.chip(tr("许可已到期"), "major", mark=ft.Icons.EVENT_BUSY)] if ended else []),
                    kit.small(tr("施工 {firm} · 负责人 {foreman} · 出入证 {n} 张", firm=name(site.firm_label),
                                 foreman=name(site.foreman_label), n=len(site.passes))),
                ], spacing=4),
                padding=12,
            )
        ]  # fmt: skip
    results = [
        kit.side_action(
            sentence(name(result.label)), session.act(f"visit-{result.id}", say(result.id)), ident_name=f"visit-{result.id}",  # type: ignore[arg-type]
            mark=ft.Icons.CHECK_CIRCLE if visit == result.id else marks.get(result.id), filled=visit == result.id,
        )
        for result in work.rules.catalogue.site_visit.results
    ]  # fmt: skip
    asks = tr("到访结果") if visit else tr("请先选择到访结果")
    return [*register, kit.text(asks, BODY, color=p().quiet), *results]
