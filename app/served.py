"""A server of our own in another process, on a free port of this machine: for stories and measurements over real HTTP."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path

from app.config import Config, handed_down

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0
"""Seconds within which a server has answered, or will not."""
PAUSE = 0.05


class NotServing(Exception):
    """The server did not come up; the message is the end of what it said."""


class Server:
    """Granian with the application, as `goufu run` starts it. Works on a database that is up to date."""

    def __init__(self, config: Config, log: Path, workers: int = 1, factory: str = "app.main:serve") -> None:
        self.port, self._log = _free_port(), log
        application = [factory, "--factory", "--interface", "wsgi", "--no-ws"]
        place = ["--host", LOOPBACK, "--port", str(self.port), "--workers", str(workers)]
        manner = ["--blocking-threads", "1", "--workers-kill-timeout", "10"]
        with log.open("wb") as said:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter, our own arguments
                [sys.executable, "-m", "granian", *application, *place, *manner],
                env=handed_down(config),
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=Path(__file__).parents[1],
            )
        self._await()

    @property
    def pid(self) -> int:
        """The process that keeps the workers."""
        return self._process.pid

    def stop(self) -> None:
        """End it; waits until it has."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _await(self) -> None:
        latest = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > latest:
                self.stop()
                raise NotServing(self._log.read_text(encoding="utf-8", errors="replace")[-2000:])
            time.sleep(PAUSE)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
