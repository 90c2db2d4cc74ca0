"""The clock: how fast it releases what is due, and that cases which wait cost nothing."""

from __future__ import annotations

import datetime as dt
import time

from app.bench.figures import Bar, Sheet
from app.bench.loops import MOMENT, Ground
from app.db import Meter

TICKS = 60
"""A minute of the clock."""
SECOND = dt.timedelta(seconds=1)


def measure(sheet: Sheet, ground: Ground, cases: int) -> None:
    """Enter `timers.idle_*` over a minute of ticks with nobody and with many waiting, and `timers.per_s`."""
    meter = ground.databases.meter()
    alone, _cpu = _idle(ground, meter)
    for _case in range(cases):
        ground.begin("waiting")
    many, cpu = _idle(ground, meter)
    sheet.note("timers.waiting_cases", cases)
    sheet.note("timers.idle_statements", many, "per tick", Bar(most=alone, ours=True), without_cases=alone)
    sheet.note("timers.idle_cpu", cpu, "ms per minute")
    ground.clock.moment = MOMENT
    begun, released = time.perf_counter(), 0
    while done := ground.runtime.tick():
        released += len(done)
    if released != cases:
        raise AssertionError(f"{released} of {cases} timers were released")
    sheet.note("timers.per_s", released / (time.perf_counter() - begun), "per second")


def _idle(ground: Ground, meter: Meter) -> tuple[float, float]:
    statements, begun = meter.statements, time.process_time()
    for _tick in range(TICKS):
        ground.clock.moment += SECOND
        ground.runtime.tick()
    return (meter.statements - statements) / TICKS, (time.process_time() - begun) * 1000
