"""The round that runs: since when, and its end by a button, asked once more (R2.7). It also ends by itself."""

from collections.abc import Callable

import flet as ft

from app.locales import tr
from app.patrol.rounds import Today
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.frame import sheet
from app.ui.round_words import round_no
from app.ui.session import Session
from app.ui.theme import large


def round_line(work: Work, ask: Callable[[], None]) -> list[ft.Control]:
    """A line while a round runs. Identifiers: round, end-round."""
    running = work.round
    if running is None:
        return []
    today = running.day == work.today().isoformat()  # past midnight the day is named: what is done still counts for it
    began = words.clock(work, running.began) if today else words.brief(work, running.began)
    said = tr("本次巡查 {time} 开始", time=began)
    if work.rules.settings.count("rounds.per_day") > 1:
        said = tr("第 {n} 轮 {time} 开始", n=round_no(work, running), time=began)
    since = kit.text(said)
    end = kit.side_action(tr("结束本次巡查"), lambda e: ask(), ident_name="end-round")
    inside = kit.spaced([since, end]) if large() else ft.Row([ft.Container(since, expand=True), end])
    return [kit.ident("round", kit.card(inside, padding=12), key="round")]


def round_end_sheet(session: Session, work: Work, day: Today, close: Callable[[], None]) -> ft.Control:
    """What is done and what is not, before it is ended. Identifiers: round-end-sheet, round-end-yes, round-end-no."""

    def end() -> None:
        fact = work.end_round({})
        close()
        if fact is not None:
            session.say(tr("本次巡查已结束，已存本机"))
            session.exchange.kick()

    done, all_ = day.count(sites=False)
    sites, all_sites = day.count(sites=True)
    signed, points = day.signed
    figures = [
        tr("签到 {done}/{n}", done=signed, n=points),
        tr("巡查点 {done}/{n}", done=done, n=all_),
        *([tr("装修 {done}/{n}", done=sites, n=all_sites)] if all_sites else []),
    ]
    whole = day.walked
    then = tr("全部完成。") if whole else tr("还有地点未巡查，结束后可补巡。")
    if whole and day.share < 1:
        then = tr("本轮已完成，今天还要再巡查。")
    return sheet(
        [
            kit.name(tr("结束本次巡查？")),
            kit.text(" · ".join(figures)),
            kit.notice(then, "done" if whole else "minor"),
            kit.main_action(tr("结束本次巡查"), session.act("end-round", end), ident_name="round-end-yes"),
            kit.side_action(tr("继续巡查"), lambda e: close(), ident_name="round-end-no", tone="plain"),
        ],
        ident_name="round-end-sheet", height_share=0,
    )  # fmt: skip
