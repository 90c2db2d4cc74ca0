"""The verb that opens the doors: run. Loads little, so that the first page does not wait for two processes to load everything in turn."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Any

from app.cli.output import verb
from app.config import Config, hand_down

PATIENCE = 10
"""Seconds after which a process that does not end is ended: one that is still loading does not hear that it should."""


def add(verbs: Any) -> None:
    """Declare the verb."""
    run = verb(verbs, "run", _run, "升级数据库、开启服务和时钟", "goufu run --port 8000")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--workers", type=int, default=2)


def _run(said: argparse.Namespace, config: Config) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    hand_down(config)
    # The child that reads the coverage table waits for all the others: see `app.coverage.__main__`.
    subprocess.Popen((sys.executable, "-m", "app.coverage"), stdin=subprocess.DEVNULL)
    server = Granian(
        "app.main:serve",
        factory=True,
        address=said.host,
        port=said.port,
        interface=Interfaces.WSGI,
        workers=said.workers,
        blocking_threads=1,
        workers_kill_timeout=PATIENCE,
        log_access=False,
    )
    server.serve()
