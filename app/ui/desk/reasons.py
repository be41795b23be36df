"""Why another photo is asked for, or a repair sent back: chips first, words last."""

from collections.abc import Callable
from typing import Any, Literal

import flet as ft

from app.locales import tr
from app.ui import kit
from app.ui.desk.keys import Keys
from app.ui.desk.shell import dialog
from app.ui.theme import GAP, NAME

Verdict = Literal["asked_again", "sent_back"]

OTHER = "其他"
REASONS: dict[Verdict, tuple[str, ...]] = {
    "asked_again": ("看不清", "角度不对", "太暗", "没拍到问题", OTHER),
    "sent_back": ("未修好", "部分修复", "不是同一处", "现场未清理", OTHER),
}


def reason_words(chosen: str, words: str) -> str:
    """What the steward reads; empty while it says nothing: 其他 alone is no reason."""
    parts = [tr(chosen) if chosen and chosen != OTHER else "", words.strip()]
    return tr("：").join(part for part in parts if part)


def reason_keys(verdict: Verdict, chosen: str, choose: Callable[[str], None], send: Callable[[], Any] | None) -> Keys:
    """A digit chooses its reason, the arrows the one beside it, Enter sends. While somebody types none of them may work.
    send None: there is nothing to send yet."""
    reasons = REASONS[verdict]

    def beside(by: int) -> Callable[[], None]:
        at = reasons.index(chosen) + by if chosen in reasons else 0 if by > 0 else -1
        return lambda: choose(reasons[at % len(reasons)])

    digits = {str(n): lambda each=each: choose(each) for n, each in enumerate(reasons, 1)}
    arrows = {"Left": beside(-1), "Right": beside(1), "J": beside(1), "K": beside(-1)}
    return {**digits, **arrows, **({"Enter": send} if send else {})}


def reason_sheet(
    verdict: Verdict,
    chosen: str,
    words: str,
    *,
    choose: Callable[[str], None],
    write: Callable[[str], None],
    send: Callable[..., Any],
    close: Callable[..., Any],
    typing: Callable[[bool], None],
) -> ft.Control:
    """The sheet in the middle; Enter in the field sends. typing(yes): the field is entered or left."""
    ready = bool(reason_words(chosen, words))
    title = tr("重拍原因") if verdict == "asked_again" else tr("退回原因")
    chips = [
        kit.choice(f"{n + 1} {tr(each)}", chosen == each, lambda e, each=each: choose(each), ident_name=f"reason-{n}")
        for n, each in enumerate(REASONS[verdict])
    ]
    field = kit.field(
        tr("补充说明（可不填）") if chosen and chosen != OTHER else tr("说明"), words, lambda e: write(e.control.value),
        ident_name="reason-words", on_submit=send if ready else None, on_focused=typing,
    )  # fmt: skip
    buttons: list[ft.Control] = [
        kit.side_action(tr("返回"), close, ident_name="reason-close", tone="plain", expand=True),
        kit.side_action(
            tr("要求重拍") if verdict == "asked_again" else tr("退回重办"), send if ready else None,
            ident_name="reason-send", expand=True, filled=ready, tone="primary" if verdict == "asked_again" else "critical",
        ),
    ]  # fmt: skip
    return dialog(
        [kit.text(title, NAME, strong=True), kit.choices(chips), field, ft.Row(buttons, spacing=GAP)], width=520,
        ident_name="reason-sheet",
    )  # fmt: skip
