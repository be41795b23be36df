"""Illustrations for the demo's findings, drawn when the demo is loaded: nobody's home was photographed for it."""

from sync_server.seed.pictures.scenes import SCENES
from sync_server.seed.pictures.stamped import Stamped, find_font, stamped

__all__ = ["SCENES", "Stamped", "find_font", "stamped"]
