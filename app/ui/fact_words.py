"""How a fact is said in a timeline or a feed: what was done, without who and when."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import flet as ft

from app.domain.facts import SeenFact
from app.domain.matters import area_kind
from app.domain.records import Matter
from app.locales import tr
from app.patrol.work import Work
from app.ui import words
from app.ui.theme import Tone

RESULTS: Mapping[str, str] = {"corrected": "已改正", "partly": "部分改正", "not_corrected": "未改正"}
VERDICTS: Mapping[str, str] = {"accepted": "照片通过", "asked_again": "要求重拍", "sent_back": "退回重办"}

_MARKS: Mapping[str, tuple[ft.IconData, Tone]] = {
    "found": (ft.Icons.FLAG_OUTLINED, "major"),
    "answered": (ft.Icons.CHECK_CIRCLE_OUTLINE, "done"),
    "stepped": (ft.Icons.RULE, "primary"),
    "photo_added": (ft.Icons.ADD_A_PHOTO_OUTLINED, "primary"),
    "accepted": (ft.Icons.PAN_TOOL_ALT_OUTLINED, "primary"),
    "assigned": (ft.Icons.PERSON_ADD_ALT, "primary"),
    "fixed": (ft.Icons.BUILD_OUTLINED, "primary"),
    "reinspected": (ft.Icons.FACT_CHECK_OUTLINED, "done"),
    "ended": (ft.Icons.TASK_ALT, "done"),
    "on_hold": (ft.Icons.PAUSE_CIRCLE_OUTLINE, "plain"),
    "cancelled": (ft.Icons.CANCEL_OUTLINED, "plain"),
    "reviewed": (ft.Icons.RATE_REVIEW_OUTLINED, "primary"),
    "retracted": (ft.Icons.UNDO, "plain"),
    "valve_reopened": (ft.Icons.WATER_DROP_OUTLINED, "done"),
    "signed_in": (ft.Icons.QR_CODE, "plain"),
    "confirmed": (ft.Icons.DONE_ALL, "done"),
    "skipped": (ft.Icons.DO_NOT_DISTURB_ON_OUTLINED, "plain"),
}


def fact_mark(kind: str) -> tuple[ft.IconData, Tone]:
    """The picture and the tone of a kind of fact."""
    return _MARKS.get(kind, (ft.Icons.CIRCLE_OUTLINED, "plain"))


def fact_line(work: Work, matter: Matter, fact: SeenFact) -> str:
    """What was done, in a few words: 发现 不亮, 派给 罗工, 复查：已改正."""
    said = _LINES.get(fact.kind)
    return said(work, matter, fact) if said else fact.kind


def fact_note(fact: SeenFact) -> str:
    """The person's own words with it; empty for most."""
    return str(fact.body.get("words") or "")


def _answered(work: Work, matter: Matter, fact: SeenFact) -> str:
    """A good answer that belongs to a matter: 消杀已事先公告：是."""
    item = work.rules.catalogue.item(fact.body["item"])
    state = next((words.said(s.label) for s in item.states if s.id == fact.body["state"]), "")
    return tr("{item}：{what}", item=words.said(item.label), what=state)


def _found(work: Work, matter: Matter, fact: SeenFact) -> str:
    finding = words.finding_of(matter, fact.id)
    what = words.finding(work, matter.item, finding) if finding else ""
    if finding and finding.retracted:
        return tr("发现 {what}（已撤销）", what=what)
    return tr("发现 {what}，已现场整改", what=what) if finding and finding.on_spot else tr("发现 {what}", what=what)


def _stepped(work: Work, matter: Matter, fact: SeenFact) -> str:
    book = work.rules.protocols
    results: dict[str, Any] = fact.body.get("results", {})
    said = words.listed(words.said(book.words(name, value)) for name, value in results.items())
    try:
        step = words.said(book[fact.body["protocol"]].step(fact.body["step"]).label(area_kind(work.rules, matter)))
    except KeyError:
        step = str(fact.body.get("step", ""))
    return tr("{item}：{what}", item=step, what=said)


def _assigned(work: Work, matter: Matter, fact: SeenFact) -> str:
    return tr("指派给 {who}", who=words.person(work, str(fact.body.get("to", ""))))


def _reinspected(work: Work, matter: Matter, fact: SeenFact) -> str:
    return tr("复查：{result}", result=tr(RESULTS[fact.body["result"]]))


def _reviewed(work: Work, matter: Matter, fact: SeenFact) -> str:
    return tr(VERDICTS[fact.body["verdict"]])


def _on_hold(work: Work, matter: Matter, fact: SeenFact) -> str:
    return tr("挂起至 {day}", day=str(fact.body.get("until", "")))


def _retracted(work: Work, matter: Matter, fact: SeenFact) -> str:
    undone = next((each for each in matter.facts if each.id == fact.about), None)
    return tr("撤销：{what}", what=fact_line(work, matter, undone)) if undone else tr("撤销了一条记录")


def _always(said: str) -> Callable[[Work, Matter, SeenFact], str]:
    return lambda work, matter, fact: tr(said)


_LINES: Mapping[str, Callable[[Work, Matter, SeenFact], str]] = {
    "found": _found,
    "answered": _answered,
    "stepped": _stepped,
    "photo_added": _always("补拍照片"),
    "accepted": _always("已接单"),
    "assigned": _assigned,
    "fixed": _always("整改完成"),
    "reinspected": _reinspected,
    "ended": _always("已办结"),
    "on_hold": _on_hold,
    "cancelled": _always("取消了任务"),
    "reviewed": _reviewed,
    "retracted": _retracted,
    "valve_reopened": _always("水闸重新开启"),
}


def timeline(matter: Matter, task: UUID | None = None) -> list[SeenFact]:
    """The facts of a matter, the latest first; with a task, without those that are about another task."""
    others = {str(each.id) for each in matter.tasks if each.id != task} if task else set()
    shown = [fact for fact in matter.facts if str(fact.body.get("task", "")) not in others]
    return sorted(shown, key=lambda fact: fact.order, reverse=True)
