"""The store as the rest of the app sees it: one object over the device's database."""

from app.store.day_view import DayViews
from app.store.tables import METADATA


class Store(DayViews):
    """Store(engine, clock, rng). What it can do stands at the top of `app/store/__init__.py`, part by part:

    core (transactions, who is told) ← identity ← clocks ← facts ← outbox ← photos ← drafts ← records ← matter_view ← day_view.
    """

    def erase(self) -> None:
        """Forget everything, in one commit. The app is to be started anew after this."""
        with self._writing("facts", "records", "photos", "drafts", "accounts", "sync") as connection:
            for table in METADATA.sorted_tables:
                connection.execute(table.delete())
            self._own_changed()
            self._forget_views()
