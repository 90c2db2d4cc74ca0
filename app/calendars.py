"""Brings a year's holidays into the calendar and says which deadlines of open cases that moved."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from app.composition import Workbench
from workflows.engine.system import STREAM
from workflows.ledger.tables import ledger_entry


def import_year(bench: Workbench, document: Any, account: str | None = None) -> dict[str, Any]:
    """Import a notice of holidays (see `holidays.import_calendar` for its shape). Raises Invalid naming what is wrong in it.

    `account`: who entered it on a page; the command line has none.
    """
    number = bench.runtime.register("calendar.import", document, account)
    with bench.databases.read() as session:
        mine = select(ledger_entry.c.body).where(ledger_entry.c.stream == STREAM, ledger_entry.c.number == number)
        body = json.loads(session.execute(mine).scalar_one())
    return {"entry": number, "year": body["data"]["year"], "moved": body.get("moved", [])}
