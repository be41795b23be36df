"""A photo on the screen: this phone's own file first, then the server's copy, and the truth in words where there is neither."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import flet as ft

from app.domain.errors import ZonewalkError
from app.locales import tr
from app.ui import kit
from app.ui.session import Session, here
from app.ui.theme import SMALL, p

log = logging.getLogger("zonewalk")

CopySize = Literal["thumb", "review", "full"]
Standing = Literal["loading", "there", "away", "missing", "unusable", "unreachable"]

_NEVER: Final[dict[str, Standing]] = {"photo_missing": "missing", "photo_unusable": "unusable"}
_SMALL_SIDE = 140  # pixels of the screen; below it the words are left to the list row


@dataclass(frozen=True)
class Loaded:
    """How a photo stands. away: the server does not have it either. missing: nor can the phone that took it read it any more.
    unusable: it came damaged. unreachable: nobody could be asked."""

    standing: Standing
    data: bytes | None = None


async def load_photo(session: Session, sha256: str, size: CopySize = "review") -> Loaded:
    """The photo's JPEG: this phone's own file, a copy that was kept for the time without a network, or the server's."""
    try:
        data = await session.exchange.photo(sha256, size)
    except ZonewalkError as error:
        log.info("photo %s: %s", sha256[:8], error)
        return Loaded(_NEVER.get(error.code, "unreachable"))
    return Loaded("there", data) if data is not None else Loaded("away")


def words_of(standing: Standing, owner: str) -> str:
    """What is said in place of the picture. owner: whose phone has it, "" when it is not known."""
    match standing:
        case "loading":
            return tr("正在取照片…")
        case "away":
            return tr("照片在{who}的手机上，尚未上传", who=owner) if owner else tr("照片尚未上传")
        case "missing":
            return tr("{who}的手机上找不到这张照片", who=owner) if owner else tr("手机上找不到这张照片")
        case "unusable":
            return tr("照片已损坏，打不开")
        case "unreachable":
            return tr("暂时无法取得照片，联网后重试")
        case _:
            return ""


def _photo(
    sha256: str,
    width: float | None,
    height: float,
    ident_name: str,
    caption: str = "",
    *,
    preview: bytes | None = None,
    owner: str = "",
    size: CopySize = "review",
    fit: ft.BoxFit = ft.BoxFit.COVER,
    on_click: Callable[..., Any] | None = None,
    radius: int = 12,
) -> ft.Control:
    """One photo: `Photo(sha256, width, height, ident_name, caption, …)`, as a component, so it takes `key=` as well.

    width None: as wide as there is room. preview: the small picture of its fact, shown until the photo is
    there and as long as it is away; a thumb with a preview asks for nothing more. owner: on whose phone it was taken.
    """
    loaded, set_loaded = ft.use_state(Loaded("loading"))
    attempt, set_attempt = ft.use_state(0)
    session = here()
    enough = size == "thumb" and preview is not None

    async def load() -> None:
        if not enough:
            set_loaded(await load_photo(session, sha256, size))

    def again(event: object) -> None:
        set_loaded(Loaded("loading"))
        set_attempt(attempt + 1)

    ft.use_effect(load, [sha256, size, enough, attempt])
    data = preview if enough else loaded.data or preview
    return _frame(
        data, "there" if enough else loaded.standing, width=width, height=height, ident_name=ident_name, caption=caption,
        owner=owner, fit=fit, on_click=on_click, again=again, radius=radius,
    )  # fmt: skip


Photo = cast(Callable[..., ft.Control], ft.component(_photo))


def _frame(
    data: bytes | None,
    standing: Standing,
    *,
    width: float | None,
    height: float,
    ident_name: str,
    caption: str,
    owner: str,
    fit: ft.BoxFit,
    on_click: Callable[..., Any] | None,
    again: Callable[..., Any],
    radius: int,
) -> ft.Control:
    words = words_of(standing, owner)
    small = (width or _SMALL_SIDE) < _SMALL_SIDE or height < _SMALL_SIDE
    layers: list[ft.Control] = []
    if data is not None:
        layers.append(
            ft.Image(
                src=data, fit=fit, left=0, right=0, top=0, bottom=0, gapless_playback=True, error_content=_broken()
            )
        )
    elif small:
        layers.append(_centre(kit.icon(ft.Icons.PHOTO_OUTLINED, 28)))
    if standing != "there" and not small:
        layers.append(
            _said(words, over=data is not None, again=again if standing != "loading" else None, name=ident_name)
        )
    picture = ft.Container(
        ft.Stack(layers, expand=True), width=width, height=height, bgcolor=p().ground_of("plain"), border_radius=radius,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS, on_click=on_click, border=kit.border(), ink=on_click is not None,
    )  # fmt: skip
    named = kit.ident(
        ident_name, picture, label=" · ".join(w for w in (caption or tr("照片"), words) if w), button=on_click is not None
    )  # fmt: skip
    return named if not caption or small else ft.Column([named, kit.small(caption)], spacing=4, tight=True)


def _said(words: str, *, over: bool, again: Callable[..., Any] | None, name: str) -> ft.Control:
    """The words on the picture's lower edge, or in its middle where there is no picture; a tap tries again."""
    inside: list[ft.Control] = [kit.text(words, SMALL, color=p().ink, align=ft.TextAlign.CENTER)]
    if again is not None:
        inside.append(kit.side_action(tr("重试"), again, ident_name=f"{name}-again", mark=ft.Icons.REFRESH))
    band = ft.Container(
        ft.Column(inside, spacing=4, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER),
        bgcolor=p().card if over else None, padding=8, alignment=ft.Alignment.CENTER,
    )  # fmt: skip
    if over:
        return ft.Container(band, left=0, right=0, bottom=0)
    return _centre(band)


def _centre(content: ft.Control) -> ft.Control:
    return ft.Container(content, left=0, right=0, top=0, bottom=0, alignment=ft.Alignment.CENTER)


def _broken() -> ft.Control:
    return _centre(kit.icon(ft.Icons.BROKEN_IMAGE_OUTLINED, 28))
