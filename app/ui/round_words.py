"""Words of the round: the day, and who signed at a point."""

from datetime import datetime

from app.domain.records import PointDay
from app.locales import language, tr
from app.patrol.work import Work
from app.ui import words


def day_words(work: Work) -> str:
    """`05-20 周三`."""
    return words.day(work, work.now())


def visits_words(work: Work, record: PointDay) -> str:
    """`08:42 林晓岚 · 共 2 次`."""
    last = record.visits[-1]
    at = datetime.fromisoformat(last["at"].replace("Z", "+00:00"))
    said = f"{words.clock(work, at)} {work.name_of(last['by'], language())}"
    if not last["known"]:
        said += " · " + tr("待服务器核对")
    return said if len(record.visits) == 1 else f"{said} · {tr('共 {n} 次', n=len(record.visits))}"
