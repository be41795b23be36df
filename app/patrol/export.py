"""What is not safe on the server yet, as one file for the person to take away: facts as they would be sent, photos, drafts.

The last way out when a phone will not come online any more. A fact's text is exactly what would have been sent, so taking
it in on another device gives the same ids and digests: it makes no doubles.
"""

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.errors import ZonewalkError
from app.domain.exchange import ClockOffset
from app.domain.export_file import DRAFTS, FACTS, FORMAT, MANIFEST, Manifest
from app.domain.facts import photo_file
from app.domain.times import wire
from app.hosts import Folder, Host
from app.store import Draft, Store

ALL = 1_000_000  # facts; more than a device can ever hold unsent
_README = (
    "巡区：本机尚未核验的内容。facts.jsonl 每行一条记录（与上传内容逐字相同），photos 是照片，drafts 是草稿。\n"
    "请交给主管；不要修改其中的文件，编号与摘要会被核对。服务器上用 python -m sync_server take-in 文件名 取回，重复取回也不会重复。\n\n"
    "Zonewalk: what this phone holds and the server has not verified. facts.jsonl has one entry a line, exactly as it\n"
    "would be sent; photos and drafts lie beside it. Give it to your supervisor and change nothing: ids and digests are checked.\n"
    "At the server: python -m sync_server take-in FILE. Taking it in again makes no doubles.\n"
)


@dataclass(frozen=True)
class Export:
    """name: a file name. missing: names of photos that the facts speak of and that were not found on this device."""

    name: str
    data: bytes
    facts: int
    photos: int
    drafts: int
    missing: tuple[str, ...] = ()


async def export_unsent(host: Host, store: Store) -> Export:
    """One ZIP of everything on this device (of everybody who used it) that would be lost with it."""
    lines = _lines(store)
    facts = [json.loads(line) for line in lines]
    drafts = [draft for account in store.accounts() for draft in store.drafts(account.id)]
    sending = [photo.name for photo in store.photos_to_send(aside=True)]
    names = list(dict.fromkeys([*_named(facts), *_named([draft.data for draft in drafts]), *sending]))
    draft_files = [name for draft in drafts for name in draft.photos]
    missing: list[str] = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README)
        texts = {
            FACTS: "".join(line + "\n" for line in lines),
            DRAFTS: json.dumps([_draft(d) for d in drafts], ensure_ascii=False, indent=1),
        }
        for name, text in texts.items():
            archive.writestr(name, text)
        files: tuple[tuple[Folder, list[str]], ...] = (("photos", names), ("drafts", draft_files))
        for folder, wanted in files:
            for name in wanted:
                try:
                    data = await host.get_file(folder, name)
                except (
                    FileNotFoundError,
                    ZonewalkError,
                ):  # one file that can't be read keeps nothing else from being saved
                    missing.append(f"{folder}/{name}")
                    continue
                archive.writestr(zipfile.ZipInfo(f"{folder}/{name}"), data)  # stored: a JPEG gets no smaller
                await asyncio.sleep(0)
        about = Manifest(
            format=FORMAT, device=store.device_id(), made_at=wire(store.true_now()), build=host.build, facts=len(facts),
            photos=len(names), drafts=len(drafts), missing=missing, clocks=_clocks(store, facts),
            digests={name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()},
        )  # fmt: skip
        archive.writestr(MANIFEST, about.model_dump_json(indent=1))
    stamp = store.true_now().strftime("%Y%m%d-%H%M%S")
    return Export(f"zonewalk-{stamp}.zip", out.getvalue(), len(facts), len(names), len(drafts), tuple(missing))


def _lines(store: Store) -> list[str]:
    """The facts without a receipt, and those that the server could not even take, as their exact text."""
    return [fact.wire for fact in store.outbox(ALL)] + [fact.wire for fact in store.facts_aside()]


def _clocks(store: Store, facts: list[dict[str, Any]]) -> list[ClockOffset]:
    """How far the clock was off around these facts, as far as it was measured."""
    return store.clocks_of([(UUID(fact["start"]), fact["seq"]) for fact in facts])


def _named(kept: list[dict[str, Any]]) -> Iterator[str]:
    """The files of the finished photos that facts or drafts name."""
    for each in kept:
        for photo in each.get("photos", ()):
            yield photo_file(photo["sha256"])


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "id": str(draft.id),
        "account": draft.account,
        "kind": draft.kind,
        "data": draft.data,
        "photos": list(draft.photos),
    }
