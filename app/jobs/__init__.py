"""The clock of a process: one interval tick claims what is due in the effect's own transaction; several never do a thing twice."""

from __future__ import annotations

import datetime as dt
import logging

from apscheduler.schedulers.background import BackgroundScheduler

from app.checkpoints.keeping import Contradiction, Kept
from app.composition import Workbench
from app.jobs.sequencing import Sequencer
from app.platform import queue
from workflows.ledger.tiles import size_of

log = logging.getLogger("goufu.clock")
SECONDS, MINUTES, SIGN_MINUTES, PLATFORM_SECONDS = 1, 10, 60, 15


def tick(bench: Workbench) -> None:
    """Release and deliver until nothing is due. A failure is logged; the next tick tries again."""
    try:
        while bench.runtime.tick():
            pass
    except Exception:
        log.exception("the clock stumbled")


def each_second(bench: Workbench, sequencer: Sequencer) -> None:
    """What falls due, then the tree. A failure is logged; the next round tries again."""
    tick(bench)
    try:
        sequencer.round()
    except Exception:
        log.exception("the tree was not continued")


def remind(bench: Workbench) -> None:
    """Tell of last days that come near or have passed. Where it fails the other cases are told; the next round tries again."""
    for case in bench.runtime.to_remind():
        try:
            bench.runtime.remind_case(case)
        except Exception:
            log.exception("nobody could be reminded in case %s", case)


def tell(bench: Workbench) -> None:
    """Send what the city's platform is to be told. What fails stays in the queue; the next round tries again."""
    try:
        while queue.deliver(bench) == queue.AT_ONCE:
            pass
    except Exception:
        log.exception("the platform was not told")


def sign(bench: Workbench) -> None:
    """Sign the tree as it is, outside the database. Where it contradicts what was signed before, nothing is signed and the log says so."""
    try:
        with bench.databases.read() as session:
            if size_of(session):
                Kept(bench.config).sign(session)
    except Contradiction:
        log.critical("history is not the one that was signed: run goufu ledger verify", exc_info=True)
    except Exception:
        log.exception("the tree was not signed")


def begin(bench: Workbench) -> BackgroundScheduler:
    """Start this process's clock; `shutdown()` ends it."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(timezone="UTC")
    sequencer = Sequencer(bench.databases)
    scheduler.add_job(each_second, "interval", seconds=SECONDS, args=[bench, sequencer], max_instances=1, coalesce=True)
    soon = bench.clock.wall() + dt.timedelta(seconds=SECONDS)
    scheduler.add_job(remind, "interval", minutes=MINUTES, args=[bench], max_instances=1, coalesce=True, next_run_time=soon)
    scheduler.add_job(sign, "interval", minutes=SIGN_MINUTES, args=[bench], max_instances=1, coalesce=True)
    if bench.config.platform:
        scheduler.add_job(tell, "interval", seconds=PLATFORM_SECONDS, args=[bench], max_instances=1, coalesce=True)
    scheduler.start()
    return scheduler
