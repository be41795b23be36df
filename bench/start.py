"""Offline warm start to the usable today screen, with a long round on the phone: new browser process, server dead; from the
kept memory of the interpreter and from nothing. And the bytes of the first visit."""

import select
import socket
import threading
from contextlib import closing
from pathlib import Path

from bench.loaded import load
from bench.stage import phone_signed_in, report, served, summary, timed
from tests.driver import Phone
from tests.e2e import play
from tests.serving import Server

STARTS = 5
ROOMY_GB, LITTLE_GB = 8, 1  # what a phone says of its memory: with little of it nothing is kept


class Meter:
    """A relay before the server that counts what it sends to the browser."""

    def __init__(self, server: Server) -> None:
        self._server, self.sent = server, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with closing(client), closing(socket.create_connection(("127.0.0.1", self._server.port))) as server:
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    if ready is server:
                        self.sent += len(data)
                        client.sendall(data)
                    else:
                        server.sendall(data)


def first_visit(server: Server) -> float:
    """Megabytes that the server sends until a start without a network is possible."""
    meter = Meter(server)
    with Phone(server.data.parent / "visitor") as visitor:
        visitor.open(meter.url)
        visitor.wait("account")
        play.kept_for_offline(visitor)
    return round(meter.sent / 1e6, 2)


def starts(profile: Path, url: str, expect: str, memory_gb: float) -> tuple[list[float], list[float]]:
    """(milliseconds to today, of them to the bare interpreter) of each start of a new browser. expect: said in the chip."""
    times, interpreters = [], []
    for _ in range(STARTS):
        with Phone(profile, memory_gb=memory_gb) as phone:

            def start(phone: Phone = phone) -> None:
                phone.page.goto(url)
                phone.wait("ring", timeout=60)

            times.append(timed(start))
            assert expect in phone.text("state-chip"), phone.text("state-chip")
            interpreters.append(phone.marks()["interpreter"])
            assert play.memory_used(phone) is (memory_gb == ROOMY_GB)
    return times, interpreters


def main() -> None:
    with served() as server:
        report(what="first visit", sent_mb=first_visit(server), bound_mb=18)
        with phone_signed_in(server) as (phone, profile):
            url = server.url
            facts, photos = load(phone, server)
        server.kill()
        expect = str(facts + photos)
        plain, interpreters = starts(profile, url, expect, LITTLE_GB)
        with Phone(profile, memory_gb=ROOMY_GB) as phone:
            phone.open(url)
            play.memory_kept(phone)
        kept, _ = starts(profile, url, expect, ROOMY_GB)
        bare = summary(interpreters)["median_ms"]
        for what, times in (("from kept memory", kept), ("from nothing", plain)):
            figures = summary(times)
            report(what=f"offline warm start to today, {what}; {facts} facts and {photos} photos on the phone", **figures,
                   bound_ms=3000, ratio_to_bare_interpreter=round(figures["median_ms"] / bare, 2))  # fmt: skip


if __name__ == "__main__":
    main()
