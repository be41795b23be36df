"""The desk's photo review: what waits at the left, the photo large, what is known of it and the decision at the right."""

from collections.abc import Callable
from typing import Any, Literal, cast

import flet as ft

from app.domain.facts import PhotoRef, SeenFact, preview_bytes
from app.locales import tr
from app.patrol import tasks as acts
from app.patrol.kept import forget
from app.patrol.reviews import Waiting, waiting
from app.patrol.work import Work
from app.ui import kit, words
from app.ui.desk.decisions import decisions, step_buttons
from app.ui.desk.keys import Keys, key_sheet, use_keys
from app.ui.desk.photo_stage import OnStage, Stage, use_prefetch
from app.ui.desk.photo_strip import photo_strip
from app.ui.desk.reasons import REASONS, Verdict, reason_keys, reason_sheet, reason_words
from app.ui.desk.review_facts import PART_WORDS, facts_of
from app.ui.desk.shell import desk_room, desk_view, heading, help_button, panel
from app.ui.desk.sizes import FACTS, MARGIN
from app.ui.frame import use_session
from app.ui.parts.kept_words import Typed, keep_typed, review_key, typed_of
from app.ui.screens.sign_in import SignIn

Decision = Literal["accepted", "asked_again", "sent_back"]

PREFETCH = 2
KEYS = (
    ("A", "通过"), ("Q", "要求重拍"), ("R", "退回重办（仅整改照片）"), ("J ↓ →", "下一张"), ("K ↑ ←", "上一张"),
    ("1–5", "选择原因"), ("Enter", "发送原因"), ("C", "与首张对比"), ("O", "看原图"), ("?", "快捷键"),
)  # fmt: skip
SAID = {"accepted": "照片已通过", "asked_again": "已要求 {who} 重拍", "sent_back": "已退回 {who} 重办"}


