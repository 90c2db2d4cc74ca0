"""A worker process that says what it has done after each act, and is killed in the middle of its work."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess

from tests.crews import PATIENCE, Answer, Job, answer
from tests.towns import Town


def forks() -> ForkServerContext:
    """New processes from a small server that has the product imported and nothing open."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.casualties"])
    return context


@dataclass
class Worker:
    """A process at work; `acknowledged`: place of the job in its list → what it answered."""

    jobs: Sequence[Job]
    process: ForkServerProcess
    line: Connection
    acknowledged: dict[int, Answer] = field(default_factory=dict)

    @classmethod
    def begin(cls, context: ForkServerContext, town: Town, jobs: Sequence[Job]) -> Worker:
        """Start it; it waits for `go`."""
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(town, jobs, theirs), daemon=True)
        process.start()
        theirs.close()
        return cls(jobs, process, ours)

    def ready(self) -> None:
        """It has its database open."""
        assert self.line.poll(PATIENCE)
        assert self.line.recv() == "ready"

    def go(self, most: int | None = None) -> None:
        """Let it work; not beyond so many jobs, where it waits for its end."""
        self.line.send(len(self.jobs) if most is None else most)

    def killed(self, chance: random.Random) -> None:
        """Kill it after some acknowledgements and a moment more; what it had already said is heard."""
        self._hear(upto=chance.randrange(1, len(self.jobs) // 2))
        self._hear(until=time.monotonic() + chance.uniform(0, 0.05))
        self.process.kill()
        self.finished()

    def finished(self) -> None:
        """Hear the rest, and see it go."""
        self._hear()
        self.process.join(PATIENCE)
        assert not self.process.is_alive()
        self.line.close()

    def _hear(self, upto: int | None = None, until: float | None = None) -> None:
        while upto is None or len(self.acknowledged) < upto:
            if not self.line.poll(PATIENCE if until is None else max(0.0, until - time.monotonic())):
                assert until is not None, "the worker does not answer"
                return
            try:
                place, said = self.line.recv()
            except (EOFError, ConnectionResetError):
                return
            self.acknowledged[place] = said


def _work(town: Town, jobs: Sequence[Job], line: Connection) -> None:
    office = town.open()
    line.send("ready")
    most = line.recv()
    for place, job in enumerate(jobs[:most]):
        line.send((place, answer(office, job)))
    if most < len(jobs):
        line.recv()
    office.close()
    line.close()
