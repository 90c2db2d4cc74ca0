"""How fast a history is recomputed, and executed again."""

from __future__ import annotations

import time

from app.bench.figures import Bar, Sheet
from app.composition import Workbench
from app.replaying import replay
from app.verifying import verify_all

RIGHT = Bar(most=0, ours=True)


def measure(sheet: Sheet, bench: Workbench) -> None:
    """Enter `ledger.verify_per_s`, `replay.events_per_s`, and that both find nothing wrong."""
    begun = time.perf_counter()
    report = verify_all(bench)
    sheet.note("ledger.verify_per_s", report.entries / (time.perf_counter() - begun), "entries per second")
    sheet.note("ledger.findings", len(report.findings), bar=RIGHT)
    begun = time.perf_counter()
    again = replay(bench, None)
    sheet.note("replay.events_per_s", again["entries"] / (time.perf_counter() - begun), "entries per second")
    sheet.note("replay.differences", 0 if again["identical"] else 1, bar=RIGHT)
