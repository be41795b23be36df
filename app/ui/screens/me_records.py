"""逐条: each own record with how far it is, and the server's reason where it waits or was not accepted."""

import flet as ft

from app.domain.errors import ERRORS
from app.domain.exchange import Receipt
from app.domain.facts import SeenFact
from app.locales import fault_text, language, tr
from app.patrol.work import Work
from app.store import Delivery
from app.ui import kit
from app.ui.chip import state_chip
from app.ui.desk import settings_rail
from app.ui.frame import screen, state, use_session, view
from app.ui.parts.delivery import delivery_chip, delivery_words
from app.ui.record_words import record_line, record_place
from app.ui.screens.sign_in import SignIn
from app.ui.theme import BODY, p
from app.ui.words import when

_PAGE = 50
_ORDER: tuple[Delivery, ...] = ("local", "sent", "photo_lost", "verified", "held", "refused")


@screen
def Records() -> ft.Control:
    """Route /me/records. Identifiers: only-all, only-<state>, record-<last 8 of the fact's id>, records-more."""
    session = use_session()
    only, set_only = ft.use_state("all")
    shown, set_shown = state(_PAGE)
    work = session.work
    if work is None:
        return SignIn()
    facts = list(reversed(work.store.own_facts(work.account.id)))
    how_far = work.store.deliveries(work.account.id)
    troubles = work.store.photo_troubles(work.account.id)
    present = [each for each in _ORDER if each in how_far.values()]
    chosen = [fact for fact in facts if only in ("all", how_far[fact.id])]
    chips = [
        kit.choice(tr("全部 {n}", n=len(facts)), only == "all", lambda e: set_only("all"), ident_name="only-all"),
        *[
            kit.choice(f"{delivery_words(each)} {sum(far == each for far in how_far.values())}", only == each,
                       lambda e, each=each: set_only(each), ident_name=f"only-{each}")
            for each in present
        ],
    ]  # fmt: skip
    rows: list[ft.Control] = [_row(work, fact, how_far[fact.id], troubles.get(fact.id)) for fact in chosen[:shown]]
    if len(chosen) > shown:
        rows.append(
            kit.side_action(
                tr("显示更多"), lambda e: set_shown(shown + _PAGE), ident_name="records-more", mark=ft.Icons.EXPAND_MORE
            )
        )
    if not chosen:
        rows = [kit.empty(tr("这里没有记录"), tr("巡查时保存的每一条都会列在这里。"), ft.Icons.LIST_ALT)]
    top = kit.bar(tr("逐条查看"), back=lambda e: session.go("/me"), actions=[state_chip(session)])
    return view([kit.choices(chips), *rows], top=top, beside=settings_rail(session))


def _row(work: Work, fact: SeenFact, far: Delivery, trouble: str | None) -> ft.Control:
    place = record_place(work, fact)
    photos = [tr("{n} 张照片", n=len(fact.photos))] if fact.photos else []
    under = " · ".join([when(work, fact.seen_at), *([place] if place else []), *photos])
    lines = [kit.text(record_line(work, fact), BODY), kit.small(under)]
    why = reason(work.store.receipt(fact.id)) if far in ("held", "refused") else ""
    if not why and trouble:
        why = photo_reason(trouble)
    if why:
        lines.append(kit.small(why, color=p().ink_of("critical" if far == "refused" else "major")))
    inside = kit.spaced([*lines, ft.Row([delivery_chip(far)])], spacing=4)
    ident = f"record-{str(fact.id)[-8:]}"
    return kit.ident(ident, kit.card(inside, padding=12), key=ident)


def photo_reason(code: str) -> str:
    """Why a photo of the record is not at the server."""
    kind = ERRORS.get(code) or ERRORS["server_odd"]
    return tr("照片未传：{why}", why=f"{fault_text(kind)} [{kind.code}]")


def reason(receipt: Receipt | None) -> str:
    """The server's reason in the person's language: by its code, else in the words that it sent."""
    if receipt is None:
        return ""
    if receipt.code in ERRORS and receipt.code != "ok":
        return f"{fault_text(ERRORS[receipt.code])} [{receipt.code}]"
    return receipt.zh if language() == "zh" else receipt.en
