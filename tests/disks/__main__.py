"""Runs the phones against a real server on each kind of disk, and looks for what was acknowledged.

Prints `N acknowledged, 0 lost` at the end; 1 if anything is lost, if an answer was neither success nor 507, or if a start that
failed gave no reason.
"""

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

from tests.disks import devices
from tests.disks.devices import MB, Disk
from tests.disks.phones import Phone
from tests.domain.demo import demo
from tests.sync_server.test_command_line import free_port
from tests.sync_server.world import template

PHONES = 6
SECONDS = 60  # on each disk
KILL_EVERY_S = 8.0
WELL = ("200", "507 disk_full", "507 disk_failed")
CUT = ("ConnectError", "ReadError", "RemoteProtocolError", "ReadTimeout", "WriteError")  # the server was killed
MOST_ROOM = 12 * MB


class Server:
    """The server's process; `kill` is SIGKILL."""

    def __init__(self, disk: Disk, log: Path) -> None:
        self.disk, self.port, self._log = disk, free_port(), log
        self.refused = 0  # starts that ended with a sentence
        self.unexplained: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, giving room where it says that it has none."""
        while True:
            with self._log.open("wb") as out:
                env = {**os.environ, "DATA": str(self.disk.data), "PORT": str(self.port), **self.disk.env}
                self.process = subprocess.Popen([sys.executable, "-m", "sync_server"], env=env, stdout=out, stderr=out)
            while self.process.poll() is None:
                if "is ready" in self._log.read_text():
                    return
                time.sleep(0.1)
            said = self._log.read_text()
            self.refused += 1
            if "[disk_f" not in said:
                self.unexplained.append(f"(exit {self.process.returncode}) {said[-9_000:]}")
            self.disk.leave(MOST_ROOM, os.getpid())

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.disk.lose_power()


def run(disk: Disk, empty: Path, log: Path, seconds: float, rng: random.Random) -> tuple[int, int, bool]:
    """(acknowledged, lost, all well) on one disk."""
    shutil.copytree(empty, disk.data, dirs_exist_ok=True)
    os.sync()
    disk.begin()
    estate, _, _ = demo()
    named = (
        f"u/{tower}-{floor:02}{door:02}" for tower in ("A1", "A2") for floor in range(1, 19) for door in range(1, 9)
    )
    homes = [home for home in named if estate.zone_of(home)]
    enough, server = threading.Event(), Server(disk, log)
    server.start()
    phones = [Phone(no, server.port, homes, enough) for no in range(1, PHONES + 1)]
    for phone in phones:
        phone.start()
    until, kills, kill_at = time.monotonic() + seconds, 0, time.monotonic() + KILL_EVERY_S
    while time.monotonic() < until:
        assert server.process is not None
        disk.leave(rng.choice((0, 50_000, rng.randrange(MB), rng.randrange(MOST_ROOM))), server.process.pid)
        time.sleep(rng.uniform(0.1, 0.8))
        if time.monotonic() > kill_at:
            server.kill()
            died = time.monotonic()
            server.start()
            until += time.monotonic() - died
            kills, kill_at = kills + 1, time.monotonic() + KILL_EVERY_S * rng.uniform(0.5, 1.5)
    enough.set()
    for phone in phones:
        phone.join()
    server.kill()
    disk.leave(MOST_ROOM, os.getpid())
    facts = {id for phone in phones for id in phone.said.facts}
    photos = {sha for phone in phones for sha in phone.said.photos}
    lost = facts - _facts_in(disk.data / "zonewalk.sqlite")
    gone = {sha for sha in photos if not _photo_in(disk.data / "photos", sha)}
    answers = sum((phone.said.answers for phone in phones), Counter[str]())
    strange = {name: n for name, n in answers.items() if name not in (*WELL, *CUT)}
    print(
        f"{disk.name}: {len(facts)} facts and {len(photos)} photos acknowledged, {len(lost) + len(gone)} lost; "
        f"{kills} kills, {server.refused} starts refused in words; answers {dict(answers)}",
        flush=True,
    )
    for said in server.unexplained:
        print(f"a start failed without a reason:\n{said}")
    return len(facts) + len(photos), len(lost) + len(gone), not strange and not server.unexplained


def _facts_in(database: Path) -> set[UUID]:
    with sqlite3.connect(database) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        assert found == [("ok",)], found[:5]
        return {UUID(bytes=id) for (id,) in connection.execute("SELECT id FROM fact")}


def _photo_in(folder: Path, sha: str) -> bool:
    found = [path for path in folder.rglob(f"{sha[2:]}.jpg") if "copies" not in path.parts]
    return any(hashlib.sha256(path.read_bytes()).hexdigest() == sha for path in found)


def main(seconds: float, wanted: list[str]) -> int:
    kinds = [devices.full, devices.bounded, devices.failing]
    if wanted:
        kinds = [kind for kind in kinds if kind.__name__ in wanted]
    if not devices.may_mount():
        kinds = [kind for kind in kinds if kind is not devices.full]
        print("Only root may mount a small disk: the full tmpfs is left out.")
    rng, acknowledged, lost, well = random.Random(1), 0, 0, True
    with tempfile.TemporaryDirectory(prefix="zonewalk-disks-") as made:
        folder = Path(made)
        empty = template(folder / "empty")
        for kind in kinds:
            with kind(folder) as disk:
                n, gone, fine = run(disk, empty, folder / "server.log", seconds, rng)
            acknowledged, lost, well = acknowledged + n, lost + gone, well and fine
    print(f"{acknowledged} acknowledged, {lost} lost")
    return 0 if well and not lost and acknowledged else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS, sys.argv[2:]))
