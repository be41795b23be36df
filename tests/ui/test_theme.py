"""The theme that goes over the wire is the one that Flet's own classes would send."""

import flet as ft
import msgpack
import pytest
from flet.controls.base_control import BaseControl
from flet.messaging.protocol import configure_encode_object_for_msgpack

from app.ui import theme


def sent(value: object) -> object:
    encode = configure_encode_object_for_msgpack(BaseControl)
    return msgpack.unpackb(msgpack.packb(value, default=encode))


@pytest.mark.parametrize("name", ["light", "dark", "sun"])
def test_given_a_palette_then_flutter_is_told_what_flets_theme_would_tell_it(name: theme.ThemeName) -> None:
    theme.use(name, 1.0)
    palette = theme.p()
    none = ft.PageTransitionTheme.NONE
    expected = ft.Theme(
        font_family="Roboto",
        color_scheme=ft.ColorScheme(
            primary=palette.primary, on_primary=palette.on_primary, surface=palette.surface, on_surface=palette.ink,
            on_surface_variant=palette.quiet, outline=palette.line, outline_variant=palette.line,
            error=palette.ink_of("critical"), primary_container=palette.ground_of("primary"),
            on_primary_container=palette.ink_of("primary"), surface_container=palette.card,
            surface_container_low=palette.card, surface_container_high=palette.card, surface_container_highest=palette.card,
        ),
        page_transitions=ft.PageTransitionsTheme(android=none, ios=none, linux=none, macos=none, windows=none),
    )  # fmt: skip
    assert sent(theme.flet_theme(palette)) == sent(expected)
    theme.use("light", 1.0)
