"""How an own record is said in a list: what it was, and where. Facts about a check item are said as in a timeline."""

from collections.abc import Callable, Mapping

from app.domain.facts import SeenFact, thread_of
from app.locales import tr
from app.patrol.work import Work
from app.ui import words
from app.ui.fact_words import fact_line

REASONS: Mapping[str, str] = {
    "locked": "上锁",
    "lift_out": "停梯",
    "danger": "有危险",
    "called_away": "临时有事",
    "other": "其他",
}
_MEANS: Mapping[str, str] = {"scan": "扫码签到", "typed": "输入签到码", "photo": "拍照签到"}


def record_line(work: Work, fact: SeenFact) -> str:
    """What was recorded, in a few words."""
    said = _LINES.get(fact.kind)
    if said is not None:
        return said(work, fact)
    thread = thread_of(fact.place, fact.item)
    matter = work.store.matter(work.account.id, work.rules, thread) if thread else None
    if matter is None:
        return tr("撤销了一条记录") if fact.kind == "retracted" else fact.kind
    return tr("{item}：{what}", item=words.item(work, matter.item), what=fact_line(work, matter, fact))


def record_place(work: Work, fact: SeenFact) -> str:
    """Where it was recorded; a sign-in point by its own name; empty for what has no place."""
    if fact.kind == "signed_in":
        point = work.estate.point(str(fact.body["point"]))
        return words.said(point.label) if point else str(fact.body["point"])
    return words.place(work, fact.place) if fact.place else ""


def _visit(work: Work, fact: SeenFact) -> str:
    results = {result.id: result for result in work.rules.catalogue.site_visit.results}
    result = results.get(str(fact.body["result"]))
    return tr("装修现场：{result}", result=words.said(result.label) if result else fact.body["result"])


def _answered(work: Work, fact: SeenFact) -> str:
    item, state = str(fact.body["item"]), str(fact.body["state"])
    known = work.rules.catalogue.items.get(item)
    labels = {each.id: each.label for each in known.states} if known else {}
    return tr(
        "{item}：{what}", item=words.item(work, item), what=words.said(labels[state]) if state in labels else state
    )


_LINES: Mapping[str, Callable[[Work, SeenFact], str]] = {
    "round_started": lambda work, fact: tr("开始巡查"),
    "round_ended": lambda work, fact: tr("结束巡查"),
    "signed_in": lambda work, fact: tr(_MEANS[str(fact.body["means"])]),
    "site_visited": _visit,
    "answered": _answered,
    "confirmed": lambda work, fact: tr("其余正常（{n} 项）", n=len(fact.body["covers"])),
    "skipped": lambda work, fact: tr("未能查看：{why}", why=tr(REASONS[str(fact.body["reason"])])),
    "looked_at_contact": lambda work, fact: tr("查看联系方式"),
}
