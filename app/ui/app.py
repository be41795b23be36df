"""The app's screens and the way between them."""

import asyncio
from collections.abc import Callable
from typing import cast

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
from app.ui.session import here


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


def _follow_routes() -> None:
    """Whenever another screen lies on top, the session hears of it."""
    page, session = ft.context.page, here()

    def follow() -> None:
        routed = cast(Callable[[ft.RouteChangeEvent], None], page.on_route_change)

        def changed(event: ft.RouteChangeEvent) -> None:
            routed(event)
            session.moved()

        page.on_route_change = changed

    # The router takes the page's handler for itself, in an effect that runs after this one.
    asyncio.get_running_loop().call_soon(follow)


@ft.component
def App() -> ft.Control:
    ft.use_effect(_follow_routes, [])
    return ft.Router(ROUTES, manage_views=True, not_found=Start)
