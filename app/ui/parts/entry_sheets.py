"""The two sheets with photos: repaired (已整改), and looked at again by somebody else (复查)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import flet as ft

from app.domain.items import PhotoRule
from app.locales import tr
from app.patrol import tasks
from app.patrol.evidence import Evidence
from app.patrol.kept import forget, keep, kept
from app.patrol.tasks import TaskRow
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.frame import sheet, state_from
from app.ui.parts.photo_lost import photo_lost
from app.ui.parts.reason import reason_form
from app.ui.parts.sheet_parts import saved, sheet_head
from app.ui.parts.shooting import shoot
from app.ui.parts.task_rows import first_photo
from app.ui.parts.thumbs import thumbs
from app.ui.parts.viewer import Shown, side_by_side
from app.ui.session import Session, here
from app.ui.theme import Tone, p

Result = Literal["corrected", "partly", "not_corrected"]

FIX_WORDS: Final = ("已修复", "已更换", "已清理", "已复位", "已加固", "临时处理，需再修")
NO_PHOTO_WORDS: Final = ("相机无法使用", "现场不便拍照", "已恢复，看不出")
LOOK_WORDS: Final = ("现场已恢复", "部分未完成", "未整改", "再次出现")
RESULTS: Final[tuple[tuple[Result, str, Tone, ft.IconData], ...]] = (
    ("corrected", "已改正", "done", ft.Icons.CHECK_CIRCLE_OUTLINE),
    ("partly", "部分改正", "major", ft.Icons.ADJUST),
    ("not_corrected", "未改正", "critical", ft.Icons.HIGHLIGHT_OFF),
)


@dataclass(frozen=True)
class Entry:
    """What is being entered: words, photos, and the result of a second look."""

    words: str = ""
    photos: tuple[Evidence, ...] = ()
    result: str = ""


def photo_rule(work: Work, row: TaskRow) -> PhotoRule:
    """Whether a photo belongs to this matter: the rule of the answer that filed the task."""
    finding = words.finding_of(row.matter, row.task.finding)
    item = work.rules.catalogue.item(row.matter.item)
    return item.photo_rule(finding.state) if finding else item.photo


def entry_of(work: Work, kind: Literal["fix", "look"], row: TaskRow) -> Entry:
    """What was begun before; a fresh one when nothing was."""
    left = kept(work, kind, str(row.task.id))
    return Entry(left.data.get("words", ""), left.photos, left.data.get("result", "")) if left else Entry()


def _keep(work: Work, kind: Literal["fix", "look"], row: TaskRow, entry: Entry) -> None:
    """Kept at every change: closing the sheet drops nothing. What is empty again is no draft."""
    if entry == Entry():
        forget(work, kind, str(row.task.id))
        return
    keep(work, kind, str(row.task.id), {"words": entry.words, "result": entry.result}, entry.photos)


def _fix_sheet(row: TaskRow, close: Callable[[], None]) -> ft.Control:
    """已整改: a photo after, and words from chips; words alone where the item has no photo (R5.12)."""
    session = here()
    work = session.work
    assert work is not None
    entry, set_entry = state_from(lambda: entry_of(work, "fix", row))
    rule = photo_rule(work, row)

    def change(now: Entry) -> None:
        set_entry(now)
        _keep(work, "fix", row, now)

    async def take() -> None:
        first = first_photo(row.matter, row.task)
        shot = await shoot(
            session, work, place=row.matter.place, item=row.matter.item, role="fix", hint=tr("拍整改后的现场"),
            beside=first[0] if first else None, about="fix", have=entry.photos,
        )  # fmt: skip
        if shot is not None:
            change(replace(entry, photos=(*entry.photos, shot)))

    def save() -> None:
        fact = tasks.fix(work, row, entry.words, entry.photos)
        forget(work, "fix", str(row.task.id))
        saved(session, close, tr("已存本机，待其他同事复查"), fact)

    due = rule == "required" and not entry.photos
    chips = (*FIX_WORDS, *NO_PHOTO_WORDS) if due else FIX_WORDS
    form = reason_form(
        chips,
        entry.words,
        lambda said: change(replace(entry, words=said)),
        prefix="fix",
        label=tr("整改说明（可补充）"),
    )
    camera = session.act("fix-shoot", take)
    store = session.act("fix-save", save)
    bottom: list[ft.Control] = []
    if due:
        bottom.append(kit.main_action(tr("拍整改后照片"), camera, ident_name="fix-shoot", mark=ft.Icons.PHOTO_CAMERA))
        if entry.words.strip():
            bottom.append(kit.side_action(tr("不拍照，直接保存"), store, ident_name="fix-save"))
    else:
        ready = bool(entry.photos or entry.words.strip())
        bottom.append(
            kit.main_action(tr("保存：已整改"), store if ready else None, ident_name="fix-save", mark=ft.Icons.CHECK)
        )
        if rule != "none":
            bottom.append(
                kit.side_action(
                    tr("再拍一张") if entry.photos else tr("拍照"),
                    camera,
                    ident_name="fix-shoot",
                    mark=ft.Icons.PHOTO_CAMERA,
                )
            )
    return sheet(
        [
            *photo_lost(session, "fix"),
            *([thumbs([shot.preview for shot in entry.photos])] if entry.photos else []),
            *([kit.small(tr("此项不拍照，请写明整改情况。"))] if rule == "none" else []),
            *form,
        ],
        ident_name="fix-sheet", head=sheet_head(tr("已整改"), row, work, close, "fix"), foot=bottom,
    )  # fmt: skip


FixSheet: Callable[..., ft.Control] = ft.component(_fix_sheet)


async def shoot_again(session: Session, work: Work, row: TaskRow) -> Entry | None:
    """The camera of a second look, the first photo beside it. What comes back is kept before it is shown; None: cancelled."""
    entry = entry_of(work, "look", row)
    first = first_photo(row.matter, row.task)
    shot = await shoot(
        session, work, place=row.matter.place, item=row.matter.item, role="again",
        hint=tr("站在同一位置，同样的角度"), beside=first[0] if first else None, album=False,
        about="look",
    )  # fmt: skip
    if shot is None:
        return None
    now = replace(entry, photos=(*entry.photos, shot))
    _keep(work, "look", row, now)
    return now


def _look_sheet(row: TaskRow, close: Callable[[], None]) -> ft.Control:
    """复查: the first and the new photo side by side, then the result, then saved (R5.6)."""
    session = here()
    work = session.work
    assert work is not None
    entry, set_entry = state_from(lambda: entry_of(work, "look", row))
    wants_photo = photo_rule(work, row) != "none"

    def change(now: Entry) -> None:
        set_entry(now)
        _keep(work, "look", row, now)

    async def take() -> None:
        now = await shoot_again(session, work, row)
        if now is not None:
            set_entry(now)

    def save() -> None:
        result = next(r for r, *_ in RESULTS if r == entry.result)
        fact = tasks.reinspect(work, row, result, entry.words, entry.photos)
        forget(work, "look", str(row.task.id))
        saved(session, close, tr("复查已存本机"), fact)

    ready = bool(entry.result) and (bool(entry.photos) or not wants_photo)
    ready = ready and (wants_photo or bool(entry.words.strip()))
    lacks = tr("拍一张新照片") if wants_photo and not entry.photos else "" if entry.result else tr("请选择结果")
    label = tr("补充说明（可不填）") if wants_photo else tr("现场情况")
    camera = session.act("look-shoot", take)
    bottom: list[ft.Control] = []
    if wants_photo and not entry.photos:
        bottom.append(kit.main_action(tr("拍照"), camera, ident_name="look-shoot", mark=ft.Icons.PHOTO_CAMERA))
    else:
        bottom.append(
            kit.main_action(
                tr("保存复查结果") if ready else lacks or tr("请写明现场情况"), session.act("look-save", save) if ready else None,
                ident_name="look-save", mark=ft.Icons.CHECK,
            )
        )  # fmt: skip
        if wants_photo:
            bottom.append(kit.side_action(tr("重拍一张"), camera, ident_name="look-shoot", mark=ft.Icons.PHOTO_CAMERA))
    return sheet(
        [
            *photo_lost(session, "look"),
            *([side_by_side(_first(work, row), _latest(work, entry))] if wants_photo else [kit.small(tr("此项不拍照，请写明现场情况。"))]),
            *[
                kit.ident(
                    f"look-{result}",
                    kit.card(
                        ft.Row([kit.icon(mark, 26, p().ink_of(tone)), kit.name(tr(said), expand=True),
                                *([kit.icon(ft.Icons.CHECK, 24, p().ink_of(tone))] if entry.result == result else [])], spacing=12),
                        on_click=lambda e, r=result: change(replace(entry, result=r)), padding=14, selected=entry.result == result,
                        tone=tone if entry.result == result else None,
                    ),
                    button=True,
                )
                for result, said, tone, mark in RESULTS
            ],
            *reason_form(LOOK_WORDS, entry.words, lambda said: change(replace(entry, words=said)), prefix="look", label=label),
        ],
        ident_name="look-sheet", head=sheet_head(tr("复查"), row, work, close, "look"), foot=bottom,
    )  # fmt: skip


LookSheet: Callable[..., ft.Control] = ft.component(_look_sheet)


def _first(work: Work, row: TaskRow) -> Shown | None:
    found = first_photo(row.matter, row.task)
    if found is None:
        return None
    sha, fact = found
    who = words.person(work, fact.author) if fact else ""
    return Shown(sha, tr("首张 · {when}", when=words.when(work, fact.seen_at)) if fact else tr("首张"), who)


def _latest(work: Work, entry: Entry) -> Shown | None:
    if not entry.photos:
        return None
    shot = entry.photos[-1]
    at = words.taken(work, shot.ref)
    said = at if shot.ref.source == "album" else tr("现在 · {when}", when=at)
    return Shown(shot.ref.sha256, said, "", shot.preview)
