"""Files that nothing names: a crash between a photo's file and its row leaves one, harmless and swept away at the start."""

from app.hosts import Host
from app.store import Store
from app.sync.photos import REVIEW


async def sweep(host: Host, store: Store) -> int:
    """Delete photo files that neither a row nor a draft names; how many. Run at the start of the app only: while a form is
    open its photo has no row yet."""
    swept = 0
    for name in await host.list_files("photos"):
        if not name.endswith(REVIEW) and not store.names_file(name):
            swept += await host.delete_file("photos", name)
    for name in await host.list_files("drafts"):
        if not store.names_draft_file(name):
            swept += await host.delete_file("drafts", name)
    return swept


async def delete_due(host: Host, store: Store) -> int:
    """Delete the copies that the server has verified and whose back-up horizon has passed; how many. None while the time is
    not known for sure: a clock that was set ahead must cost no photo."""
    now = store.time_now()
    due = store.photos_to_delete(now.at) if now.measured else []
    for photo in due:
        store.photo_deleted(photo.sha256)
        await host.delete_file("photos", photo.name)
    return len(due)
