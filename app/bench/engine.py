"""What one completion costs the engine alone, against the library's own way of keeping a case, from the first task to the fiftieth."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.bench.figures import Bar, Sheet, middle, timed
from app.bench.walk import PROCESS, Onwards, facts_of, next_task
from app.composition import shipped
from workflows.engine import naive
from workflows.engine.definitions import Definition, build, closures
from workflows.engine.store import Open, Running

POINTS = (0, 10, 25, 40, 50)
BARRED = 40
CHEAPER = Bar(least=8, aim=15)


@dataclass(frozen=True, slots=True)
class Point:
    """A case before its next task: as we keep it, and as the library does."""

    finished: int
    definition: Definition
    task: Open
    frozen: bytes
    library_task: Any
    text: str

    def complete(self) -> bytes:
        """Thaw, complete, look what is open, freeze."""
        running = Running.thaw(self.definition, self.frozen, Onwards())
        running.complete(self.task.node, facts_of(self.definition, self.task))
        list(running.open())
        return running.freeze()

    def naively(self) -> str:
        """The same through the library's serializer."""
        return naive.round_trip(self.definition, self.text, Onwards(), self.library_task, facts_of(self.definition, self.task))


def measure(sheet: Sheet, rounds: int) -> None:
    """Enter `engine.complete_ms.N` and `engine.naive_ms.N` (CPU), their ratio, and the bytes that each writes."""
    for point in _points():
        ours = [timed(time.thread_time, point.complete) for _ in range(rounds)]
        with naive.library_ids():
            theirs = [timed(time.thread_time, point.naively) for _ in range(max(3, rounds // 8))]
        sheet.spread(f"engine.complete_ms.{point.finished}", ours)
        sheet.spread(f"engine.naive_ms.{point.finished}", theirs)
        bar = CHEAPER if point.finished == BARRED else None
        sheet.note(f"engine.naive_times.{point.finished}", middle(theirs) / middle(ours), bar=bar)
        sheet.note(f"engine.bytes_written.{point.finished}", len(point.complete()), "bytes", naive=len(point.text))


def _points() -> Iterator[Point]:
    files = shipped()
    definition = build(PROCESS, {name: files[name] for name in closures(files)[PROCESS]})
    with naive.library_ids():
        kept = dict(_as_the_library(definition))
    running, finished = _begun(definition), 0
    while task := next(next_task(definition, running), None):
        frozen = running.freeze()
        if finished in kept:
            yield Point(finished, definition, task, frozen, *kept[finished])
        running, finished = Running.thaw(definition, frozen, Onwards()), finished + 1
        running.complete(task.node, facts_of(definition, task))


def _as_the_library(definition: Definition) -> Iterator[tuple[int, tuple[Any, str]]]:
    running = _begun(definition)
    for finished, task in enumerate(next_task(definition, running)):
        if finished in POINTS:
            yield finished, (task.node, naive.dump(running))
        running.complete(task.node, facts_of(definition, task))


def _begun(definition: Definition) -> Running:
    running = Running.begin(definition, Onwards(), {"project": "甲"})
    running.advance()
    return running
