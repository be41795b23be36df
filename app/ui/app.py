"""The app's screens and the way between them."""

import flet as ft

from app.ui.desk import DESK_ROUTES, is_desk
from app.ui.desk.today import DeskToday
from app.ui.frame import screen, use_session
from app.ui.screens.case import CaseScreen
from app.ui.screens.found import FoundPlus
from app.ui.screens.me import PAGES, Me
from app.ui.screens.patrol import Patrol
from app.ui.screens.sign_in import SignIn
from app.ui.screens.stop import StopScreen
from app.ui.screens.task import TaskScreen
from app.ui.screens.tasks import Tasks
from app.ui.screens.today import Today


@screen
def Start() -> ft.Control:
    """The root: whoever is signed in begins at home."""
    session = use_session()
    if session.work is None:
        return SignIn()
    return DeskToday() if is_desk(session) else Today()


def _case(*over: ft.Route) -> ft.Route:
    return ft.Route(path="case/:matter/:case", component=CaseScreen, children=list(over))


def _task(*over: ft.Route) -> ft.Route:
    return ft.Route(path="task/:thread/:task", component=TaskScreen, children=list(over))


def _below() -> list[ft.Route]:
    """What opens over a tab, and over each other; system back leads to the screen under it."""
    over = [_case(_task()), _task(_case())]
    return [ft.Route(path="stop/:stop", component=StopScreen, children=over), *over]


ROUTES = [
    ft.Route(index=True, component=Start),
    ft.Route(path="sign-in", component=SignIn),
    ft.Route(path="today", component=Today, children=_below()),
    ft.Route(path="patrol", component=Patrol, children=_below()),
    ft.Route(path="tasks", component=Tasks, children=_below()),
    ft.Route(path="me", component=Me, children=PAGES),
    ft.Route(path="found", component=FoundPlus),
    *DESK_ROUTES,
]


@ft.component
def App() -> ft.Control:
    return ft.Router(ROUTES, manage_views=True, not_found=Start)
