"""Re-executes a ledger in a scratch database for the command line and the audit pages."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.composition import Workbench, workbench
from app.stage import FixedClock
from app.tables import load
from workflows.proof.replay import Replay, Scratch
from workflows.schema import metadata


def replay(bench: Workbench, case: int | None, level: int = 2) -> dict[str, Any]:
    """Execute everything again, or what one case needs; the report as JSON. The scratch database is removed afterwards."""
    load()
    with tempfile.TemporaryDirectory(prefix="goufu-replay-") as folder:
        clock = FixedClock()
        scratch = workbench(replace(bench.config, database=f"sqlite:///{Path(folder)}/scratch.db"), clock)
        metadata.create_all(scratch.databases.writer)
        report = Replay(bench.databases, Scratch(scratch.databases, scratch.runtime, clock)).run(case)
        scratch.databases.dispose()
    difference = asdict(report.difference) if report.difference else None
    return {"identical": report.identical, "entries": report.entries, "difference": difference, "cannot": report.cannot, "level": level}
