"""The exchange with the server: facts out, records in, photos out. Nothing that is captured ever waits for it."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain import ids
from app.domain.clock import Clock
from app.domain.errors import ERRORS, ZonewalkError
from app.domain.exchange import Account, SignedIn, SignIn
from app.domain.times import wire as as_text
from app.hosts import Host
from app.hosts.base import FOLDERS
from app.store import Counts, DeviceAccount, Store
from app.sync.earlier import Earlier
from app.sync.keepsake import emptied, tell
from app.sync.photos import CopySize, PhotoReader
from app.sync.pull import pull
from app.sync.push import Pusher
from app.sync.sign_outs import SignOuts
from app.sync.state import Outcome, Phase, SyncState
from app.sync.sweep import delete_due, sweep
from app.sync.upload import Uploader
from app.sync.wire import Said, Wire

log = logging.getLogger("zonewalk.sync")

EVERY_S = 30.0  # while the app is visible
RETRY_S, RETRY_MOST_S = 5.0, 300.0


class UnsentWork(Exception):
    """Signing out would leave work on this device alone. counts: what is not yet on the server."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        super().__init__(f"{counts.unsent} unsent")


class Exchange:
    """One for each start of the app. `state` is always true; `subscribe(fn)` tells of its changes, and so does the store
    with the topic "sync"."""

    def __init__(self, host: Host, store: Store, clock: Clock) -> None:
        self._host, self._store, self._clock = host, store, clock
        self._wire = Wire(host, clock)
        self._pusher = Pusher(self._wire, store)
        self._earlier = Earlier(self._wire, store)
        self._uploader = Uploader(self._wire, store, host)
        self._reader = PhotoReader(self._wire, store, host)
        self._sign_outs = SignOuts(self._wire, store)
        self._lock = asyncio.Lock()
        self._kicked = asyncio.Event()
        self._visible = True
        self._sessions: dict[str, UUID] = {}
        self._listeners: list[Callable[[SyncState], None]] = []
        last = store.get_meta("last_ok")
        self.state = SyncState(last_ok=datetime.fromisoformat(last) if last else None)

    # -- who

    async def sign_in(self, account: str, password: str, *, device_name: str = "") -> Account:
        """Sign a person in; this needs the network once for each account of a device.

        Raises ZonewalkError: sign_in_wrong, sign_in_throttled, sign_in_offline, server_odd, not_allowed.
        """
        # The same id when it is tried again: an answer that was lost on the way makes no second session.
        session = self._sessions.setdefault(account, ids.new(self._clock, self._store.rng))
        asked = SignIn(
            account=account, password=password, device=self._store.device_id(), device_name=device_name,
            device_key=self._store.device_key(), device_token=self._store.older_token(), session=session, before=self._before(),
        )  # fmt: skip
        try:
            signed, clocks = await self._wire.ask_for(
                SignedIn, "POST", "/api/session", content=asked.model_dump_json().encode()
            )
        except ZonewalkError as error:
            if error.code == "server_unreachable":
                raise ZonewalkError("sign_in_offline", error.detail) from error
            raise
        self._sessions.pop(account, None)
        if clocks is not None:
            self._store.measured(clocks.true, clocks.at, clocks.mono_ms)
        known = self._store.account(signed.account.id)
        if known is not None and known.estate != signed.account.estate:
            raise ZonewalkError("account_taken", f"{signed.account.id} of {known.estate}")
        self._store.see_generation(signed.account.estate, signed.generation)
        tell(self._store, signed.account.id, signed.elsewhere)
        self._store.put_account(signed.account, signed.session, signed.expires_at, signed.token, signed.device)
        self._set(replace(self.state, phase="idle", error=None))
        self.kick()
        return signed.account

    def _before(self) -> UUID | None:
        """The device that this one was until its storage was emptied."""
        before = emptied(self._store)
        return UUID(before.seen.device) if before and before.seen else None

    def resume(self, account: str) -> DeviceAccount:
        """A person who has signed in here before goes on, with or without a network. Raises ZonewalkError token_missing."""
        known = self._store.account(account)
        if known is None or known.session is None:
            raise ZonewalkError("token_missing", account)
        self._store.set_current(account)
        self.kick()
        return known

    async def sign_out(self, account: str, *, even_unsent: bool = False) -> None:
        """Sign a person out of this device. Facts that wait still go out under their name.

        Raises UnsentWork while anything of theirs is on this device alone, unless `even_unsent`.
        """
        known = self._store.account(account)
        if known is None or known.session is None:
            return
        counts = self._store.unsent_counts(account)
        if counts.unsent and not even_unsent:
            raise UnsentWork(counts)
        self._sign_outs.note(known)
        self._store.forget_session(account)
        try:
            await self._sign_outs.tell(known.estate)
        except ZonewalkError as error:
            log.info("the server is told of the sign-out later: %s", error)

    async def reset(self, *, even_unsent: bool = False) -> None:
        """Empty this device, of everybody who used it, and start the app anew.

        Raises UnsentWork while anything is on this device alone, unless `even_unsent`: it was exported.
        """
        async with self._lock:
            counts = self._store.unsent_counts(None)
            if counts.unsent and not even_unsent:
                raise UnsentWork(counts)
            self._store.erase()
            for folder in FOLDERS:  # what a death in between leaves is swept away at the next start
                for name in await self._host.list_files(folder):
                    await self._host.delete_file(folder, name)
            await self._host.put_keepsake(None)
            await self._host.reload()

    # -- runs

    async def run_once(self) -> Outcome:
        """One whole exchange: facts, records of every signed-in account, photos, review copies, due deletions.

        Never raises a ZonewalkError: `outcome.error` and `state` say what stopped it.
        """
        async with self._lock:
            outcome = Outcome()
            if not self._store.estates():
                return outcome
            try:
                await self._run(outcome)
            except ZonewalkError as error:
                log.info("exchange: %s", error)
                outcome.error = error.fault()
                self._set(replace(self.state, phase=self._phase_of(error), done=0, total=0, error=error.fault()))
            else:
                now = self._store.true_now()
                self._store.put_meta("last_ok", as_text(now))
                self._set(SyncState(last_ok=now))
            return outcome

    async def run_forever(self) -> None:
        """Exchange at the start, when the network or the app comes back, every half minute while it is visible, and when
        kicked; after a failure ever more rarely. Ends only by being cancelled."""
        takes_off = [
            self._host.on("online", self.kick),
            self._host.on("visible", lambda: self._seen(True)),
            self._host.on("hidden", lambda: self._seen(False)),
        ]
        failures = 0
        try:
            await sweep(self._host, self._store)
            self._store.retry_aside()  # this start may be of a mended app, or meet a mended server
            while True:
                self._kicked.clear()
                try:
                    failures = 0 if (await self.run_once()).ok else failures + 1
                except Exception:  # the loop has to outlive a fault of ours; it is logged and shown
                    log.exception("exchange failed")
                    self._set(replace(self.state, phase="error", error=ERRORS["screen_failed"].fault()))
                    failures += 1
                await self._pause(failures)
        finally:
            for take_off in takes_off:
                take_off()
            await self._wire.close()

    def kick(self) -> None:
        """Exchange soon: something was saved, or the person asks."""
        self._kicked.set()

    async def photo(self, sha: str, size: CopySize = "review") -> bytes | None:
        """A photo for the screen, from this device if it is here; see `PhotoReader.photo`."""
        return await self._reader.photo(sha, size)

    def subscribe(self, fn: Callable[[SyncState], None]) -> Callable[[], None]:
        """`fn(state)` at each change; the result takes it off again."""
        self._listeners.append(fn)
        return lambda: self._listeners.remove(fn) if fn in self._listeners else None

    async def close(self) -> None:
        await self._wire.close()

    # -- the parts of a run

    async def _run(self, outcome: Outcome) -> None:
        """Each estate by its own credential: what one can't take or does not know waits, and keeps no other from going on."""
        current = self._store.current
        failed: ZonewalkError | None = None
        waits: ZonewalkError | None = None
        estates = self._store.estates()
        if current is not None and current.estate not in estates:
            failed = ZonewalkError("token_missing", current.estate)
        for estate in estates:
            try:
                waits = await self._with_estate(estate, outcome) or waits
            except Said as said:
                log.info("exchange with %s: %s", estate, said)
                theirs = said.status == 401 and current is not None and estate != current.estate
                failed = failed or (None if theirs else said)  # who is not here is not asked to sign in
        outcome.deleted = await delete_due(self._host, self._store)
        if failed is not None:
            raise failed
        await self._reader.keep_copies(outcome, again=outcome.pages > 0)
        if waits is not None:
            raise waits

    async def _with_estate(self, estate: str, outcome: Outcome) -> ZonewalkError | None:
        """Facts out, records in, photos out. Returns why a photo waits that was tried for the first time.

        Raises ZonewalkError; a `Said` is this estate's word alone.
        """
        self._set(replace(self.state, phase="pushing", done=0, total=0))
        if self._store.clock_in_doubt():
            await self._pusher.measure(estate)
        try:
            await self._pusher.run(estate, outcome, lambda done, total: self._progress("pushing", done, total))
        except ZonewalkError:
            await self._begin_all_the_same(estate, outcome)
            raise
        await self._sign_outs.tell(estate)
        self._set(replace(self.state, phase="pulling", done=0, total=0))
        expired = await self._pull(estate, outcome)
        await self._earlier.register(estate)
        # Facts that a restored server asked for again while its records came, or whose session it knows now.
        await self._pusher.run(estate, outcome, lambda done, total: self._progress("pushing", done, total))
        self._set(replace(self.state, phase="photos", done=0, total=0))
        waits = await self._uploader.run(estate, outcome, lambda done, total: self._progress("photos", done, total))
        await self._pusher.tell_missing(estate)
        if expired is not None:
            raise expired
        return waits

    async def _begin_all_the_same(self, estate: str, outcome: Outcome) -> None:
        """Facts do not get through, maybe a colleague's: who is new on this device gets the records to begin with."""
        current = self._store.current
        if current is not None and current.estate == estate and not self._store.has_records(current.id):
            with suppress(ZonewalkError):
                await pull(self._wire, self._store, current, outcome)

    async def _pull(self, estate: str, outcome: Outcome) -> Said | None:
        """The current account first. An expired session is its owner's matter and stops nobody else's records; that of the
        person in front of the device is returned, so that photos still go out before it is said."""
        current, expired, unknown = self._store.current, None, False
        here = [account for account in self._store.accounts() if account.estate == estate]
        accounts = sorted(here, key=lambda account: account != current)
        for account in accounts:
            try:
                await pull(self._wire, self._store, account, outcome)
            except Said as said:
                if said.status != 401:
                    raise
                log.info("session of %s: %s", account.id, said)
                unknown = True
                if current is not None and account.id == current.id:
                    expired = said
        if unknown:  # maybe the server was restored: its answer to a push names the generation
            await self._pusher.measure(estate)
        return expired

    # -- state

    def _phase_of(self, error: ZonewalkError) -> Phase:
        """Only the server's own 401 asks to sign in; a captive portal's never does."""
        if isinstance(error, Said):
            return "needs_sign_in" if error.status == 401 else "error"
        if error.code == "token_missing":
            return "needs_sign_in"
        return "offline" if error.code in ("server_unreachable", "server_odd") else "error"

    def _progress(self, phase: Phase, done: int, total: int) -> None:
        self._set(replace(self.state, phase=phase, done=min(done, total), total=total))

    def _set(self, state: SyncState) -> None:
        if state != self.state:
            self.state = state
            for listener in tuple(self._listeners):
                listener(state)
            self._store.announce("sync")

    def _seen(self, visible: bool) -> None:
        self._visible = visible
        if visible:
            self.kick()

    async def _pause(self, failures: int) -> None:
        """Until the next run is due, or somebody kicks. While hidden only a kick ends it."""
        wait = min(RETRY_MOST_S, RETRY_S * 2 ** (failures - 1)) if failures else EVERY_S
        jitter = int.from_bytes(self._store.rng.randbytes(2), "big") / 65_536
        try:
            await asyncio.wait_for(self._kicked.wait(), wait * (0.75 + jitter / 2) if self._visible else None)
        except TimeoutError:
            return
