"""Re-executes a ledger for the command line and the audit pages: the engine alone (level 1), then forms and operations too (level 2)."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.clock import FixedClock
from app.composition import Workbench, workbench
from app.tables import load
from workflows.proof.replay import Replay, Report, Scratch
from workflows.proof.replay_engine import replay_engine
from workflows.schema import metadata


def replay(bench: Workbench, case: int | None, level: int = 2) -> dict[str, Any]:
    """Execute everything again, or what one case needs; the report as JSON. The scratch database is removed afterwards."""
    with bench.databases.read() as session:
        entries, difference = replay_engine(session, case)
    report = Report(entries, difference)
    if level == 2 and report.identical:
        report = _with_forms(bench, case)
    shown = asdict(report.difference) if report.difference else None
    return {"identical": report.identical, "entries": report.entries, "difference": shown, "cannot": report.cannot, "level": level}


def _with_forms(bench: Workbench, case: int | None) -> Report:
    load()
    clock = FixedClock()
    with tempfile.TemporaryDirectory(prefix="goufu-replay-") as folder:
        scratch = workbench(replace(bench.config, database=f"sqlite:///{Path(folder)}/scratch.db"), clock)
        metadata.create_all(scratch.databases.writer)
        try:
            return Replay(bench.databases, Scratch(scratch.databases, scratch.runtime, clock)).run(case)
        finally:
            scratch.databases.dispose()
