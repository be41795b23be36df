"""The store as the rest of the app sees it: one object over the device's database."""

from app.store.day_view import DayViews


class Store(DayViews):
    """Store(engine, clock, rng). What it can do stands at the top of `app/store/__init__.py`, part by part:

    core (transactions, who is told) ← identity ← facts ← outbox ← photos ← drafts ← records ← matter_view ← day_view.
    """
