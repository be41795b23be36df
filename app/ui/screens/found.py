"""发现＋: the camera first. The shot is a draft at once; place, item and answer are chosen after, and then it is saved."""

from collections.abc import Callable

import flet as ft

from app.domain.exchange import Fault
from app.locales import fault_text, tr
from app.patrol import drafts
from app.patrol.drafts import FoundDraft
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.frame import screen, state_from, use_session, view
from app.ui.parts.found_answer import FoundAnswer
from app.ui.parts.found_flow import FOUND, FoundFlow, Stage, stage_of
from app.ui.parts.item_picker import ItemPicker
from app.ui.parts.photo_lost import is_lost, photo_lost
from app.ui.parts.place_picker import PlacePicker
from app.ui.parts.raw_shots import raw_shots
from app.ui.routes import query_of
from app.ui.screens.sign_in import SignIn
from app.ui.session import Session
from app.ui.theme import BODY, p
from app.ui.words import item as item_words
from app.ui.words import place as place_words


@screen
def FoundPlus() -> ft.Control:
    """Route /found; ?draft=<id> goes on with a draft, ?draft=last with the latest; ?back=<route> is where it leads again."""
    session = use_session()
    draft, set_draft = state_from(lambda: _asked_for(session))
    stage, set_stage = state_from(lambda: stage_of(draft))
    fault, set_fault = state_from(_no_fault)
    floor, set_floor = state_from(_no_floor)
    work = session.work
    flow = FoundFlow(session, draft, set_draft, set_stage, set_fault)

    async def begin() -> None:
        if work is not None and draft is None and not is_lost(session, FOUND):
            await session.act("shoot", flow.shoot)(None)

    def leave() -> None:
        session.lost = None

    ft.use_effect(begin, [], leave)
    if work is None:
        return SignIn()
    if draft is None or stage == "camera":
        return _camera(session, flow, fault)
    top = kit.bar(tr("发现"), back=flow.back(stage), under=_under(stage), actions=[state_chip(session)])
    shots = _shots(draft, flow)
    stop = work.estate.stop(work.estate.stop_of(draft.place) or "") if draft.place else None
    if stage == "place" or stop is None:
        return view([*shots, PlacePicker(flow.place, draft.place)], top=top)
    where = _choice(
        "found-place",
        ft.Icons.PLACE_OUTLINED,
        place_words(work, draft.where or stop.place),
        lambda e: set_stage("place"),
    )
    if stage == "item" or draft.item is None:
        return view([*shots, where, ItemPicker(stop, draft.place or stop.place, flow.item)], top=top)
    answering = FoundAnswer(session, work, flow, draft, stop, work.rules.catalogue.item(draft.item), floor, set_floor)
    what = _choice(
        "found-item", ft.Icons.FACT_CHECK_OUTLINED, item_words(work, draft.item), lambda e: set_stage("item")
    )
    return view([*shots, where, what, *answering.form()], top=top, bottom=answering.actions())


def _no_fault() -> Fault | None:
    return None


def _no_floor() -> str | None:
    return None


def _asked_for(session: Session) -> FoundDraft | None:
    """The draft that the address names."""
    wanted = query_of(session.page.route).get("draft", "")
    left = drafts.left(session.work) if session.work and wanted else []
    return next((draft for draft in left if wanted in ("last", str(draft.id))), None)


def _under(stage: Stage) -> str:
    return {"camera": "", "place": tr("位置"), "item": tr("检查项"), "answer": tr("情况")}[stage]


def _choice(ident: str, mark: ft.IconData, words: str, change: Callable[..., None]) -> ft.Control:
    """What was chosen, with a way to choose anew."""
    inside = ft.Row(
        [kit.icon(mark, 22, p().primary), kit.name(words, expand=True), kit.text(tr("更改"), BODY, color=p().primary)],
        spacing=12,
    )
    return kit.ident(ident, kit.card(inside, padding=12, on_click=change), button=True, key=ident)


def _camera(session: Session, flow: FoundFlow, fault: Fault | None) -> ft.Control:
    """While the camera is open, or after it could not be opened."""
    body: list[ft.Control] = [
        *photo_lost(session, FOUND),
        kit.empty(
            tr("请先拍摄发现的问题"), tr("拍照后再选地点和检查项；照片即存为草稿。"), ft.Icons.PHOTO_CAMERA_OUTLINED
        ),
    ]
    if fault is not None:
        body.insert(0, kit.notice(fault_text(fault), "major", ident_name="found-fault"))
    return view(
        body,
        top=kit.bar(tr("发现"), back=lambda e: flow.go_back(), actions=[state_chip(session)]),
        bottom=[
            kit.main_action(tr("打开相机"), session.act("shoot", flow.shoot), ident_name="found-shoot", mark=ft.Icons.PHOTO_CAMERA),
            kit.side_action(tr("先记录，稍后补拍"), session.act("without", flow.without_photo), ident_name="found-without-photo",
                            mark=ft.Icons.SCHEDULE),
        ],
    )  # fmt: skip


def _shots(draft: FoundDraft, flow: FoundFlow) -> list[ft.Control]:
    saved = ft.Row([kit.ident("draft-saved", kit.chip(tr("草稿已存"), "done", mark=ft.Icons.CHECK))])
    return [*photo_lost(flow.session, FOUND), *([raw_shots(draft.shots, flow.leave_out)] if draft.shots else []), saved]
