"""The desk: the same client on a wide window, for supervisor and manager. Every decision is a fact through `patrol`."""

import flet as ft

from app.ui.desk.photos import DeskPhotos
from app.ui.desk.shell import rail
from app.ui.desk.tasks import DeskTasks
from app.ui.desk.today import DeskToday
from app.ui.session import Session

__all__ = ["DESK_ROUTES", "is_desk", "settings_rail"]

DESK_ROUTES = [
    ft.Route(path="desk", component=DeskToday),
    ft.Route(path="desk/photos", component=DeskPhotos),
    ft.Route(path="desk/tasks", component=DeskTasks),
    ft.Route(path="desk/tasks/:thread/:task", component=DeskTasks),
]


def is_desk(session: Session) -> bool:
    """Whether this person, in this window, works at the desk; a phone-size window keeps the phone's screens."""
    return session.form == "desk" and session.work is not None and session.work.is_supervisor()


def settings_rail(session: Session) -> ft.Control | None:
    """The rail beside 我 and what lies over it; None where the phone's tabs lead on."""
    return rail(session, "settings") if is_desk(session) else None
