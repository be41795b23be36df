"""Offline warm start to the usable today screen: new browser process, server dead. And the bytes of the first visit."""

import select
import socket
import threading
from contextlib import closing

from bench.loaded import load
from bench.stage import phone_signed_in, report, served, summary, timed
from tests.driver import Phone
from tests.e2e import play
from tests.serving import Server

STARTS = 5


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


def main() -> None:
    with served() as server:
        report(what="first visit", sent_mb=first_visit(server), bound_mb=18)
        with phone_signed_in(server) as (phone, profile):
            url = server.url
            facts, photos = load(phone, server)
        server.kill()
        starts, interpreters = [], []
        for _ in range(STARTS):
            with Phone(profile) as phone:

                def start(phone: Phone = phone) -> None:
                    phone.page.goto(url)
                    phone.wait("ring", timeout=60)

                starts.append(timed(start))
                assert str(facts + photos) in phone.text("state-chip"), phone.text("state-chip")
                interpreters.append(phone.marks().get("interpreter", phone.marks().get("pyodide", 0.0)))
        figures = summary(starts)
        report(what=f"offline warm start to today, {facts} facts and {photos} photos on the phone", **figures, bound_ms=3000,
               ratio_to_bare_interpreter=round(figures["median_ms"] / max(1.0, summary(interpreters)["median_ms"]), 2))  # fmt: skip


if __name__ == "__main__":
    main()
