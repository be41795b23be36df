"""How the pictured steward gets to what more than one of the pictures needs."""

from tests.e2e import play
from tests.screens.album import Album

TOWER, SITE, VILLAS, FACADE = "b~A2~c~1", "site~R1", "lane~L1", "b~A1"
METER, VALVE_UNIT = "b~A1~c~1", "u~A1-0804"


def begin_case(album: Album, *, camera: bool = False) -> str:
    """A water meter that runs where nobody lives; returns the case's address. camera: with a picture of the camera."""
    phone = album.client
    open_item(album, METER, "building.water_meter")
    for tap in ("sheet-floor-8", f"sheet-spot-{VALVE_UNIT}", "sheet-state-runs_unoccupied"):
        phone.scroll_to(tap)
        phone.tap(tap)
    phone.scroll_to("sheet-reading")
    phone.type("sheet-reading", "318.4")
    phone.scroll_to("sheet-shoot")
    phone.tap("sheet-shoot")
    if camera:
        phone.page.wait_for_selector("#host-shutter")
        album.take("camera", settle=900)
    play.shoot(phone)
    phone.wait("step-close_valve")
    return str(phone.page.evaluate("location.hash")).removeprefix("#")


def open_item(album: Album, stop: str, item: str) -> None:
    """The sheet of an item at a stop."""
    album.go(f"/patrol/stop/{stop}", f"item-{item}")
    album.client.scroll_to(f"item-{item}")
    album.client.tap(f"item-{item}")
    album.client.wait("item-sheet")


def close_sheet(album: Album) -> None:
    album.client.scroll_to("sheet-close")
    album.client.tap("sheet-close")
    album.client.wait_gone("item-sheet")


def open_look(album: Album) -> None:
    """The first task that waits for this person's second look."""
    album.go("/tasks", "segment-looks")
    album.client.tap("segment-looks")
    album.client.page.wait_for_timeout(400)  # the other list's rows have gone
    album.client.tap(album.first("task-"))
    album.client.wait("task-state")


def scroll_down(album: Album) -> None:
    """To the end of what the screen holds."""
    size = album.client.viewport
    album.client.page.mouse.move(size["width"] / 2, size["height"] / 2)
    album.client.page.mouse.wheel(0, 3000)
