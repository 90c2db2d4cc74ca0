"""Moves the clock of a demo or scenario database; whatever falls due on the way happens first, each thing at its own moment."""

from __future__ import annotations

import datetime as dt

from app import jobs
from app.clock import Clock
from app.composition import Workbench


def movable(bench: Workbench) -> str | None:
    """`demo` or `scenario` where the clock may be moved, None elsewhere."""
    return bench.clock.movable() if isinstance(bench.clock, Clock) else None


def advance(bench: Workbench, to: dt.datetime) -> None:
    """Move the clock to a later moment. Raises ValueError where it cannot be moved."""
    clock = bench.clock
    if not isinstance(clock, Clock) or clock.movable() is None:
        raise ValueError("this database lives in real time")
    while (due := bench.runtime.next_due()) is not None and due <= to:
        _put(bench, clock, due)
        jobs.tick(bench)
        if bench.runtime.next_due() == due:
            break
    _put(bench, clock, to)
    jobs.tick(bench)
    bench.runtime.remind()


def _put(bench: Workbench, clock: Clock, moment: dt.datetime) -> None:
    """Not at all where that moment has passed meanwhile."""
    with bench.databases.write() as session:
        if moment > clock.now():
            clock.advance(session, moment)
