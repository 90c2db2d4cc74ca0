"""Several people at once: threads of one server or real processes that act on a town at the same moment."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.towns import Office, Town
from workflows.errors import Refusal

MOST = 5
PATIENCE = 120.0
"""Seconds after which a crew that does not come together has failed."""


class Barrier(Protocol):
    """Threads' and processes' barriers are alike."""

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass(frozen=True, slots=True)
class Job:
    """One act: complete an item with the form of a golden step; without an item, start a case (`changed`: its form) or tick the clock."""

    who: str = ""
    item: int = 0
    step: int = 0
    key: str = ""
    changed: Mapping[str, Any] = field(default_factory=dict)
    moment: dt.datetime | None = None
    """Where the clock of this member stands, if not where the others' does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: `done` with the numbers of the entries, or the kind of refusal with its rules."""

    kind: str
    numbers: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()


def answer(office: Office, job: Job) -> Answer:
    """Do one job."""
    try:
        if job.item:
            return Answer("done", (office.do(job.who, job.item, job.step, job.key, **job.changed).number,))
        if job.who:
            begun = office.start(job.who, job.changed, job.key)
            return Answer("done", (begun.case_id, begun.number))
        return Answer("done", tuple(done.number for done in office.bench.runtime.tick()))
    except Refusal as refusal:
        return Answer(refusal.kind, rules=refusal.rules)


def member(office: Office, jobs: Sequence[Job], barrier: Barrier) -> list[Answer]:
    """One after the other, each at the same moment as the others' next job."""
    answers = []
    for job in jobs:
        if job.item:
            office.files(job.step)
        barrier.wait(PATIENCE)
        answers.append(answer(office, job))
    return answers


def threads(town: Town, works: Sequence[Sequence[Job]], moment: dt.datetime | None = None) -> list[list[Answer]]:
    """Threads of one server process share its workbench."""
    barrier = threading.Barrier(len(works))
    offices = {at: town.open(at) for at in {jobs[0].moment or moment for jobs in works}}
    with ThreadPoolExecutor(len(works)) as crew:
        answers = list(crew.map(lambda jobs: member(offices[jobs[0].moment or moment], jobs, barrier), works))
    for office in offices.values():
        office.close()
    return answers


class Processes:
    """Processes that have nothing in common but the database; begun once, for every test of a run."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        barriers = {size: context.Barrier(size) for size in range(2, MOST + 1)}
        self._pool = context.Pool(MOST, initializer=_enter, initargs=(barriers,))

    def __call__(self, town: Town, works: Sequence[Sequence[Job]], moment: dt.datetime | None = None) -> list[list[Answer]]:
        """Each list of jobs in a process of its own."""
        return self._pool.map(_work, [(town, jobs[0].moment or moment, len(works), jobs) for jobs in works], chunksize=1)

    def end(self) -> None:
        """Send them home."""
        self._pool.close()
        self._pool.join()


_barriers: dict[int, Barrier] = {}
"""In a process of the crew: where as many as that come together."""


def _enter(barriers: dict[int, Barrier]) -> None:
    _barriers.update(barriers)


def _work(task: tuple[Town, dt.datetime | None, int, Sequence[Job]]) -> list[Answer]:
    town, moment, size, jobs = task
    _barriers[size].wait(PATIENCE)  # none takes two lists while another process is still starting
    office = town.open(moment)
    answers = member(office, jobs, _barriers[size])
    office.close()
    return answers
