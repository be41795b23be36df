"""After a restored back-up: the server is told again of sessions that began after it, so that their facts count."""

from uuid import UUID

from app.domain.exchange import SESSIONS_AT_ONCE, EarlierSessions
from app.store import Store
from app.sync.wire import Said, Wire


class Earlier:
    """Asks once a start for each session, and again when the server was restored once more."""

    def __init__(self, wire: Wire, store: Store) -> None:
        self._wire, self._store = wire, store
        self._asked: set[tuple[str, UUID]] = set()

    async def register(self, estate: str) -> None:
        """For each account signed in in this estate: register the sessions for which facts are held, and let these facts go out again.
        Raises ZonewalkError; the server's refusal of an account concerns that account alone."""
        generation = self._store.get_meta(f"generation {estate}")
        for account in self._store.accounts():
            if account.estate != estate or account.session is None:
                continue
            unknown = self._store.sessions_unknown(account.id)
            wanted = [id for id in unknown if (generation, id) not in self._asked][:SESSIONS_AT_ONCE]
            if not wanted:
                continue
            asked = EarlierSessions(sessions=wanted)
            try:
                told, _ = await self._wire.ask_for(
                    EarlierSessions, "PUT", "/api/session/earlier", token=self._store.token(estate), session=account.session,
                    content=asked.model_dump_json().encode(),
                )  # fmt: skip
            except Said as said:
                if said.status >= 500:
                    raise
                continue  # signed in anew it is tried again; an older server does not know the route
            self._asked.update((generation, id) for id in wanted)
            self._store.send_again(told.sessions)
