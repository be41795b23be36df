"""The photo store: bytes by their SHA-256, checked by Pillow, sent and fetched apart from everything else."""

from sync_server.blobs.folder import FolderStore
from sync_server.blobs.intake import PhotoIntake
from sync_server.blobs.rights import Asker
from sync_server.blobs.store import BlobStore

__all__ = ["Asker", "BlobStore", "FolderStore", "PhotoIntake"]
