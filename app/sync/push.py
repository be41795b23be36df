"""Facts out: in pages, in the order of seq; a fact that can't be taken is set aside and never blocks the others."""

import json
import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from app.domain.errors import ZonewalkError
from app.domain.exchange import EXCHANGE_VERSION, PushReply
from app.domain.limits import FACTS_A_PUSH, PUSH_BYTES
from app.store import OutFact, Store
from app.sync.state import Outcome
from app.sync.wire import Said, TimedOut, TooLarge, Wire

log = logging.getLogger(__name__)

ROOM_FIRST, ROOM_LEAST, ROOM_MOST = 1_000_000, 8_000, PUSH_BYTES - 200_000  # bytes of facts in one request
PHOTOS_TOLD = 200  # digests in one request
HELD_AGAIN_MS, HELD_A_PUSH = 10 * 60_000, 100  # how often it is asked for held facts, and for how many at once
FAILED_PARTS = 24  # requests that the search for a fact on which the server fails may cost in one run


class Pusher:
    """Sends the outbox. It learns what the line can carry: after a time-out the pages are smaller, later they grow again."""

    def __init__(self, wire: Wire, store: Store) -> None:
        self._wire, self._store = wire, store
        self._room = ROOM_FIRST
        self._skipped: set[UUID] = set()
        self._asked: dict[str, int] = {}  # when it was last asked for held facts, by estate
        self._searches = 0

    async def run(self, estate: str, outcome: Outcome, progress: Callable[[int, int], None]) -> None:
        """Send an estate's facts until nothing is left, counting in `outcome`. Raises ZonewalkError; what was answered is kept by then."""
        self._skipped.clear()
        self._searches = 0
        failed: ZonewalkError | None = None
        total = self._store.unsent_counts().facts
        while page := self._page(estate):
            failed = await self._send(estate, page, outcome) or failed
            progress(outcome.facts, total)
        if failed is not None:
            raise failed
        if not outcome.facts:
            await self._ask_again(estate)

    async def _ask_again(self, estate: str) -> None:
        """What is held may have been released meanwhile, and not every kind of fact stands in a record that would tell so: the
        receipt of a repeated fact says how it stands now (M03)."""
        now = self._store.clock.mono_ms()
        if now - self._asked.get(estate, now - HELD_AGAIN_MS) < HELD_AGAIN_MS:
            return
        held = self._store.held_facts(estate, HELD_A_PUSH)
        if not held:
            return
        self._asked[estate] = now
        try:
            await self._request(estate, held)
        except (Said, TooLarge) as error:
            log.warning("asking again for %s held facts failed: %s", len(held), error)

    async def measure(self, estate: str) -> None:
        """An empty push: the server's time beside this device's clocks, its generation and the photos that it lacks."""
        await self._request(estate, [])

    async def tell_missing(self, estate: str) -> None:
        """Tell of photos that can't be read here, so that nobody waits for them. Raises ZonewalkError."""
        while untold := self._store.photos_untold(estate, PHOTOS_TOLD):
            await self._request(estate, [])
            if self._store.photos_untold(estate, PHOTOS_TOLD) == untold:  # a restored server: the next run tells it
                return

    def _page(self, estate: str) -> list[OutFact]:
        first = self._store.outbox(FACTS_A_PUSH + len(self._skipped), estate)
        waiting = [fact for fact in first if fact.id not in self._skipped]
        page: list[OutFact] = []
        size = 0
        for fact in waiting[:FACTS_A_PUSH]:
            size += len(fact.wire.encode()) + 1
            if page and size > self._room:
                break
            page.append(fact)
        return page

    async def _send(self, estate: str, page: Sequence[OutFact], outcome: Outcome) -> ZonewalkError | None:
        """Send a page; halve it down to the bad fact where the server can't take it as a whole. Returns the failure of facts
        that were left out of this run and are tried again in the next one."""
        try:
            answered = await self._request(estate, page)
        except TimedOut:
            self._room = max(ROOM_LEAST, min(self._room, sum(len(fact.wire) for fact in page)) // 4)
            raise
        except (Said, TooLarge) as error:
            return await self._after(error, estate, page, outcome)
        self._room = min(ROOM_MOST, self._room * 2)
        outcome.facts += answered
        return None

    async def _after(
        self, error: Said | TooLarge, estate: str, page: Sequence[OutFact], outcome: Outcome
    ) -> ZonewalkError | None:
        broken = isinstance(error, Said) and error.status == 500
        if not broken and not isinstance(error, TooLarge) and error.status not in (400, 413, 422):
            raise error
        if len(page) > 1:
            self._searches += broken
            if self._searches > FAILED_PARTS:
                raise error
            middle = len(page) // 2
            first = await self._send(estate, page[:middle], outcome)
            return await self._send(estate, page[middle:], outcome) or first
        if isinstance(error, Said) and not broken:
            self._store.set_aside(page[0].id, error.fault())
            outcome.aside += 1
            return None
        self._skipped.add(page[0].id)
        return error

    async def _request(self, estate: str, page: Sequence[OutFact]) -> int:
        """One push. Returns how many of these facts have their receipt now."""
        store = self._store
        missing = store.photos_untold(estate, PHOTOS_TOLD)
        try:
            reply, clocks = await self._wire.ask_for(
                PushReply, "POST", "/api/push", token=store.token(estate), content=self._body(estate, page, missing)
            )
        except Said as said:
            if said.code == "token_unknown":  # restored from a back-up that is older than the sign-in
                store.send_all_again(estate)
            raise
        if clocks is not None:
            store.measured(clocks.true, clocks.at, clocks.mono_ms)
        changed = store.see_generation(estate, reply.generation)
        if not changed:
            store.photos_told(missing)
        store.apply_receipts(reply.receipts, reply.lacks)
        sent = {str(fact.id) for fact in page}
        answered = sum(receipt.id in sent for receipt in reply.receipts)
        if page and not answered and not changed:
            raise ZonewalkError("server_odd", "a push was answered without a receipt")
        return answered

    def _body(self, estate: str, page: Sequence[OutFact], missing: Sequence[str]) -> bytes:
        """The facts' texts go in as they were saved: their digest is that of what is sent."""
        around = self._store.clocks_of([(fact.start, fact.seq) for fact in page])
        clocks = [clock.model_dump(mode="json") for clock in around]
        head = {"v": EXCHANGE_VERSION, "device": str(self._store.device_id(estate)), "clocks": clocks}
        if missing:
            head["missing"] = list(missing)
        return f'{json.dumps(head)[:-1]}, "facts": [{",".join(fact.wire for fact in page)}]}}'.encode()
