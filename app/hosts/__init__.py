"""The host seam: `base.Host` says what every host can do, `pick.pick_host()` which one this is."""

from app.hosts.base import (
    CodeRead,
    Folder,
    Host,
    HostEvent,
    HostName,
    ImageTools,
    PhotoAsk,
    Prepared,
    Shot,
    ShotSource,
    StorageState,
)
from app.hosts.pick import pick_host

__all__ = [
    "CodeRead",
    "Folder",
    "Host",
    "HostEvent",
    "HostName",
    "ImageTools",
    "PhotoAsk",
    "Prepared",
    "Shot",
    "ShotSource",
    "StorageState",
    "pick_host",
]
