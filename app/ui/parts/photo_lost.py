"""The sentence for a photo that the phone took from us: it killed the page while the camera was open."""

import flet as ft

from app.locales import tr
from app.patrol.open_camera import LostPhoto
from app.ui import kit
from app.ui.session import Session


def is_lost(session: Session, about: str) -> bool:
    """Whether it was on this screen, for this, that a photo did not arrive."""
    return session.lost == LostPhoto(session.page.route, about)


def photo_lost(session: Session, about: str) -> list[ft.Control]:
    """Stands until a photo has arrived, or something was saved without one."""
    if not is_lost(session, about):
        return []
    words = tr("照片未收到：相机打开时，系统关闭了页面。已填内容都在，请重拍。")
    return [kit.notice(words, "major", ident_name="photo-lost")]
