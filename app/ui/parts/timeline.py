"""One timeline of facts: who did what when, in words and photos, and why a fact did not count."""

from collections.abc import Callable
from uuid import UUID

import flet as ft

from app.domain.errors import ERRORS
from app.domain.exchange import Receipt
from app.domain.facts import PhotoRef, SeenFact, preview_bytes
from app.domain.records import Matter
from app.locales import fault_text, language, tr
from app.patrol.tasks import can_step
from app.patrol.work import Work
from app.store import Delivery
from app.ui import kit, words
from app.ui.fact_words import fact_line, fact_mark, fact_note, timeline
from app.ui.parts.delivery import delivery_chip
from app.ui.parts.viewer import Shown
from app.ui.photo import Photo
from app.ui.theme import BODY, p

PICTURE = 96


def facts_shown(work: Work, matter: Matter, task: UUID | None) -> list[SeenFact]:
    """What the timeline tells, the latest first: the matter's facts and own ones that the server holds or has refused.
    Trades do not see the steps: those tell whether somebody is at home (R1.17)."""
    told = {fact.id for fact in matter.facts}
    apart = [f for f in work.store.facts_of(thread=matter.id, account=work.account.id) if f.id not in told]
    shown = timeline(matter.model_copy(update={"facts": [*matter.facts, *apart]}), task)
    return shown if can_step(work) else [fact for fact in shown if fact.kind != "stepped"]


def timeline_of(
    work: Work, matter: Matter, task: UUID | None, deliveries: dict[UUID, Delivery], show: Callable[[Shown], None]
) -> list[ft.Control]:
    """The rows. deliveries: how far own facts of this device are; a tap on a photo calls `show`."""
    notes = {note.fact: note.code for note in matter.notes}
    return [
        _entry(work, matter, fact, notes.get(fact.id), deliveries.get(fact.id), show)
        for fact in facts_shown(work, matter, task)
    ]


def _entry(
    work: Work,
    matter: Matter,
    fact: SeenFact,
    note: str | None,
    delivery: Delivery | None,
    show: Callable[[Shown], None],
) -> ft.Control:
    mark, tone = fact_mark(fact.kind)
    who = words.person(work, fact.author)
    head: list[ft.Control] = [kit.small(f"{words.when(work, fact.seen_at)} · {who}")]
    if delivery is not None and fact.author == work.account.id:
        head.append(delivery_chip(delivery))
    lines: list[ft.Control] = [
        ft.Row(head, wrap=True, spacing=8, run_spacing=4, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        kit.text(fact_line(work, matter, fact), BODY),
    ]
    said = [str(fact.body.get("name") or ""), fact_note(fact)]
    if any(said):
        lines.append(kit.small(" · ".join(each for each in said if each)))
    if fact.received_at is not None and _late(fact):
        lines.append(kit.small(tr("补报：{when} 才收到", when=words.when(work, fact.received_at))))
    why = reason_of(work, fact, note, delivery)
    if why:
        lines.append(kit.notice(why, "major", ident_name=f"note-{str(fact.id)[-8:]}"))
    if fact.photos:
        pictures = [
            _picture(work, fact, photo, preview_bytes(fact) if n == 0 else None, who, show)
            for n, photo in enumerate(fact.photos)
        ]
        lines.append(ft.Row(pictures, wrap=True, spacing=8, run_spacing=8))
    return kit.ident(
        f"fact-{str(fact.id)[-8:]}",
        ft.Row(
            [kit.icon(mark, 22, p().ink_of(tone)), kit.spaced(lines, spacing=4, expand=True)], spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        key=str(fact.id),
    )  # fmt: skip


def _late(fact: SeenFact) -> bool:
    """Received more than an hour after it was seen."""
    return fact.received_at is not None and (fact.received_at - fact.seen_at).total_seconds() > 3600


def reason_of(work: Work, fact: SeenFact, note: str | None, delivery: Delivery | None) -> str:
    """Why a fact did not count, or why the server holds or has refused it; "" when all is well."""
    if delivery in ("held", "refused"):
        receipt = work.store.receipt(fact.id)
        return _receipt_words(receipt) if receipt else ""
    if note is None:
        return ""
    return tr("未计入：{why}", why=fault_text(ERRORS[note]) if note in ERRORS else note)


def _receipt_words(receipt: Receipt) -> str:
    if receipt.code in ERRORS:
        return fault_text(ERRORS[receipt.code])
    return receipt.zh if language() == "zh" else receipt.en


def _picture(
    work: Work, fact: SeenFact, photo: PhotoRef, preview: bytes | None, who: str, show: Callable[[Shown], None]
) -> ft.Control:
    said = f"{who} · {words.taken(work, photo)}"
    shown = Shown(photo.sha256, said, who, preview, words.place(work, fact.place) if fact.place else "")
    return Photo(
        photo.sha256, PICTURE, PICTURE, f"photo-{photo.sha256[:8]}", preview=preview, owner=who, size="thumb",
        on_click=lambda e: show(shown), key=photo.sha256,
    )  # fmt: skip
