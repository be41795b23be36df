"""Pictures that depend on what was done at a stop: a facade, and a site before and after its visit, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.driver import Phone, Server
from tests.e2e import play
from tests.screens.album import Album

pytestmark = [pytest.mark.screens, pytest.mark.browser, pytest.mark.timeout(300)]

FACADE, SITE = "b~A1", "site~R1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """As `make run` starts it."""
    with Server(tmp_path / "server", command=("-m", "sync_server", "serve", "--demo")) as running:
        yield running


def test_stops_before_and_after(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "lin") as phone:
        album = Album(phone, "phone")
        play.sign_in(phone, server, "lin", "ring")
        _facade(album)
        _visit(album)
        album.dress("lang-en")
        album.look = "en"
        _facade(album)
        album.go(f"/patrol/stop/{SITE}", "ok-renovation.permit")
        album.take("stop-site-visited")


def _facade(album: Album) -> None:
    album.go(f"/patrol/stop/{FACADE}", "item-other.finding")
    album.take("stop-facade")


def _visit(album: Album) -> None:
    """The questions of a site come up once its visit has a result."""
    album.go(f"/patrol/stop/{SITE}", "visit-inspected")
    album.client.tap("visit-inspected")
    album.client.wait("ok-renovation.permit")
    album.take("stop-site-visited")
