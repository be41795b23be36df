"""The file that a person takes away from a phone that will not come online any more: facts, photos and drafts in one ZIP.

Written by `app.patrol.export`; read again here. A fact's line is exactly what would have been sent, so that taking the file in
gives the same ids and digests, however often.
"""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from app.domain.errors import ZonewalkError
from app.domain.exchange import ClockOffset
from app.domain.facts import photo_file
from app.domain.limits import PHOTO_BYTES

FORMAT = 1
MANIFEST, FACTS, DRAFTS = "manifest.json", "facts.jsonl", "drafts.json"
LARGEST_TEXT = 200_000_000  # bytes of the facts, unpacked; a phone holds far fewer


class Manifest(BaseModel):
    """digests: SHA-256 of the text files. missing: photos that the facts name and that were not found on the phone."""

    format: int
    device: UUID
    made_at: str
    build: str
    facts: int
    photos: int
    drafts: int
    missing: list[str] = Field(default_factory=list)
    clocks: list[ClockOffset] = Field(default_factory=list)
    digests: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class ExportFile:
    """facts: raw, in the order of seq. photos: the SHA-256 of those that lie in the file."""

    archive: zipfile.ZipFile
    manifest: Manifest
    facts: list[dict[str, Any]]
    photos: tuple[str, ...]

    def photo(self, sha256: str) -> bytes:
        """The photo's bytes. Raises ZonewalkError export_damaged when they are not what their name says."""
        data = _read(self.archive, photo_entry(sha256), PHOTO_BYTES)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ZonewalkError("export_damaged", photo_entry(sha256))
        return data


def photo_entry(sha256: str) -> str:
    """The name of a photo in the file."""
    return f"photos/{photo_file(sha256)}"


def open_export(file: BinaryIO) -> ExportFile:
    """Read an export. Raises ZonewalkError: export_foreign (none of ours, or of a newer app), export_damaged."""
    try:
        archive = zipfile.ZipFile(file)
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValidationError) as error:
        raise ZonewalkError("export_foreign", str(error)) from error
    if manifest.format != FORMAT:
        raise ZonewalkError("export_foreign", f"format {manifest.format}, here {FORMAT}")
    texts = {name: _read(archive, name, LARGEST_TEXT) for name in (FACTS, DRAFTS)}
    for name, wanted in manifest.digests.items():
        if name not in texts or hashlib.sha256(texts[name]).hexdigest() != wanted:
            raise ZonewalkError("export_damaged", f"{name} is not as it was written")
    try:
        facts = [json.loads(line) for line in texts[FACTS].decode().splitlines()]
    except ValueError as error:
        raise ZonewalkError("export_damaged", f"{FACTS}: {error}") from error
    if len(facts) != manifest.facts or not all(isinstance(fact, dict) for fact in facts):
        raise ZonewalkError("export_damaged", f"{len(facts)} facts, the file speaks of {manifest.facts}")
    names = [name for name in archive.namelist() if name.startswith("photos/") and name.endswith(".jpg")]
    return ExportFile(archive, manifest, facts, tuple(name.removeprefix("photos/")[:-4] for name in names))


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        if archive.getinfo(name).file_size > most:
            raise ZonewalkError("export_damaged", f"{name} is too large")
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise ZonewalkError("export_damaged", f"{name}: {error}") from error
