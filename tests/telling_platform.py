"""The city's platform for tests: a real server on this machine that gives each key one number, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWERED = "2026-06-18T15:20:00+08:00"
HELD = 30.0
"""Seconds for which a slow answer is held at most."""


@dataclass(slots=True)
class City:
    """What it knows. `troubles`: what it does to the next requests, in order: a status, `slow`, `redirect`, `nonsense`, `long`."""

    address: str = ""
    troubles: list[str] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str, body: bytes) -> tuple[int, bytes]:
        """What is answered to one request."""
        with self.lock:
            self.asked.append(key)
            trouble = self.troubles.pop(0) if self.troubles else ""
        if trouble == "slow":
            self.released.wait(HELD)
        if trouble.isdigit():
            return int(trouble), b""
        answers = {"nonsense": b"<html>", "long": b"[" * 100_000}
        return (307, b"") if trouble == "redirect" else (200, answers.get(trouble) or self._known(key, body))

    def _known(self, key: str, body: bytes) -> bytes:
        with self.lock:
            number = self.numbers.setdefault(key, f"市平台2026-{len(self.numbers) + 1:04d}")
            self.bodies.setdefault(key, body)
        return json.dumps({"number": number, "received_at": ANSWERED}).encode()


@contextmanager
def city() -> Iterator[City]:
    """A platform on a free port of this machine."""
    one = City()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(one.take, one))
    server.daemon_threads = True
    one.address = f"http://127.0.0.1:{server.server_port}/entries"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield one
    finally:
        one.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(take: Callable[[str, bytes], tuple[int, bytes]], one: City) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = take(self.headers["Idempotency-Key"], body)
            self.send_response(status)
            if status == 307:
                self.send_header("Location", one.address)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            try:
                self.wfile.write(answer)
            except OSError:
                # Whoever waited has gone.
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing on the terminal."""

    return Asked
