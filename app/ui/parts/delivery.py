"""How far an own fact is on its way, in words: on this phone, sent, verified (docs/protocol.md)."""

from typing import Final

import flet as ft

from app.locales import tr
from app.store import Delivery
from app.ui import kit
from app.ui.theme import Tone

_SAID: Final[dict[Delivery, tuple[str, Tone, ft.IconData]]] = {
    "local": ("在本机", "primary", ft.Icons.PHONE_ANDROID),
    "sent": ("已发送", "primary", ft.Icons.CLOUD_UPLOAD_OUTLINED),
    "verified": ("已核验", "done", ft.Icons.CLOUD_DONE_OUTLINED),
    "photo_lost": ("照片缺失", "major", ft.Icons.BROKEN_IMAGE_OUTLINED),
    "held": ("待服务器确认", "major", ft.Icons.HOURGLASS_EMPTY),
    "refused": ("服务器未接受", "critical", ft.Icons.CLOUD_OFF_OUTLINED),
}


def delivery_words(delivery: Delivery) -> str:
    return tr(_SAID[delivery][0])


def delivery_chip(delivery: Delivery) -> ft.Control:
    """Words, tone and a sign. `sent` is never called verified: its photos may still be on the phone."""
    words, tone, mark = _SAID[delivery]
    return kit.chip(tr(words), tone, mark=mark)
