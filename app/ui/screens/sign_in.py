"""Signing in: once with the network, afterwards by choosing one's name on this device."""

import flet as ft

from app.domain.errors import ZonewalkError
from app.domain.exchange import Fault
from app.locales import Lang, fault_text, name, tr
from app.store import DeviceAccount
from app.ui import kit
from app.ui.frame import screen, state_from, use_session, view
from app.ui.parts.emptied_card import emptied_card
from app.ui.parts.storage_card import ask_to_keep
from app.ui.theme import BODY, SIDE, TITLE, p


@screen
def SignIn() -> ft.Control:
    session = use_session()
    expired = session.store.current if session.exchange.state.phase == "needs_sign_in" else None
    account, set_account = ft.use_state(expired.id if expired else "")
    password, set_password = ft.use_state("")
    waiting, set_waiting = ft.use_state(False)
    refused, set_refused = state_from(_nothing)

    async def submit() -> None:
        set_waiting(True)
        set_refused(None)
        began = session.page.route
        try:
            await session.exchange.sign_in(account.strip(), password)
            await session.exchange.run_once()
        except ZonewalkError as error:
            set_refused(error.fault())
            return
        finally:
            set_waiting(False)
        session.spawn(ask_to_keep(session))
        session.open_work()
        session.arrive(began)

    def resume(known: DeviceAccount) -> None:
        session.exchange.resume(known.id)
        session.open_work()
        session.arrive()

    def language(lang: Lang) -> None:
        session.hush()
        session.set_look(lang=lang)

    ready = bool(account.strip() and password) and not waiting
    known = [a for a in session.store.accounts() if a.session is not None and (expired is None or a.id != expired.id)]
    last = session.exchange.state.error
    fault = refused or (last if last and last.code.startswith("sign_in") else None)
    return view(
        [
            kit.gap(24),
            ft.Row(
                [
                    ft.Image(src="icons/icon-192.png", width=56, height=56, border_radius=14),
                    kit.spaced([kit.text(tr("巡区"), TITLE, strong=True), kit.small(tr("物业巡查与整改"))], spacing=0, expand=True),
                    kit.side_action(
                        "English" if session.look.lang == "zh" else "中文",
                        lambda e: language("en" if session.look.lang == "zh" else "zh"), ident_name="language",
                    ),
                ],
                spacing=12,
            ),
            kit.gap(16),
            *emptied_card(session),
            *(
                [
                    kit.text(tr("本机登录过的人员"), BODY, color=p().quiet),
                    *[
                        kit.ident(
                            f"resume-{a.id}",
                            kit.card(
                                ft.Row([kit.icon(ft.Icons.PERSON, 28, p().primary), kit.name(name(a), expand=True),
                                        kit.icon(ft.Icons.CHEVRON_RIGHT)]),
                                on_click=lambda e, a=a: resume(a),
                            ),
                            button=True, key=a.id,
                        )
                        for a in known
                    ],
                    kit.gap(8),
                ]
                if known
                else []
            ),
            *(
                [kit.notice(tr("{name}的登录已过期，请再输一次密码。本机内容都在，照常上传。", name=name(expired)), "major",
                            ident_name="sign-in-expired")]
                if expired
                else []
            ),
            kit.field(tr("账号"), account, lambda e: set_account(e.control.value), ident_name="account"),
            kit.field(
                tr("密码"), password, lambda e: set_password(e.control.value), ident_name="password", password=True,
                on_submit=session.act("sign-in", submit) if ready else None,
            ),
            *([kit.notice(f"{fault_text(fault)} [{fault.code}]", "major", ident_name="sign-in-fault")] if fault else []),
            kit.main_action(
                tr("正在登录并取回今天的任务…") if waiting else tr("登录"),
                session.act("sign-in", submit) if ready else None, ident_name="sign-in", mark=ft.Icons.LOGIN,
            ),
            kit.small(tr("第一次登录需要网络；之后在没有信号的地方也能用。")),
        ],
        side=SIDE,
    )  # fmt: skip


def _nothing() -> Fault | None:
    return None
