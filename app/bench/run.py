"""The benchmark: every figure on the machine at hand, on both databases, beside its yardstick and its bar.

Times and rates are this machine's, and only as quiet as it is: each says whether it clears its bar. `ok` is whether the figures hold
that are the product's alone: statements, commits, bytes, idleness, a history without a fault.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench import decisions, desks, engine, growth, history, waits
from app.bench.figures import Sheet
from app.bench.loops import ground
from app.bench.town import Town, by_task, found, opened, order_of
from app.bench.web import Site, measure
from app.shelves import Shelf, shelf

REPORT = Path("bench.json")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    cases: int
    loads: tuple[tuple[int, int], ...]
    engine_rounds: int
    decisions: int
    growth_rounds: tuple[int, ...]
    waiting: int
    desks: tuple[int, ...]
    desk_rounds: int
    databases: dict[str, str | None]


FULL = Extent(
    cases=150,
    loads=((1, 1), (1, 4), (1, 8), (2, 1), (2, 4), (2, 8)),
    engine_rounds=100,
    decisions=100_000,
    growth_rounds=(100, 300, 1500),
    waiting=1000,
    desks=(1000, 10_000, 100_000),
    desk_rounds=40,
    databases={"sqlite": None, "postgresql": ""},
)
QUICK = Extent(
    cases=14,
    loads=((2, 8),),
    engine_rounds=8,
    decisions=2000,
    growth_rounds=(40,),
    waiting=10,
    desks=(1000, 4000),
    desk_rounds=5,
    databases={"sqlite": None},
)


def run_bench(*, quick: bool = False) -> dict[str, Any]:
    """Measure everything, write the report to bench.json in the working folder, and return it."""
    extent, sheets = QUICK if quick else FULL, dict[str, Sheet]()
    for name, server in extent.databases.items():
        sheets[name] = Sheet()
        with tempfile.TemporaryDirectory(prefix="goufu-bench-") as folder, shelf(server, durable=True) as databases:
            _measure(sheets[name], extent, databases, Path(folder))
    first = next(iter(sheets.values()))
    engine.measure(first, extent.engine_rounds)
    decisions.measure(first, extent.decisions)
    report = {
        "ok": not any(sheet.broken for sheet in sheets.values()),
        "broken": {name: sheet.broken for name, sheet in sheets.items() if sheet.broken},
        "quick": quick,
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version},
        "databases": {name: sheet.lines for name, sheet in sheets.items()},
    }
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


def _measure(sheet: Sheet, extent: Extent, databases: Shelf, folder: Path) -> None:
    town = found(databases.fresh(), folder, extent.cases)
    source = databases.copy(town.config.database)
    _give_every_opinion(town, source)
    measure(sheet, Site(databases, folder, town, source), extent.loads)
    with opened(town.at(source)) as bench:
        history.measure(sheet, bench)
    for room in (_growth, _waits, _desks):
        small = ground(databases.fresh())
        room(sheet, small, extent)
        small.databases.dispose()


def _give_every_opinion(town: Town, source: str) -> None:
    with opened(town.at(source)) as bench:
        for number, posting in enumerate(by_task(town.postings)):
            bench.runtime.complete(posting.item, order_of(posting, f"{number:032x}"))


def _growth(sheet: Sheet, small: Any, extent: Extent) -> None:
    growth.measure(sheet, small, extent.growth_rounds)


def _waits(sheet: Sheet, small: Any, extent: Extent) -> None:
    waits.measure(sheet, small, extent.waiting)


def _desks(sheet: Sheet, small: Any, extent: Extent) -> None:
    desks.measure(sheet, small, extent.desks, extent.desk_rounds)
