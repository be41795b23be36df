"""What was begun and is not saved yet: go on with it, or give it up (only after a second press)."""

import flet as ft

from app.domain.records import Matter
from app.locales import tr
from app.patrol import drafts
from app.patrol.work import Work
from app.store import Draft
from app.ui import kit
from app.ui.frame import state
from app.ui.routes import found_route, stop_route
from app.ui.session import here
from app.ui.theme import p
from app.ui.words import item as item_words
from app.ui.words import place as place_words
from app.ui.words import when

_KINDS = {
    "found": "发现", "finding": "检查项", "step": "步骤", "fix": "整改", "look": "复查",
    "end": "办结", "hold": "挂起", "cancel": "取消任务", "review": "审核照片",
}  # fmt: skip


@ft.component
def DraftRows() -> ft.Control:
    """Identifiers: draft-<last 8 of its id>, draft-…-go, draft-…-drop (twice)."""
    session = here()
    work = session.work
    asked, set_asked = state("")
    if work is None:
        return kit.gap(0)
    kept = work.store.drafts(work.account.id)

    def drop(draft: Draft) -> kit.Tap:
        async def gone() -> None:
            await drafts.give_up(work, draft.id)
            session.say(tr("草稿已放弃"))

        if asked == str(draft.id):
            return session.act(f"drop-{draft.id}", gone)
        return lambda e: set_asked(str(draft.id))

    rows = [_row(session.go, work, draft, drop(draft), sure=asked == str(draft.id)) for draft in kept]
    return kit.spaced([kit.name(tr("草稿 {n}", n=len(kept))), *rows]) if kept else kit.gap(0)


def _row(go: kit.Tap, work: Work, draft: Draft, drop: kit.Tap, *, sure: bool) -> ft.Control:
    ident = f"draft-{str(draft.id)[-8:]}"
    route = route_of(work, draft, here().page.route)
    actions = [
        *([kit.side_action(tr("继续"), lambda e: go(route), ident_name=f"{ident}-go", mark=ft.Icons.EDIT_OUTLINED)] if route else []),
        kit.side_action(tr("确定放弃？") if sure else tr("放弃"), drop, ident_name=f"{ident}-drop", tone="critical" if sure else "plain",
                        mark=ft.Icons.DELETE_OUTLINE),
    ]  # fmt: skip
    lines = [kit.name(title_of(work, draft), lines=2)]
    if draft.updated_at:
        lines.append(kit.small(tr("存于 {when}", when=when(work, draft.updated_at))))
    inside = kit.spaced([ft.Row([kit.icon(ft.Icons.NOTE_ALT_OUTLINED, 24, p().primary), kit.spaced(lines, spacing=0, expand=True)]),
                         kit.choices(actions)])  # fmt: skip
    return kit.ident(ident, kit.card(inside, padding=12), key=ident)


def title_of(work: Work, draft: Draft) -> str:
    """发现 · A1-0804 · 单位门 · 1 张照片."""
    matter = _matter_of(work, draft)
    place, item = draft.data.get("place") or draft.data.get("stop"), draft.data.get("item")
    place, item = (matter.place, matter.item) if matter else (place, item)
    photos = len(draft.photos) or len(draft.data.get("photos", ()))
    parts = [tr(_KINDS[draft.kind]) if draft.kind in _KINDS else draft.kind]
    parts += [place_words(work, place)] if place else [tr("未选地点")] if draft.kind == "found" else []
    parts += [item_words(work, item)] if item else []
    parts += [tr("{n} 张照片", n=photos)] if photos else []
    return " · ".join(parts)


def route_of(work: Work, draft: Draft, back: str = "") -> str | None:
    """Where it goes on; None when its task or case is no longer on this phone. back: to where 发现 leads afterwards."""
    if draft.kind == drafts.KIND:
        return found_route(draft=draft.id, back=back)
    if draft.kind == "finding":
        return f"{stop_route('/patrol', draft.data['stop'])}?draft={draft.id}"
    matter = _matter_of(work, draft)
    if matter is None:
        return None
    if draft.kind == "review":
        return f"/tasks/task/{matter.id}/{matter.tasks[0].id}" if matter.tasks else None
    return f"/tasks/{'case' if draft.kind == 'step' else 'task'}/{matter.id}/{_subject(draft)}"


def _subject(draft: Draft) -> str:
    """The case, task or matter that a draft of `kept` is about: what stands first in its key."""
    return str(draft.data.get("key", "")).partition(":")[0]


def _matter_of(work: Work, draft: Draft) -> Matter | None:
    wanted = _subject(draft)
    for matter in work.store.matters(work.account.id, work.rules) if wanted else ():
        if wanted in {
            str(each) for each in (matter.id, *(case.id for case in matter.cases), *(task.id for task in matter.tasks))
        }:
            return matter
    return None
