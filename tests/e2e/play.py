"""What a person does on the phone and at the desk, in the words of the story: shared by the journeys in the browser."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

from app.domain.signcode import mint
from tests.driver import Client, Desk, Phone
from tests.serving import Server

PASSWORD = "zonewalk"


def code(server: Server, point: str) -> str:
    """The code as it hangs at a point."""
    with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
        (setup,) = database.execute("select setup from estate").fetchone()
    return mint(point, bytes.fromhex(json.loads(setup)["sign_in_key"]))


def sign_in(client: Client, server: Server, account: str, shown: str, *, url: str = "") -> None:
    """Open the address (the server's own unless another leads to it), sign in, and wait for the first screen."""
    client.open(url or server.url)
    client.wait("account")
    client.type("account", account)
    client.type("password", PASSWORD)
    client.tap("sign-in")
    client.wait(shown, timeout=60)


def kept_for_offline(client: Client) -> None:
    """The service worker has everything that a start without a network needs."""
    client.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")


def sign_at(phone: Phone, text: str) -> None:
    """Type the code of a point into the reader."""
    phone.tap("scan")
    phone.page.wait_for_selector("#host-code")
    phone.page.fill("#host-code", text)
    phone.page.click("#host-code-ok")


def shoot(client: Client) -> None:
    """Press the shutter of the camera that is open."""
    client.page.wait_for_selector("#host-shutter")
    client.page.wait_for_timeout(300)
    client.page.click("#host-shutter")
    client.page.wait_for_selector("#host-shutter", state="detached")


def confirm(phone: Phone) -> None:
    """The rest is in order. Machines walk faster than people: the question of one who was quick is answered."""
    phone.tap("confirm")
    phone.until(
        lambda: phone.has("stop-done") or phone.has("soon-sheet"), 20, lambda: "nothing followed the confirmation"
    )
    if phone.has("soon-sheet"):
        phone.tap("soon-confirm")
    phone.wait("stop-done")


def open_stop(phone: Phone, leg: int, place: str, *, shows: str = "item-other.finding") -> None:
    """From wherever one is: the patrol tab, the leg, the stop."""
    if phone.has("back"):
        phone.tap("back")
        phone.wait_gone("back")
    if not phone.has(f"walk-{leg}"):
        phone.tap("tab-patrol")
    phone.wait(f"walk-{leg}")
    phone.page.wait_for_timeout(400)  # the tab has come to rest
    phone.scroll_to(f"walk-{leg}")
    phone.tap(f"walk-{leg}")
    phone.wait(f"stop-{place}")
    phone.scroll_to(f"stop-{place}")
    phone.tap(f"stop-{place}")
    phone.wait(shows)


def find(phone: Phone, item: str, *steps: str, photos: int = 1, reading: str | None = None) -> None:
    """Enter a finding at the stop that is open: tap the item, what `steps` names, the figure, the photo."""
    phone.scroll_to(f"item-{item}")
    phone.tap(f"item-{item}")
    phone.wait("item-sheet")
    for step in steps:
        phone.scroll_to(step)
        phone.tap(step)
    if reading:
        phone.scroll_to("sheet-reading")
        phone.type("sheet-reading", reading)
    if photos:
        for _ in range(photos):
            phone.scroll_to("sheet-shoot")
            phone.tap("sheet-shoot")
            shoot(phone)
    else:
        phone.scroll_to("sheet-save")
        phone.tap("sheet-save")
    phone.wait_gone("item-sheet")


def memory_used(client: Client) -> bool:
    """Whether this start put the interpreter's kept memory back (webapp/client/memory.js)."""
    return bool(client.page.evaluate("Boolean(window.zonewalk.memory?.used)"))


def memory_kept(client: Client) -> None:
    """Nobody touches the app until its interpreter's memory is kept for the next start."""
    kept_for_offline(client)
    told = "window.zonewalk.memory?.kept ?? null"
    client.until(lambda: client.page.evaluate(told) is not None, 120, lambda: "no memory was kept")
    assert client.page.evaluate(told) == "kept"


def photos_on(client: Client) -> set[str]:
    """The digests of the photos in this browser's storage, computed anew from the files' bytes."""
    found: list[str] = client.page.evaluate(
        """async () => {
          const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("photos", {create: true});
          const digests = [];
          for await (const [name, handle] of folder.entries()) {
            if (!/^[0-9a-f]{64}\\.jpg$/.test(name)) continue;
            for (let left = 20; ; left -= 1) {              // one may be in the middle of being written
              const bytes = await (await handle.getFile()).arrayBuffer();
              const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))];
              const digest = hash.map((b) => b.toString(16).padStart(2, "0")).join("");
              if (name === digest + ".jpg") { digests.push(digest); break; }
              if (!left) throw new Error(name + " does not hold what it is called by");
              await new Promise((resolve) => setTimeout(resolve, 100));
            }
          }
          return digests;
        }"""
    )
    return set(found)


def photos_of(server: Server) -> dict[str, str]:
    """State by digest of the photos that the server knows."""
    with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
        return dict(database.execute("select sha256, state from photo"))


def facts_of(server: Server, author: str) -> dict[str, int]:
    """How many facts of each kind the server has of an author."""
    with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
        rows = database.execute(
            "select kind, count(*) from fact where author = ? and state = 'accepted' group by kind", (author,)
        )
        return dict(rows)


def tasks_of(server: Server) -> list[dict[str, Any]]:
    """Every task in the server's records."""
    with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
        rows = database.execute("select data from record where kind = 'matter' and gone = 0").fetchall()
    return [
        {**task, "place": matter["place"], "item": matter["item"]}
        for matter in (json.loads(data) for (data,) in rows)
        for task in matter["tasks"]
    ]


def task_at(server: Server, place: str) -> dict[str, Any]:
    """The one task at a place."""
    (found,) = [task for task in tasks_of(server) if task["place"] == place]
    return found


def evidence_of(server: Server, place: str, item: str) -> str:
    """The digest of the first photo of the finding at a place."""
    with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
        query = "select photos from fact where kind = 'found' and place = ? and item = ? order by at desc"
        (photos,) = database.execute(query, (place, item)).fetchone()
    return str(json.loads(photos)[0]["sha256"])


def fact_digests(server: Server, author: str) -> set[str]:
    """The digests of the photos that an author's facts name."""
    with sqlite3.connect(server.data / "zonewalk.sqlite") as database:
        rows = database.execute("select photos from fact where author = ?", (author,)).fetchall()
    return {photo["sha256"] for (photos,) in rows for photo in json.loads(photos)}


def number(words: str) -> int:
    """The first number in a text; -1 for none."""
    found = re.search(r"\d+", words)
    return int(found.group()) if found else -1


__all__ = ["Desk", "Path", "Phone", "Server"]
