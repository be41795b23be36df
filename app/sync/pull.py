"""Records in: pages of changes for an account until there are no more."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.errors import ZonewalkError
from app.domain.exchange import ChangesPage
from app.domain.records import Change
from app.store import DeviceAccount, Store
from app.sync.state import Outcome
from app.sync.wire import Said, Wire

RESTARTS = 2  # times that one run begins anew because its cursor is worth nothing any more


class _Page(ChangesPage):
    """A page whose records are not yet looked at: a newer server may send kinds that this app does not know."""

    model_config = ConfigDict(extra="ignore")

    changes: list[Any]


async def pull(wire: Wire, store: Store, account: DeviceAccount, outcome: Outcome) -> None:
    """Fetch what changed for this account. Raises ZonewalkError; the pages before it are kept, each with its cursor."""
    restarts = 0
    while True:
        now = store.account(account.id)
        if now is None or now.session is None:
            return
        try:
            page, clocks = await wire.ask_for(
                _Page, "GET", "/api/changes", token=store.token(account.estate), session=now.session, params={"since": now.cursor or ""}
            )  # fmt: skip
        except Said as said:
            if said.code not in ("cursor_gone", "cursor_malformed") or restarts == RESTARTS:
                raise
            restarts += 1
            store.start_anew(account.id)
            continue
        if clocks is not None:
            store.measured(clocks.true, clocks.at, clocks.mono_ms)
        changes = [_change(raw) for raw in page.changes]
        store.apply_page(account.id, page.model_copy(update={"changes": changes}))
        outcome.pages += 1
        if not page.more:
            return
        if page.cursor == now.cursor:
            raise ZonewalkError("server_odd", "more pages, and the cursor stands still")


class _AnyChange(BaseModel):
    kind: str
    id: str
    rev: int
    gone: bool = False
    data: dict[str, Any] = {}


def _change(raw: Any) -> Change:
    """A record of an unknown kind is kept as it came: the next version of the app may know it."""
    try:
        change = _AnyChange.model_validate(raw)
    except ValidationError as error:
        raise ZonewalkError("server_odd", f"a change that is none: {error.error_count()}") from error
    return Change.model_construct(**change.model_dump())
