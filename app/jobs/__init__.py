"""The clock of a process: one interval tick claims what is due in the effect's own transaction; several never do a thing twice."""

from __future__ import annotations

import logging

from apscheduler.schedulers.background import BackgroundScheduler

from app.composition import Workbench

log = logging.getLogger("goufu.clock")
SECONDS = 1


def tick(bench: Workbench) -> None:
    """Release and deliver until nothing is due. A failure is logged; the next tick tries again."""
    try:
        while bench.runtime.tick():
            pass
    except Exception:
        log.exception("the clock stumbled")


def begin(bench: Workbench) -> BackgroundScheduler:
    """Start this process's clock; `shutdown()` ends it."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(tick, "interval", seconds=SECONDS, args=[bench], max_instances=1, coalesce=True)
    scheduler.start()
    return scheduler
