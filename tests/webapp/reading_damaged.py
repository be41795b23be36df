"""What the site's reader makes of the damaged stickers (`damaged_codes.py`): the real codes.js, in Node."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.webapp.damaged_codes import HIGH, WIDE, Damaged

SCRIPT = Path(__file__).with_name("read_damaged.mjs")


@dataclass(frozen=True)
class Read:
    """looks: which pictures each look read. ms: of a look, on average. wrong: pictures in which a code was read that is not there."""

    looks: dict[str, frozenset[int]]
    ms: dict[str, float]
    wrong: int

    @property
    def all(self) -> frozenset[int]:
        return frozenset().union(*self.looks.values())


def read_damaged(pictures: Iterable[Damaged], site: Path, folder: Path) -> Read:
    """Read these pictures with the site that was built there. folder: for the pictures; emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = []
    for n, picture in enumerate(pictures):
        (folder / f"{n}.grey").write_bytes(picture.grey.tobytes())
        texts.append(picture.text)
    (folder / "index.json").write_text(json.dumps({"wide": WIDE, "high": HIGH, "pictures": texts}))
    done = subprocess.run(["node", str(SCRIPT), str(site), str(folder)], capture_output=True, text=True, check=True)
    shutil.rmtree(folder)
    told = json.loads(done.stdout)
    return Read({name: frozenset(read) for name, read in told["read"].items()}, told["ms"], told["wrong"])
