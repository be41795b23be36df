"""The photo store: bytes by their SHA-256, checked by Pillow, sent and fetched apart from everything else."""

from sync_server.blobs.folder import FolderStore
from sync_server.blobs.intake import PhotoIntake
from sync_server.blobs.rights import Asker
from sync_server.blobs.store import BlobStore
from sync_server.config import ServerSettings

__all__ = ["Asker", "BlobStore", "FolderStore", "PhotoIntake", "open_store"]


def open_store(settings: ServerSettings) -> BlobStore:
    """The store that the settings name: a folder beside the database."""
    return FolderStore(settings.data / "photos")
