"""The photo in the middle of the review: large with zoom, or first and last under one divider to drag."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

import flet as ft

from app.locales import tr
from app.ui import kit
from app.ui.desk.sizes import FACTS, FOOT, HEADING, MARGIN, RAIL, STRIP
from app.ui.photo import CopySize, Loaded, load_photo, words_of
from app.ui.session import Session, here
from app.ui.theme import DESK_SMALL, p, size


@dataclass(frozen=True)
class OnStage:
    """A photo as the stage needs it. caption: what it shows and when. owner: on whose phone it was taken. preview: the
    small picture of its fact."""

    sha256: str
    caption: str
    owner: str
    preview: bytes | None = None


def _use_copy(session: Session, photo: OnStage | None, copy: CopySize) -> tuple[Loaded, Callable[[], None]]:
    """The photo's bytes as they come, and a handler that asks again."""
    loaded, set_loaded = ft.use_state(Loaded("loading"))
    attempt, set_attempt = ft.use_state(0)

    async def load() -> None:
        if photo is not None:
            found = await load_photo(session, photo.sha256, copy)
            set_loaded(lambda before: found)

    ft.use_effect(load, [photo.sha256 if photo else "", copy, attempt])
    return loaded, lambda: set_attempt(attempt + 1)


def _stage(photo: OnStage, first: OnStage | None, compare: bool, full: bool) -> ft.Control:
    """`Stage(photo, first, compare, full, key=…)`. first: the photo to hold it against. compare: under the divider. full:
    the whole photo instead of the review copy."""
    session = here()
    closer, set_closer = ft.use_state(False)
    copy: CopySize = "full" if full or closer else "review"
    loaded, again = _use_copy(session, photo, copy)
    before, _ = _use_copy(session, first, copy)
    box, set_box = ft.use_state(_guess(session))
    share, set_share = ft.use_state(0.5)
    width, height = box

    def resized(event: Any) -> None:
        set_box((float(event.width), float(event.height)))

    def zoomed(event: Any) -> None:
        """Who looks closer wants every pixel."""
        if event.scale != 1:
            set_closer(True)

    def dragged(event: Any) -> None:
        set_share(min(0.98, max(0.02, event.local_position.x / max(1.0, width))))

    data = loaded.data or photo.preview
    if compare and first is not None:
        inside = _compared(data, before.data or first.preview, photo, first, share, width, height)
        content: ft.Control = ft.GestureDetector(
            inside, on_horizontal_drag_update=dragged, drag_interval=30, mouse_cursor=ft.MouseCursor.RESIZE_LEFT_RIGHT
        )
    else:
        content = ft.InteractiveViewer(
            _picture(data, width, height), max_scale=8, min_scale=1, on_interaction_update=zoomed
        )
    layers: list[ft.Control] = [ft.Container(content, left=0, right=0, top=0, bottom=0)]
    if loaded.standing != "there":
        layers.append(_said(words_of(loaded.standing, photo.owner), over=data is not None, again=again))
    return ft.Semantics(
        content=ft.Container(
            ft.Stack(layers, expand=True), expand=True, bgcolor=p().ground_of("plain"), border_radius=12,
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS, on_size_change=resized, size_change_interval=100,
        ),
        identifier="review-photo", label=photo.caption, container=True, expand=True,
    )  # fmt: skip


Stage = cast(Callable[..., ft.Control], ft.component(_stage))


def use_prefetch(session: Session, wanted: tuple[str, ...]) -> None:
    """Fetch the review copies of these photos beside the screen, so that the next one is there at once."""

    async def fetch() -> None:
        for sha in wanted:
            await load_photo(session, sha, "review")

    def begin() -> Callable[[], None] | Awaitable[None] | None:
        if wanted:
            session.spawn(fetch())
        return None

    ft.use_effect(begin, [wanted])


def _guess(session: Session) -> tuple[float, float]:
    """Until the real size is told: the window less rail, strip, facts and bars."""
    wide, high = RAIL + STRIP + FACTS + 2 * MARGIN, HEADING + FOOT
    return max(200.0, (session.page.width or 1280) - wide), max(200.0, (session.page.height or 800) - size(high))


def _picture(data: bytes | None, width: float, height: float) -> ft.Control:
    if data is None:
        return ft.Container(width=width, height=height)
    return ft.Image(src=data, width=width, height=height, fit=ft.BoxFit.CONTAIN, gapless_playback=True)


def _compared(
    last: bytes | None, first: bytes | None, photo: OnStage, before: OnStage, share: float, width: float, height: float
) -> ft.Control:
    """The first photo left of the divider, the last right of it, both at the same place and size."""
    at = width * share
    left = ft.Stack(
        [ft.Container(_picture(first, width, height), left=0, top=0, bgcolor=p().ground_of("plain"))], width=at, height=height,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
    )  # fmt: skip
    return ft.Stack(
        [
            ft.Container(_picture(last, width, height), left=0, top=0),
            ft.Container(left, left=0, top=0),
            ft.Container(left=at - 1, top=0, width=2, height=height, bgcolor=p().primary),
            ft.Container(kit.icon(ft.Icons.SWAP_HORIZ, 22, p().on_primary), left=at - 18, top=height / 2 - 18, width=36, height=36,
                         bgcolor=p().primary, border_radius=18, alignment=ft.Alignment.CENTER),
            ft.Container(_label(before.caption), left=10, top=10),
            ft.Container(_label(photo.caption), right=10, top=10),
        ],
        width=width, height=height,
    )  # fmt: skip


def _label(words: str) -> ft.Control:
    return ft.Container(
        kit.text(words, DESK_SMALL), bgcolor=p().card, border_radius=8, border=kit.border(),
        padding=ft.Padding.symmetric(horizontal=8, vertical=3),
    )  # fmt: skip


def _said(words: str, *, over: bool, again: Callable[[], None]) -> ft.Container:
    """Why the picture is not there, on its lower edge when a small one is; with a way to ask again."""
    line = ft.Row(
        [kit.text(words), kit.side_action(tr("重试"), lambda e: again(), ident_name="review-reload", mark=ft.Icons.REFRESH)],
        spacing=12, tight=True, alignment=ft.MainAxisAlignment.CENTER,
    )  # fmt: skip
    band = ft.Container(line, bgcolor=p().card, padding=10, border_radius=12)
    return ft.Container(
        band, left=0, right=0, bottom=12 if over else 0, top=None if over else 0, alignment=ft.Alignment.CENTER
    )
