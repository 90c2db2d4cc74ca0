"""The application that the benchmark measures: as `goufu run` serves it, on the town's steady clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app import jobs
from app.bench.town import steady
from app.composition import workbench
from app.config import Config, from_environment
from app.main import create_app, settle_memory
from app.served import Server


@contextmanager
def serving(config: Config, log: Path, workers: int = 1) -> Iterator[Server]:
    """A server on the town, ended at the end. Raises NotServing."""
    server = Server(config, log, workers, "app.bench.serving:serve")
    try:
        yield server
    finally:
        server.stop()


def serve() -> Flask:
    """What each worker runs: like `app.main.serve`, but on the steady clock; where it is metered, nothing but requests is counted."""
    config = from_environment()
    bench = workbench(config, steady(config))
    if not config.metered:
        jobs.begin(bench)
    application = create_app(bench)
    settle_memory()
    return application
