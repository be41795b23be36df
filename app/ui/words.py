"""How times, places, tasks and findings are said on every screen, in the language that is set and in the estate's time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.catalogue import CatalogueError
from app.domain.facts import PhotoRef
from app.domain.labels import Label
from app.domain.places import PlaceError
from app.domain.records import Finding, Matter, Task
from app.domain.whose_move import Move, accepted_late, delay, move_of, repaired_late
from app.locales import language, tr
from app.patrol.tasks import can_step
from app.patrol.work import Work

_WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
# Whose move it is decides whose delay it is: a repair in time is not made late by those who look again.
_LATE_BY: Final[dict[Move, str]] = {
    "accept": "已逾期 {span}",
    "carry_out": "已逾期 {span}",
    "look": "复查逾期 {span}",
    "review": "审核逾期 {span}",
}
_LATE_MARKS: Final[dict[Move, str]] = {"look": "复查逾期", "review": "审核逾期"}


def said(label: Label) -> str:
    """A label's words in the language that is set."""
    return label.text(language())


def listed(parts: Iterable[str]) -> str:
    """Several things in one line, as the language that is set lists them."""
    return tr("、").join(parts)


def unsent_words(facts: int, photos: int, drafts: int = 0) -> str:
    """What waits on a phone, in one line; empty for nothing."""
    parts = [
        (facts, tr("{n} 条记录", n=facts)),
        (photos, tr("{n} 张照片", n=photos)),
        (drafts, tr("{n} 份草稿", n=drafts)),
    ]
    return listed(words for n, words in parts if n)


def sentence(text: str) -> str:
    """A label that stands by itself begins with a capital (in languages that have them)."""
    return text[:1].upper() + text[1:]


def unit_words(unit: str) -> str:
    """A unit as it is written: m³ for the catalogue's m3."""
    return unit.replace("m3", "m³")


# -- times


def _date(work: Work, local: datetime) -> str:
    """`05-20`, with the year where it is another one."""
    return f"{local:%m-%d}" if local.year == work.today().year else f"{local:%Y-%m-%d}"


def when(work: Work, at: datetime) -> str:
    """A moment as `05-20 周三 09:41`, in the estate's time."""
    local = at.astimezone(work.tz)
    return f"{_date(work, local)} {tr(_WEEKDAYS[local.weekday()])} {local:%H:%M}"


def taken(work: Work, photo: PhotoRef) -> str:
    """When a photo was taken; a picture of the album says so."""
    if photo.taken_at is None:
        return tr("相册 · 时间不详")
    at = when(work, photo.taken_at)
    return tr("相册 · {when}", when=at) if photo.source == "album" else at


def brief(work: Work, at: datetime) -> str:
    """A moment without the day of the week, for narrow rows: `05-20 09:41`."""
    local = at.astimezone(work.tz)
    return f"{_date(work, local)} {local:%H:%M}"


def due(work: Work, at: datetime, *, weekday: bool = False) -> str:
    """A deadline; one at midnight by the day that it ends, `05-20 24:00`, for 05-21 00:00 is read as a day more."""
    local = at.astimezone(work.tz)
    if (local.hour, local.minute) != (0, 0):
        return when(work, at) if weekday else brief(work, at)
    last = at - timedelta(minutes=1)
    return f"{day(work, last) if weekday else _date(work, last.astimezone(work.tz))} 24:00"


def clock(work: Work, at: datetime) -> str:
    """Only the time of day, `09:41`."""
    return f"{at.astimezone(work.tz):%H:%M}"


def day(work: Work, at: datetime) -> str:
    """Only the day, `05-20 周三`."""
    local = at.astimezone(work.tz)
    return f"{_date(work, local)} {tr(_WEEKDAYS[local.weekday()])}"


