"""A line between phone and server that carries so many bytes, then breaks, until it is mended."""

from __future__ import annotations

import socket
import struct
import threading
import time
from typing import Self

PIECE = 16_384
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing is a reset, as when a radio cell is left


class Line:
    """A TCP relay. carried: bytes that came down to the phone. cut_at: where it breaks; None: never. pace: seconds per piece."""

    def __init__(self, server_port: int, *, cut_at: int | None = None, pace: float = 0.0) -> None:
        self.carried, self.cut_at, self.pace = 0, cut_at, pace
        self._server_port = server_port
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._broken = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.break_off()
        self._listening.close()

    def break_off(self) -> None:
        """Nothing passes any more, and whoever tries is told so at once."""
        with self._lock:
            self._broken = True
            for end in self._open:
                _reset(end)
            self._open.clear()

    def mend(self) -> None:
        with self._lock:
            self._broken, self.cut_at = False, None

    @property
    def broken(self) -> bool:
        return self._broken

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self._listening.accept()
            except OSError:
                return  # closed: the test is over
            try:
                server = None if self._broken else socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                server = None
            if server is None:
                _reset(phone)
                continue
            with self._lock:
                self._open |= {phone, server}
            threading.Thread(target=self._carry, args=(phone, server, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, phone, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, down: bool) -> None:
        try:
            while data := source.recv(PIECE):
                if down:
                    self._count(len(data))
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return  # broken off, by us or by one of the two

    def _count(self, size: int) -> None:
        if self.pace:
            time.sleep(self.pace)
        with self._lock:
            self.carried += size
            over = self.cut_at is not None and self.carried > self.cut_at
        if over:
            self.break_off()


def _reset(end: socket.socket) -> None:
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # closed already
    end.close()
