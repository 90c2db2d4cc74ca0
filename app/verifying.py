"""Verifies everything that is kept: chains, heads of cases, rows, totals, and that each case stands where its last entry says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from app.composition import Workbench
from app.tables import load
from workflows.engine.hands import RecordedHands
from workflows.engine.sealing import state_digest
from workflows.engine.store import Running
from workflows.engine.tables import case_, work_item
from workflows.errors import Incident
from workflows.ledger.chain import Head
from workflows.ledger.columns import recorded_tables
from workflows.ledger.report import Finding, Report, shown
from workflows.ledger.tables import ledger_entry
from workflows.ledger.verify import verify
from workflows.procurement.models.funds import FundLine, FundMovement
from workflows.schema import Row

NOTHING = Decimal("0.00")
SIGNS = {
    "reserved": {"reserve": 1, "free": -1, "commit": -1},
    "committed": {"commit": 1, "release": -1, "pay": -1},
    "paid": {"pay": 1},
}
"""How each kind of movement moves a fund's totals."""


def verify_all(bench: Workbench) -> Report:
    """Recompute everything; changes nothing."""
    load()
    tables = recorded_tables(mapper.local_table for mapper in Row.registry.mappers)  # type: ignore[misc]
    with bench.databases.read() as session:
        return verify(session, [_heads], tables, [_totals, lambda found: _states(bench, found)])


def _heads(session: Session) -> Iterable[Head]:
    for row in session.execute(select(case_.c.id, case_.c.seq, case_.c.head).order_by(case_.c.id)):
        yield Head(f"case:{row.id}", row.seq, bytes(row.head))


def _totals(session: Session) -> Iterator[Finding]:
    """A fund's totals are the sums of its movements."""
    wanted = select(FundMovement.fund, FundMovement.kind, func.sum(FundMovement.amount)).group_by(FundMovement.fund, FundMovement.kind)
    moved = {(fund, kind): amount for fund, kind, amount in session.execute(wanted)}
    for fund in session.execute(select(FundLine).order_by(FundLine.code)).scalars():
        for name, signs in SIGNS.items():
            expected = sum((moved.get((fund.code, kind), NOTHING) * sign for kind, sign in signs.items()), NOTHING)
            if getattr(fund, name) != expected:
                yield Finding("", 0, "total", shown(expected), shown(getattr(fund, name)), f"fund_line {fund.code} {name}")


def _states(bench: Workbench, session: Session) -> Iterator[Finding]:
    """Each case's stored state, thawed, gives the digest that its last entry sealed; its open items are those that it awaits."""
    last = select(ledger_entry.c.body).where(ledger_entry.c.stream == literal("case:") + cast(case_.c.id, String))
    body = last.where(ledger_entry.c.number == case_.c.seq).scalar_subquery()
    for case in session.execute(select(case_, body.label("body")).order_by(case_.c.id)):
        sealed = json.loads(case.body) if case.body else {}
        found, keys = _digest(bench, session, case, sealed)
        stored = case.digest if found == sealed.get("state") else found
        if stored != sealed.get("state"):
            yield Finding(f"case:{case.id}", case.seq, "row", shown(sealed.get("state")), shown(stored), f"case_ {case.id} frozen")
        wanted = select(work_item.c.key).where(
            work_item.c.root_id == case.root_id, work_item.c.case_id == case.id, work_item.c.state == "open"
        )
        listed = set(session.execute(wanted).scalars())
        if keys is not None and listed != keys:
            yield Finding(f"case:{case.id}", case.seq, "row", shown(sorted(keys)), shown(sorted(listed)), f"work_item case {case.id}")


def _digest(bench: Workbench, session: Session, case: Any, sealed: dict[str, Any]) -> tuple[str, set[str] | None]:
    try:
        running = Running.thaw(bench.library.get(session, case.definition), bytes(case.frozen), RecordedHands())
        awaited = list(running.open())
        return state_digest(running, awaited, sealed.get("opened", [])), {one.key for one in awaited if one.kind == "user"}
    except (Incident, ValueError, KeyError, IndexError, TypeError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}", None