def span(length: timedelta) -> str:
    """A length of time in one unit, rounded down: 45 分钟, 3 小时, 2 天; 不到 1 分钟 for less, and for a negative one."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return tr("不到 1 分钟")
    if minutes < 60:
        return tr("{n} 分钟", n=minutes)
    if minutes < 48 * 60:
        return tr("{n} 小时", n=minutes // 60)
    return tr("{n} 天", n=minutes // (24 * 60))


def _until(deadline: datetime, now: datetime) -> str:
    return tr("还有 {span}", span=span(deadline - now))


def left_of(task: Task, now: datetime) -> str:
    """How far the deadline is for whoever has the next move: 还有 3 小时, 已逾期 2 天, 复查逾期 2 天; 整改晚 3 天 just after a
    late repair."""
    late, move = delay(task, now), move_of(task)
    if late is None or move is None:
        return _until(task.due_at, now) if now <= task.due_at or task.fix is None else repair_in_time(task)
    return tr(_LATE_BY[move], span=span(late))


def repair_in_time(task: Task) -> str:
    """Whether the repair that waits to be looked at was in time."""
    late = repaired_late(task)
    return tr("按期整改") if late is None else tr("整改晚 {span}", span=span(late))


def to_accept(work: Work, task: Task, now: datetime) -> str:
    """By when somebody has to accept a task, and how far that is."""
    return tr("接单期限 {when} · {left}", when=due(work, task.ack_by), left=accept_left(task, now))


def accept_left(task: Task, now: datetime) -> str:
    """Past it the task is not overdue yet: that word belongs to the repair's deadline."""
    late = accepted_late(task, now)
    return _until(task.ack_by, now) if late is None else tr("已超 {span}", span=span(late))


# -- who and where


def person(work: Work, account: str) -> str:
    """A colleague's name; the account where the set-up does not know it."""
    return work.name_of(account, language())


def role(work: Work, id: str) -> str:
    """A role or trade; the id where this version does not know it."""
    trades, book = work.rules.catalogue.trades, work.rules.protocols
    label = trades.get(id) or book.roles.get(id) or book.pseudo_roles.get(id)
    return said(label) if label else id


def zone(work: Work, id: str | None) -> str:
    """A zone's name; 未分区 for a place outside of all zones."""
    known = work.estate.zone(id) if id else None
    return said(known.label) if known else id or tr("未分区")


def place(work: Work, path: str) -> str:
    """A place's name; the path where the set-up does not know the place (any more)."""
    try:
        return work.estate.place_label(path, language())
    except PlaceError:
        return path


# -- what


def item(work: Work, id: str) -> str:
    """A check item's name; the id where this version of the catalogue does not have it."""
    try:
        return said(work.rules.catalogue.item(id).label)
    except CatalogueError:
        return id


def finding(work: Work, item_id: str, found: Finding) -> str:
    """What was found: the tags, else the state; a free finding's own words. Trades do not read that nobody is at home."""
    try:
        known = work.rules.catalogue.item(item_id)
        if known.answer == "text":
            return found.words or said(known.label)
        tags = [said(known.tag(tag).label) for tag in found.tags]
        label = known.state(found.state).label
        state = said(label) if can_step(work) else label.printed(language())
    except CatalogueError:
        return " ".join([found.state, *found.tags])
    plain = known.answer == "ok_defect" and tags
    return listed(tags) if plain else " · ".join([state, *tags])


def finding_of(matter: Matter, id: UUID) -> Finding | None:
    return next((each for each in matter.findings if each.id == id), None)


def protocol(work: Work, id: str) -> str:
    """A protocol's title; the id where this version does not know it."""
    return said(work.rules.protocols[id].label) if id in work.rules.protocols else id


# -- tasks


def task(work: Work, filed: Task) -> str:
    """A task's title as its protocol files it."""
    try:
        return said(work.rules.protocols[filed.protocol].files_title(filed.files))
    except KeyError:
        return protocol(work, filed.protocol)


def task_state(work: Work, filed: Task) -> str:
    """待接单, 处理中, 待复查 …; a closed follow-up is 已办结; 待审核 once the second look has passed."""
    if filed.waits_for_review:
        return said(work.rules.protocols.derived_flags["waits_for_review"])
    return said(work.rules.protocols.task_state(filed.state, filed.kind))


def task_marks(work: Work, filed: Task, now: datetime) -> list[str]:
    """What is seen beside the state: 逾期, 补报, 复发 (R4.17: seen from times and counts, never set)."""
    seen = {"reported_late": reported_late(filed), "recurring": filed.recurrences > 0}
    late = [late_mark(work, filed)] if delay(filed, now) is not None else []
    return [*late, *(said(work.rules.protocols.derived_flags[flag]) for flag, is_so in seen.items() if is_so)]


def late_mark(work: Work, filed: Task) -> str:
    """逾期; 复查逾期 or 审核逾期 where those who look again are late."""
    move = move_of(filed)
    if move in _LATE_MARKS:
        return tr(_LATE_MARKS[move])
    return said(work.rules.protocols.derived_flags["overdue"])


def reported_late(filed: Task) -> bool:
    """The finding came in when somebody should already have accepted its task (R3.19: deadlines run from the finding)."""
    return filed.received_at is not None and filed.received_at > filed.ack_by
