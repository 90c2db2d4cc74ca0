"""Small diagrams of the benchmark with their one form: a task that is done again and again, and a case that waits for a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app import tables
from app.clock import Ids
from app.composition import hands
from app.db import Databases
from workflows.act import Act, Case, Facts, FileRef
from workflows.engine.definitions import Library
from workflows.engine.runtime import Runtime
from workflows.engine.transactions import Done, Order
from workflows.procurement import world
from workflows.procurement.deadlines import Register
from workflows.schema import metadata

DIAGRAMS = Path(str(resources.files("app.bench") / "diagrams"))
BEGINS = dt.datetime(2026, 6, 15, 1, 30, tzinfo=dt.UTC)
MOMENT = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
AGAIN = {"outcome": "again"}


class Repeat:
    """The form: what it is given is its outcome."""

    task: ClassVar[str] = "bench.repeat"
    version: ClassVar[int] = 1

    def personal(self) -> frozenset[str]:
        """Nothing is."""
        return frozenset()

    def read(self, raw: Facts, files: Mapping[str, Sequence[FileRef]]) -> dict[str, Any]:
        """As given."""
        return dict(raw)

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """No row, only the outcome."""
        return data


class Standing:
    """A clock that is moved by hand."""

    moment = BEGINS

    def now(self) -> dt.datetime:
        """Where it stands."""
        return self.moment

    def wall(self) -> dt.datetime:
        """The same."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Ground:
    """A database with the standard world and the small diagrams."""

    databases: Databases
    runtime: Runtime
    clock: Standing

    def begin(self, process: str) -> Done:
        """Start a case."""
        return self.runtime.start(process, Order("clerk", AGAIN))

    def again(self, done: Done) -> Done:
        """Do the one open task of a case once more."""
        assert done.next_item is not None
        return self.runtime.complete(done.next_item, Order("clerk", AGAIN))


def moment(_session: Session, _case: Case) -> dt.datetime:
    """The moment for which the diagram `waiting` waits."""
    return MOMENT


def ground(url: str) -> Ground:
    """Prepare an empty database."""
    tables.load()
    databases, clock = Databases(url), Standing()
    metadata.create_all(databases.writer)
    ours = replace(hands(), forms={Repeat.task: Repeat()}, instants={"bench.moment": moment})
    runtime = Runtime(databases, Library(), ours, Register(), clock, Ids())
    runtime.publish({path.name: path.read_bytes() for path in sorted(DIAGRAMS.glob("*.bpmn"))})
    runtime.register("world.settle", world.plain(world.standard()), None)
    return Ground(databases, runtime, clock)
