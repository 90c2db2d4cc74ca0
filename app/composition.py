"""The composition root: hands, directory, register and clock put together into one runtime. The only place that knows all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import forms
from app.clock import Clock, Ids
from app.config import Config
from app.db import Databases
from app.documents.store import BlobStore
from forms.base import forms as all_forms
from workflows.engine import transactions
from workflows.engine.definitions import Library
from workflows.engine.hands import Hands
from workflows.engine.runtime import Runtime
from workflows.procurement import facts, facts_community, facts_panel, facts_performance
from workflows.procurement.deadlines import Register
from workflows.procurement.directory import Rolls
from workflows.procurement.instants import INSTANTS
from workflows.procurement.operations import OPERATIONS
from workflows.procurement.world import SYSTEM

DIAGRAMS = Path(str(resources.files("bpmn_diagrams")))


@dataclass(frozen=True, slots=True)
class Workbench:
    """Everything that pages, API, command line and jobs need, made once per process."""

    config: Config
    databases: Databases
    clock: transactions.Clock
    ids: Callable[[], int]
    hands: Hands
    library: Library
    runtime: Runtime
    register: Register
    blobs: BlobStore


def hands() -> Hands:
    """All forms, operations, facts and instants by name."""
    forms.load()
    read = facts.FACTS | facts_performance.FACTS | facts_community.FACTS | facts_panel.FACTS
    decided = facts.DECIDED | facts_performance.DECIDED | facts_community.DECIDED | facts_panel.DECIDED
    return Hands(all_forms(), OPERATIONS, read, decided, INSTANTS, SYSTEM, Rolls())


def workbench(config: Config, clock: transactions.Clock | None = None) -> Workbench:
    """Put the parts together; opens no connection yet. `clock`: another one than the database's (scenarios, replay)."""
    databases = Databases(config.database)
    time, ids, library, register, all_hands = clock or Clock(databases.reader), Ids(), Library(), Register(), hands()
    runtime = Runtime(databases, library, all_hands, register, time, ids)
    return Workbench(config, databases, time, ids, all_hands, library, runtime, register, BlobStore(config.files))


@contextmanager
def at_work(config: Config) -> Iterator[Workbench]:
    """A workbench for one piece of work; its connections are closed afterwards."""
    bench = workbench(config)
    try:
        yield bench
    finally:
        bench.databases.dispose()


def shipped() -> dict[str, bytes]:
    """The diagrams and tables that come with this release: path inside `bpmn_diagrams` → bytes."""
    found = [*DIAGRAMS.rglob("*.bpmn"), *DIAGRAMS.rglob("*.dmn")]
    return {path.relative_to(DIAGRAMS).as_posix(): path.read_bytes() for path in sorted(found)}