@desk_room("photos")
def DeskPhotos() -> ft.Control:
    session = use_session()
    key, set_key = ft.use_state("")
    mode, set_mode = ft.use_state("")  # asked_again, sent_back: the reason is asked; keys: the sheet of keys
    chosen, set_chosen = ft.use_state("")
    written, set_written = ft.use_state("")
    typing = ft.use_ref(False)  # in the reason's field; a key there is a letter
    by_key = ft.use_ref(False)  # the reason was chosen by a key; Enter on a focused button presses that one
    compare, set_compare = ft.use_state(True)
    full, set_full = ft.use_state(False)
    work = session.work
    queue = waiting(work.rules, work.store.matters(work.account.id, work.rules)) if work else []
    at = next((n for n, each in enumerate(queue) if each.key == key), 0)
    now = queue[at] if queue else None
    ahead = queue[at + 1 : at + 1 + PREFETCH]
    use_prefetch(session, tuple(sha for each in ahead for sha in _shas(each)))

    def show(to: str) -> None:
        set_key(to)
        set_full(False)

    def step(by: int) -> None:
        if queue and 0 <= at + by < len(queue):
            show(queue[at + by].key)

    def ask(verdict: str) -> None:
        if work is not None and now is not None and (verdict != "sent_back" or now.may_be_sent_back):
            typing.current = by_key.current = False
            left = _typed_of(work, now, verdict)
            set_chosen(left.reason)
            set_written(left.words)
            set_mode(verdict)

    def decide(verdict: Decision, why: str = "") -> None:
        """Record the verdict; the next photo is shown at once, and undo brings this one back."""
        if work is None or now is None:
            return
        after = queue[at + 1] if at + 1 < len(queue) else queue[at - 1] if at else None
        fact = acts.review(work, now.matter, now.key, verdict, why)
        for each in REASONS:
            forget(work, "review", _draft_of(now, each))
        session.exchange.kick()
        set_mode("")
        show(after.key if after else "")

        def take_back() -> None:
            work.retract(fact.id, place=fact.place, item=fact.item)
            session.exchange.kick()
            show(now.key)
            session.say(tr("已撤销"))

        session.say(tr(SAID[verdict], who=words.person(work, now.fact.author)), undo=take_back)

    def close(event: object = None) -> None:
        set_mode("")

    mine = bool(now and work and not now.may_be_accepted_by(work.account.id, work.rules))
    accept = session.act("review", lambda: decide("accepted"))
    send = session.act("review", lambda: decide(cast(Decision, mode), reason_words(chosen, written)))

    def choose(reason: str, *, key: bool = False) -> None:
        by_key.current = key
        set_chosen(reason)
        remember(Typed(written, reason=reason))

    def write(words_: str) -> None:
        set_written(words_)
        remember(Typed(words_, reason=chosen))

    def remember(typed: Typed) -> None:
        if work is not None and now is not None:
            keep_typed(work, "review", _draft_of(now, mode), typed)

    def in_reasons() -> Keys:
        ready = by_key.current and reason_words(chosen, written)
        keys = reason_keys(
            cast(Verdict, mode),
            chosen,
            lambda reason: choose(reason, key=True),
            (lambda: send(None)) if ready else None,
        )

        def unless_typing(act: Callable[[], Any]) -> Callable[[], Any]:
            return lambda: None if typing.current else act()

        return {name: unless_typing(act) for name, act in keys.items()}

    def hear_typing(yes: bool) -> None:
        typing.current = yes

    use_keys(
        session,
        {"Escape": close, **(in_reasons() if mode in REASONS else {})}
        if mode
        else {
            "A": lambda: accept(None) if now and not mine else None, "Q": lambda: ask("asked_again"), "R": lambda: ask("sent_back"),
            "J": lambda: step(1), "K": lambda: step(-1), "Right": lambda: step(1), "Left": lambda: step(-1),
            "C": lambda: set_compare(not compare),
            "O": lambda: set_full(not full), "?": lambda: set_mode("keys"),
        },
    )  # fmt: skip
    if work is None:
        return SignIn()
    top = heading(
        session,
        tr("照片审核"),
        under=tr("{n} 张待审核", n=len(queue)),
        actions=[help_button(lambda e: set_mode("keys"))],
    )
    if now is None:
        nothing = kit.ident(
            "review-empty",
            kit.empty(
                tr("没有照片待审核"),
                tr("紧急发现、抽检任务和整改照片显示在这里。"),
                ft.Icons.PHOTO_LIBRARY_OUTLINED,
            ),
        )
        room: ft.Control = ft.Column(
            [top, ft.Container(nothing, expand=True, alignment=ft.Alignment.CENTER)], spacing=0, expand=True
        )
    else:
        buttons = step_buttons(
            at, len(queue), step, compare=compare if now.first else None, full=full,
            on_compare=lambda e: set_compare(not compare), on_full=lambda e: set_full(not full),
        )  # fmt: skip
        photo, first = _on_stage(work, now, now.photo), _on_stage(work, now, now.first) if now.first else None
        middle = ft.Column(
            [top, ft.Container(Stage(photo, first, compare, full, key=now.key), expand=True, padding=ft.Padding.symmetric(horizontal=MARGIN)),
             buttons],
            spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip
        side = panel(
            [*facts_of(work, now)], width=FACTS, ident_name="review-facts", key=f"facts-{now.key}",
            foot=decisions(now, None if mine else accept, lambda e: ask("asked_again"), lambda e: ask("sent_back")),
        )  # fmt: skip
        room = ft.Row(
            [photo_strip(session, queue, at, show), middle, side], spacing=0, expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip
    over = None
    if mode == "keys":
        over = key_sheet([(cap, tr(said)) for cap, said in KEYS], close)
    elif mode and now is not None:
        over = reason_sheet(
            cast(Verdict, mode),
            chosen,
            written,
            choose=choose,
            write=write,
            send=send,
            close=close,
            typing=hear_typing,
        )
    return desk_view(session, "photos", room, over=over, on_close=close)


def _draft_of(each: Waiting, verdict: str) -> str:
    """Each verdict has reasons of its own."""
    return f"{review_key(each.matter.id, each.key)}:{verdict}"


def _typed_of(work: Work, each: Waiting, verdict: str) -> Typed:
    return typed_of(work, "review", _draft_of(each, verdict))


def _shas(each: Waiting) -> list[str]:
    return [each.key, *([each.first.sha256] if each.first else [])]


def _on_stage(work: Work, each: Waiting, photo: PhotoRef) -> OnStage:
    """A photo of the entry with what is said over it; the entry's own, or the first one."""
    fact = each.fact if photo is each.photo else _bringer(each, photo)
    part = tr(PART_WORDS[each.part]) if photo is each.photo else tr("首张") if not each.again else tr("原照片")
    return OnStage(
        photo.sha256, f"{part} {words.taken(work, photo)}", words.person(work, fact.author),
        preview_bytes(fact) if fact.photos[0].sha256 == photo.sha256 else None,
    )  # fmt: skip


def _bringer(each: Waiting, photo: PhotoRef) -> SeenFact:
    """The fact that brought a photo of this matter."""
    return next(fact for fact in each.matter.facts if any(p.sha256 == photo.sha256 for p in fact.photos))
