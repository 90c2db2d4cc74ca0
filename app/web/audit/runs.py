"""Verifies and re-executes beside the pages, one at a time in a process; the row says how far it has come and what it found."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func, insert, select, update

from app.composition import Workbench
from app.replaying import replay
from app.verifying import verify_all
from app.web.audit.tables import audit_run
from workflows.ledger.tables import ledger_entry

log = logging.getLogger("goufu.audits")
RUNS = "goufu.audits"
VERIFY, REPLAY = "verify", "replay"
RUNNING, DONE, FAILED = "running", "done", "failed"
LOST = dt.timedelta(minutes=10)
"""A run that has said nothing for so long died with its process."""


class Runs:
    """The runs that this process works on."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._pool = ThreadPoolExecutor(1, "audit")
        self._waiting: list[Future[None]] = []

    def verify(self, account: str) -> int:
        """Begin to verify everything, or join who has begun. Returns the run's id."""
        return self._begin(VERIFY, account, None, lambda run: verify_all(self._bench, lambda done: self._note(run, done=done)).as_json())

    def replay(self, account: str, case: int) -> int:
        """Begin to execute a case again, or join who has begun. Returns the run's id."""
        return self._begin(REPLAY, account, case, lambda _run: replay(self._bench, case))

    def settle(self) -> None:
        """Wait until everything that was begun here has come to its end."""
        wait(self._waiting)

    def _begin(self, kind: str, account: str, case: int | None, work: Callable[[int], dict[str, Any]]) -> int:
        now = self._bench.clock.wall()
        alike = audit_run.c.kind == kind, audit_run.c.case_id.is_not_distinct_from(case)
        running = select(audit_run.c.id).where(*alike, audit_run.c.state == RUNNING, audit_run.c.told_at > now - LOST)
        with self._bench.databases.write() as session:
            known = session.execute(running.limit(1)).scalar_one_or_none()
            if known is not None:
                return int(known)
            entries = session.execute(select(func.count()).select_from(ledger_entry)).scalar_one()
            about = {"kind": kind, "case_id": case, "started_by": account, "started_at": self._bench.clock.now(), "told_at": now}
            begun = insert(audit_run).values(**about, state=RUNNING, done=0, of=entries)
            run = int(session.execute(begun.returning(audit_run.c.id)).scalar_one())
        future = self._pool.submit(self._do, run, work)
        self._waiting = [*(one for one in self._waiting if not one.done()), future]
        return run

    def _do(self, run: int, work: Callable[[int], dict[str, Any]]) -> None:
        state, report = FAILED, dict[str, Any]()
        try:
            report = work(run)
            state = DONE
        finally:
            error = sys.exception()
            if error is not None:
                log.error("run %s failed", run, exc_info=error)
                report = {"error": f"{type(error).__name__}: {error}"[:500]}
            self._note(run, state=state, report=report)

    def _note(self, run: int, **values: Any) -> None:
        with self._bench.databases.write() as session:
            session.execute(update(audit_run).where(audit_run.c.id == run).values(told_at=self._bench.clock.wall(), **values))


def employ(flask: Flask, bench: Workbench) -> None:
    """Give the application its runs."""
    flask.extensions[RUNS] = Runs(bench)


def runs() -> Runs:
    """The runs of this process."""
    found: Runs = current_app.extensions[RUNS]
    return found
