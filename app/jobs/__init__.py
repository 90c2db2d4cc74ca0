"""The clock of a process: one interval tick claims what is due in the effect's own transaction; several never do a thing twice."""

from __future__ import annotations

import datetime as dt
import logging

from apscheduler.schedulers.background import BackgroundScheduler

from app.composition import Workbench

log = logging.getLogger("goufu.clock")
SECONDS, MINUTES = 1, 10


def tick(bench: Workbench) -> None:
    """Release and deliver until nothing is due. A failure is logged; the next tick tries again."""
    try:
        while bench.runtime.tick():
            pass
    except Exception:
        log.exception("the clock stumbled")


def remind(bench: Workbench) -> None:
    """Tell of last days that come near or have passed. Where it fails the other cases are told; the next round tries again."""
    for case in bench.runtime.to_remind():
        try:
            bench.runtime.remind_case(case)
        except Exception:
            log.exception("nobody could be reminded in case %s", case)


def begin(bench: Workbench) -> BackgroundScheduler:
    """Start this process's clock; `shutdown()` ends it."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(tick, "interval", seconds=SECONDS, args=[bench], max_instances=1, coalesce=True)
    soon = bench.clock.wall() + dt.timedelta(seconds=SECONDS)
    scheduler.add_job(remind, "interval", minutes=MINUTES, args=[bench], max_instances=1, coalesce=True, next_run_time=soon)
    scheduler.start()
    return scheduler
