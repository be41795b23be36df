"""我: what is on this phone and how far it is, drafts, storage, how the screens look, who uses the phone, and about."""

import flet as ft

from app.locales import name, tr
from app.patrol.work import Work
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.desk import settings_rail
from app.ui.frame import screen, state_from, use_session, view
from app.ui.parts.draft_rows import DraftRows
from app.ui.parts.emptied_card import emptied_card
from app.ui.parts.export import export
from app.ui.parts.leave_sheet import Leaving, leave_sheet
from app.ui.parts.look_card import look_card
from app.ui.parts.people_card import people_card
from app.ui.parts.storage_card import StorageCard
from app.ui.parts.sync_card import sync_card
from app.ui.parts.update_card import update_card
from app.ui.screens.me_about import About
from app.ui.screens.me_records import Records
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.tabs import tab_bar
from app.ui.theme import BODY, large, p
from app.ui.words import role, zone


@screen
def Me() -> ft.Control:
    session = use_session()
    leaving, set_leaving = state_from(_nothing)
    ft.use_effect(session.hush_other_rooms, [])
    work = session.work
    if work is None:
        return SignIn()
    counts = session.store.unsent_counts(work.account.id)

    leave = leave_sheet(session, work.account, leaving, set_leaving) if leaving else None
    beside = settings_rail(session)
    return view(
        [
            _who(work),
            *emptied_card(session),
            *update_card(session),
            *sync_card(session, work, counts),
            *_export(session),
            DraftRows(),
            StorageCard(),
            look_card(session),
            people_card(session, work.account, set_leaving),
            _about(session),
            kit.gap(16),
        ],
        top=kit.bar(tr("设置") if beside else tr("我"), actions=[state_chip(session)]), foot=None if beside else tab_bar(session, "me"),
        beside=beside, sheet=leave, on_close_sheet=lambda e: set_leaving(None),
    )  # fmt: skip


def _nothing() -> Leaving | None:
    return None


def _who(work: Work) -> ft.Control:
    roles = tr("、").join(role(work, each) for each in work.account.roles)
    zones = tr("、").join(zone(work, each) for each in work.zones)
    under = [kit.small(f"{name(work.estate.label)} · {roles}")]
    under += [kit.small(tr("今天：{zones}", zones=zones))] if zones else []
    lines = kit.spaced([kit.name(name(work.account)), *under], spacing=2, expand=True)
    face = [] if large() else [kit.icon(ft.Icons.ACCOUNT_CIRCLE, 44, p().primary)]
    return kit.ident("who", ft.Row([*face, lines], spacing=12))


def _export(session: Session) -> list[ft.Control]:
    """Only while there is something to take away, of whomever."""
    if not session.store.unsent_counts(None).unsent:
        return []
    action = session.act("export", lambda: export(session))
    return [
        kit.side_action(tr("导出未上传内容"), action, ident_name="export", mark=ft.Icons.FILE_DOWNLOAD_OUTLINED),
        kit.small(tr("手机长时间无网络时，可将记录、照片和草稿导出为一个文件交给主管。")),
    ]


def _about(session: Session) -> ft.Control:
    words = kit.spaced([kit.text(tr("关于与许可"), BODY), kit.small(session.host.build[:8])], spacing=0, expand=True)
    inside = ft.Row(
        [kit.icon(ft.Icons.INFO_OUTLINE_ROUNDED, 24, p().primary), words, kit.icon(ft.Icons.CHEVRON_RIGHT)], spacing=12
    )
    return kit.ident("about", kit.card(inside, padding=14, on_click=lambda e: session.go("/me/about")), button=True)


# What opens over this tab: app.py hangs them below the route "me".
PAGES = [ft.Route(path="records", component=Records), ft.Route(path="about", component=About)]
