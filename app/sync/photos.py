"""Photos in: this device's own file, a review copy that was kept, or the server's; and which copies are kept."""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from app.domain.errors import ZonewalkError
from app.domain.facts import photo_file
from app.hosts import Host
from app.store import DeviceAccount, Store
from app.sync.state import Outcome
from app.sync.wire import Said, Wire

CopySize = Literal["full", "review", "thumb"]

log = logging.getLogger("zonewalk.sync")

_NEVER = frozenset({"photo_missing", "photo_unusable"})
_ALL_ALIKE = frozenset({401, 429, 503})

REVIEW = ".review.jpg"
KEPT_IN_MEMORY = 6_000_000  # bytes
COPIES_MOST = 300  # of each account; about 30 MB


class PhotoReader:
    """Reads photos for the screens, and keeps the review copies of open tasks for the time without a network."""

    def __init__(self, wire: Wire, store: Store, host: Host) -> None:
        self._wire, self._store, self._host = wire, store, host
        self._memory: OrderedDict[tuple[str, CopySize], bytes] = OrderedDict()
        self._away: set[str] = set()

    async def photo(self, sha: str, size: CopySize) -> bytes | None:
        """The photo as JPEG, from this device if it is here. None when the server does not have it (yet).

        Raises ZonewalkError: photo_missing, photo_unusable (it will not come as it is), server_unreachable, server_odd and what
        the server refuses with.
        """
        for name in (photo_file(sha), *((sha + REVIEW,) if size != "full" else ())):
            try:
                return await self._host.get_file("photos", name)
            except FileNotFoundError:
                continue
            except ZonewalkError as error:
                log.warning("%s: %s", name, error)
        kept = self._memory.get((sha, size))
        if kept is not None:
            self._memory.move_to_end((sha, size))
            return kept
        current = self._store.current
        if current is None:
            raise ZonewalkError("token_missing")
        data = await self._fetch(current, sha, size)
        if data is not None:
            self._remember(sha, size, data)
        return data

    async def keep_copies(self, outcome: Outcome, *, again: bool) -> None:
        """Fetch the review copies that open tasks of the signed-in accounts show, and drop those that none shows any more.

        again: also ask for those that the server did not have at the last run.
        """
        names = set(await self._host.list_files("photos"))
        wanted: set[str] = set()
        if again:
            self._away.clear()
        for account in self._store.accounts():
            if account.session is None:
                continue
            shas = list(_shown(self._store.busy_matters(account.id)))[:COPIES_MOST]
            wanted.update(shas)
            for sha in shas:
                if sha not in self._away and not names & {photo_file(sha), sha + REVIEW}:
                    await self._keep(account, sha, outcome)
                    names.add(sha + REVIEW)
        for name in names:
            if name.endswith(REVIEW) and name.removesuffix(REVIEW) not in wanted:
                await self._host.delete_file("photos", name)

    async def _keep(self, account: DeviceAccount, sha: str, outcome: Outcome) -> None:
        """One copy. What the server can't give of this photo keeps no other."""
        try:
            data = await self._fetch(account, sha, "review")
        except Said as said:
            if said.status in _ALL_ALIKE:
                raise
            log.warning("copy of %s: %s", sha, said)
            data = None
        if data is None:
            self._away.add(sha)
            return
        await self._host.put_file("photos", sha + REVIEW, data)
        outcome.copies += 1

    async def _fetch(self, account: DeviceAccount, sha: str, size: CopySize) -> bytes | None:
        try:
            answer = await self._wire.ask(
                "GET", f"/api/photos/{sha}", token=self._store.token(account.estate), session=account.session, params={"size": size}
            )  # fmt: skip
        except Said as said:
            if said.status in (403, 404) and said.code not in _NEVER:
                return None
            raise
        if not answer.content.startswith(b"\xff\xd8"):
            raise ZonewalkError("server_odd", f"no JPEG: {answer.headers.get('content-type')}")
        return answer.content

    def _remember(self, sha: str, size: CopySize, data: bytes) -> None:
        self._memory[sha, size] = data
        while sum(map(len, self._memory.values())) > KEPT_IN_MEMORY and len(self._memory) > 1:
            self._memory.popitem(last=False)


def _shown(matters: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The photos that a task's screen shows: of its findings, its repair and the looks at it; each once."""
    seen: set[str] = set()
    for matter in matters:
        try:
            named = _named(matter)
        except (AttributeError, KeyError, TypeError):
            log.exception("the photos of matter %s cannot be read", matter.get("id"))
            continue
        yield from (sha for sha in named if sha not in seen)
        seen |= named.keys()


def _named(matter: dict[str, Any]) -> dict[str, None]:
    """In their order."""
    tasks = [task for task in matter.get("tasks", ()) if task.get("state") not in ("closed", "cancelled")]
    holders = [*matter.get("findings", ()), *(task["fix"] for task in tasks if task.get("fix"))]
    holders += [look for task in tasks for look in task.get("looks", ())]
    photos = (photo for holder in holders if tasks for photo in holder.get("photos", ()))
    return dict.fromkeys(photo["sha256"] for photo in photos)
