"""Sign-outs that the server has to be told of: at once where there is a network, else at the next exchange with the estate."""

from collections.abc import Iterable
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from app.store import DeviceAccount, Store
from app.sync.wire import Said, Wire

_META = "ended"


class Ended(BaseModel):
    """A session that was ended on this device. last_seq: of the last fact that was recorded here before its end."""

    estate: str
    session: UUID
    last_seq: int


_ALL = TypeAdapter(list[Ended])


class SignOuts:
    """What waits outlives the app: it is kept with the store's single values."""

    def __init__(self, wire: Wire, store: Store) -> None:
        self._wire, self._store = wire, store

    def note(self, account: DeviceAccount) -> None:
        """This person signs out now."""
        if account.session is not None:
            ended = Ended(estate=account.estate, session=account.session, last_seq=self._store.last_seq())
            self._keep([*self._waiting(), ended])

    async def tell(self, estate: str) -> None:
        """Tell the server of those of an estate. Raises ZonewalkError; the rest is told later."""
        for ended in [each for each in self._waiting() if each.estate == estate]:
            try:
                await self._wire.ask(
                    "DELETE", "/api/session", token=self._store.token(estate), session=ended.session,
                    params={"last_seq": ended.last_seq},
                )  # fmt: skip
            except Said as said:
                if said.status not in (401, 404):  # over already
                    raise
            self._keep(each for each in self._waiting() if each.session != ended.session)

    def _waiting(self) -> list[Ended]:
        return _ALL.validate_python(self._store.get_meta(_META) or [])

    def _keep(self, ended: Iterable[Ended]) -> None:
        self._store.put_meta(_META, [each.model_dump(mode="json") for each in ended] or None)
