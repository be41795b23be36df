"""The photo store: bytes by their SHA-256, checked by Pillow, sent and fetched apart from everything else."""

from sync_server.blobs.folder import FolderStore, FolderStores
from sync_server.blobs.intake import PhotoIntake
from sync_server.blobs.rights import Asker
from sync_server.blobs.store import BlobStore, Stores
from sync_server.config import ServerSettings

__all__ = ["Asker", "BlobStore", "FolderStore", "FolderStores", "PhotoIntake", "Stores", "open_store"]


def open_store(settings: ServerSettings) -> Stores:
    """The stores that the settings name: a folder beside the database, and one in it for each estate."""
    return FolderStores(settings.data / "photos")
