"""Plays scenario files for the command line: each in a fresh database, on SQLite, PostgreSQL, or through real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.shelves import Shelf, shelf
from app.stage import InProcessStage
from workflows.proof.scenario_files import Unplayable, found, read
from workflows.proof.scenarios import Player, Result


def play_paths(paths: list[Path], *, postgres: str | None = None, http: bool = False, words: bool = False) -> dict[str, Any]:
    """Play every scenario under the paths; `words`: compare the sentences of refusals too.

    Returns passed, failed and a line per story and variant. Raises Unplayable for no path.
    """
    results: list[Result] = []
    with _stages(postgres, http) as stage:
        for path in found(paths):
            try:
                scenario = read(path)
            except Unplayable as error:
                results.append(Result(path.stem, False, None, str(error)))
                continue
            results.extend(Player(stage, scenario, words=words).play())
    failed = sum(not one.ok for one in results)
    return {"passed": len(results) - failed, "failed": failed, "results": [asdict(one) for one in results]}


@contextmanager
def _stages(postgres: str | None, http: bool) -> Iterator[InProcessStage]:
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


def scenario_from(config: Any, case: int) -> str:
    """A recorded case as a scenario file."""
    from app.recording import recorded

    return recorded(config, case)
