"""Handing everything unsent on this phone to the person, as one file."""

from app.locales import tr
from app.patrol.export import export_unsent
from app.ui.session import Session


async def export(session: Session) -> None:
    """Make the file, hand it over, and say what is in it."""
    made = await export_unsent(session.host, session.store)
    await session.host.save_as(made.name, made.data, "application/zip")
    words = tr(
        "已导出 {facts} 条记录、{photos} 张照片、{drafts} 份草稿",
        facts=made.facts,
        photos=made.photos,
        drafts=made.drafts,
    )
    session.say(
        words if not made.missing else tr("{words}；{n} 张照片已不在本机", words=words, n=len(made.missing)), seconds=8
    )
