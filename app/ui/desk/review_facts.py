"""What is known of a photo under review: where, what, who, when, and the hints that should make one look twice."""

import flet as ft

from app.locales import tr
from app.patrol.reviews import Hint, Part, Waiting
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.shell import tag
from app.ui.desk.task_panel import fact_pair
from app.ui.theme import NAME

PART_WORDS: dict[Part, str] = {
    "evidence": "发现", "on_spot": "现场整改", "step": "处置步骤", "repair": "整改", "again": "复查",
}  # fmt: skip
HINT_WORDS: dict[Hint, str] = {
    "used_twice": "同一张照片用了两次", "album": "相册照片", "clock_wrong": "手机时钟不准", "unmeasured": "时间未核对",
    "taken_before": "拍摄早于记录",
}  # fmt: skip
LATE_MINUTES = 60


def facts_of(work: Work, each: Waiting) -> list[ft.Control]:
    """The right column, from what matters most."""
    matter, finding, photo = each.matter, each.finding, each.photo
    tags: list[ft.Control] = [
        tag(tr(kit.SEVERITY_WORDS[each.severity]), each.severity, mark=kit.TONE_ICONS[each.severity]),
        tag(tr(PART_WORDS[each.part]), "primary", mark=ft.Icons.PHOTO_CAMERA_OUTLINED),
    ]
    if each.again:
        tags.append(tag(tr("重拍"), "major", mark=ft.Icons.REPLAY))
    if each.task is not None:
        tags.append(tag(words.task_state(work, each.task), "plain"))
    hints: list[ft.Control] = [tag(tr(HINT_WORDS[hint]), "major", mark=ft.Icons.REPORT_OUTLINED) for hint in each.hints]
    lines = [
        (tr("情况"), words.finding(work, matter.item, finding) if finding else ""),
        (tr("说明"), finding.words if finding else ""),
        (tr("读数"), finding.reading or "" if finding else ""),
        (tr("记录人"), words.person(work, each.fact.author)),
        (tr("拍摄时间"), words.taken(work, photo)),
        (tr("发现时间"), words.when(work, each.fact.seen_at)),
        (tr("收到时间"), received(work, each)),
        (tr("区域"), words.zone(work, matter.zone)),
        (tr("尺寸"), f"{photo.w}×{photo.h} · {photo.bytes // 1024} KB"),
        (tr("校验码"), photo.sha256[:12]),
    ]
    return [
        kit.text(words.place(work, matter.place), NAME, strong=True), kit.text(words.item(work, matter.item)),
        ft.Row(tags, wrap=True, spacing=6, run_spacing=6),
        *([kit.ident("review-hints", ft.Row(hints, wrap=True, spacing=6, run_spacing=6))] if hints else []),
        *_held_up(each), ft.Column([fact_pair(label, said) for label, said in lines if said], spacing=4),
    ]  # fmt: skip


def received(work: Work, each: Waiting) -> str:
    """When the server had it, and how much later than it was seen; that it has not come yet for an own fact."""
    fact = each.fact
    if fact.received_at is None:
        return tr("还在本机")
    said = words.when(work, fact.received_at)
    gap = fact.received_at - fact.seen_at
    return tr("{at}（晚 {span}）", at=said, span=words.span(gap)) if gap.total_seconds() > LATE_MINUTES * 60 else said


def _held_up(each: Waiting) -> list[ft.Control]:
    return (
        [kit.notice(tr("复查已通过，照片审核通过后任务关闭。"), "minor", ident_name="holds-up")]
        if each.holds_up
        else []
    )
