"""Pictures in a phone's storage, read back from there; and the check item that they are taken for."""

import base64
from dataclasses import dataclass

from tests.driver import Client
from tests.e2e import play

STOP = (1, "b~A2~c~1")
DOOR, LIGHT = "building.fire_door", "building.stair_light"
FLOOR = "sheet-spot-b~A2~c~1~f~12"


def stored(client: Client, sha256: str) -> bytes:
    """The photo's bytes as they lie in the browser's storage."""
    data: str = client.page.evaluate(
        """async (name) => {
          const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("photos");
          const bytes = new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer());
          return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
        }""",
        f"{sha256}.jpg",
    )
    return base64.b64decode(data)


@dataclass
class Roll:
    """The photos of a phone in the order in which they came."""

    client: Client
    seen: set[str]

    @classmethod
    def of(cls, client: Client) -> "Roll":
        return cls(client, play.photos_on(client))

    def next(self, timeout: float = 20) -> str:
        """The digest of the one photo that is new; waits for it."""
        self.client.until(lambda: play.photos_on(self.client) > self.seen, timeout, lambda: "no photo came")
        (new,) = play.photos_on(self.client) - self.seen
        self.seen.add(new)
        return new
