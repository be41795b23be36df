"""Words of the round: the day, and who signed at a point."""

from datetime import datetime

from app.domain.records import PointDay
from app.domain.rounds import Round, looks_of
from app.locales import language, tr
from app.patrol.rounds import StopRow
from app.patrol.work import Work
from app.ui import words


def day_words(work: Work) -> str:
    """`05-20 周三`; with `每日 2 轮` where an estate is walked more than once a day. Past midnight the day of the round that
    runs, whose figures are shown: `05-20 周三 夜间巡查`."""
    day, per_day = words.day(work, work.now()), work.rules.settings.count("rounds.per_day")
    running = work.round
    if running is not None and running.day != work.today().isoformat():
        day = tr("{day} 夜间巡查", day=words.day(work, running.began))
    return day if per_day == 1 else f"{day} · {tr('每日 {n} 轮', n=per_day)}"


def round_no(work: Work, running: Round) -> int:
    """Which of the own rounds of its day this one is."""
    return len(work.store.own_facts(work.account.id, day=running.day, kinds=("round_started",)))


def when_words(work: Work, row: StopRow) -> str:
    """` 09:00、14:05`: when the day's rounds left a stop; ` · 1/2 轮` where more than one is due."""
    if row.state == "begun" and row.record:
        said = f" {words.clock(work, row.record.at)}"
    elif row.state == "todo":
        said = ""
    else:
        said = " " + words.listed(words.clock(work, look.at) for look in looks_of(row.record))
    return said if row.due == 1 else f"{said} · {tr('{done}/{n} 轮', done=row.times, n=row.due)}"


def visits_words(work: Work, record: PointDay) -> str:
    """`08:42 林晓岚 · 共 2 次`."""
    last = record.visits[-1]
    at = datetime.fromisoformat(last["at"].replace("Z", "+00:00"))
    said = f"{words.clock(work, at)} {work.name_of(last['by'], language())}"
    if not last["known"]:
        said += " · " + tr("待服务器核对")
    return said if len(record.visits) == 1 else f"{said} · {tr('共 {n} 次', n=len(record.visits))}"
