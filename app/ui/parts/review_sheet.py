"""Photo review on the phone: a supervisor looks at one photo after the other (5-4 复查, R5.8)."""

from collections.abc import Callable
from typing import Final, Literal, cast

import flet as ft

from app.domain.errors import ERRORS
from app.domain.facts import preview_bytes
from app.domain.records import Matter
from app.locales import fault_text, tr
from app.patrol import tasks
from app.patrol.kept import forget
from app.patrol.reviews import waiting
from app.ui import kit, words
from app.ui.fact_words import fact_line
from app.ui.frame import sheet
from app.ui.parts.kept_words import Typed, keep_typed, review_key, typed_of
from app.ui.parts.reason import reason_form
from app.ui.parts.sheet_parts import title_row
from app.ui.parts.viewer import Shown, side_by_side
from app.ui.photo import Photo
from app.ui.session import here
from app.ui.theme import BODY, p

Verdict = Literal["accepted", "asked_again", "sent_back"]

AGAIN_WORDS: Final = ("看不清", "无法辨认位置", "角度不同", "要拍全景", "有人脸，请重拍")
BACK_WORDS: Final = ("整改不到位", "照片不符", "再次损坏")


def _review_sheet(matter: Matter, close: Callable[[], None]) -> ft.Control:
    session = here()
    work = session.work
    assert work is not None
    typed, set_typed = ft.use_state(cast(dict[str, Typed], {}))
    queue = waiting(work.rules, [matter])
    under = f"{words.place(work, matter.place)} · {tr('还有 {n} 张', n=len(queue))}"
    head = title_row(tr("审核照片"), under, close, "review-close")
    if not queue:
        return sheet(
            [kit.empty(tr("照片已全部审核"), tr("新照片到了会再出现。"))], head=head, ident_name="review-sheet"
        )
    now = queue[0]
    key = review_key(matter.id, now.photo.sha256)
    said = (typed.get(key) or typed_of(work, "review", key)).words
    repair = now.may_be_sent_back

    def change(words_: str) -> None:
        entered = Typed(words_)
        set_typed({**typed, key: entered})
        keep_typed(work, "review", key, entered)

    def decide(verdict: Verdict) -> Callable[[], None]:
        def decided() -> None:
            fact = tasks.review(work, matter, now.photo.sha256, verdict, said.strip())
            forget(work, "review", key)
            session.saved(fact)
            if len(queue) == 1:
                close()

        return decided

    who = words.person(work, now.fact.author)
    latest = Shown(now.photo.sha256, f"{who} · {words.taken(work, now.photo)}", who, preview_bytes(now.fact))
    first = Shown(now.first.sha256, tr("首张 · {when}", when=words.taken(work, now.first))) if now.first else None
    picture = (
        side_by_side(first, latest, height=220)
        if first
        else Photo(
            latest.sha256,
            None,
            260,
            "review-photo",
            latest.caption,
            preview=latest.preview,
            owner=who,
            key=latest.sha256,
        )
    )
    other: Verdict = "sent_back" if repair else "asked_again"
    ready = bool(said.strip())
    accept = session.act("review-accepted", decide("accepted"))
    refuse = session.act(f"review-{other}", decide(other)) if ready else None
    chips, label = BACK_WORDS if repair else AGAIN_WORDS, tr("问题说明（要求重拍或退回时填写）")
    return sheet(
        [
            picture,
            kit.text(fact_line(work, matter, now.about), BODY, color=p().quiet),
            kit.main_action(tr("通过"), accept, ident_name="review-accepted", mark=ft.Icons.CHECK, tone="done")
            if now.may_be_accepted_by(work.account.id, work.rules)
            else kit.notice(fault_text(ERRORS["reviewed_by_fixer"]), "major", ident_name="review-not-by-me"),
            *reason_form(chips, said, change, prefix="review", label=label),
            kit.side_action(
                tr("退回重办") if repair else tr("要求重拍"), refuse, ident_name=f"review-{other}", mark=ft.Icons.REPLAY,
                tone="major",
            ),
        ],
        head=head, ident_name="review-sheet",
    )  # fmt: skip


ReviewSheet: Callable[..., ft.Control] = ft.component(_review_sheet)
