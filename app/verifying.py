"""Verifies all that is kept: chains, heads of cases, rows, totals, attachments, the tree; each case stands where its last entry says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkpoints.keeping import Kept
from app.composition import Workbench
from app.tables import load
from app.verifying_cases import cases
from app.verifying_clock import clock
from app.verifying_drawings import drawings
from app.verifying_entries import outside
from app.verifying_files import Files
from app.verifying_order import order
from app.verifying_tree import Tree
from workflows.engine.tables import case_
from workflows.ledger.chain import Head
from workflows.ledger.columns import recorded_tables
from workflows.ledger.report import Finding, Report, shown
from workflows.ledger.verify import Check, Told, verify
from workflows.procurement.models.funds import FundLine, FundMovement
from workflows.schema import Row

NOTHING = Decimal("0.00")
SIGNS = {
    "reserved": {"reserve": 1, "free": -1, "commit": -1},
    "committed": {"commit": 1, "release": -1, "pay": -1},
    "paid": {"pay": 1},
}
"""How each kind of movement moves a fund's totals."""


def verify_all(bench: Workbench, told: Told | None = None) -> Report:
    """Recompute everything; changes nothing. `told` hears how many entries have been followed."""
    load()
    tables = recorded_tables(mapper.local_table for mapper in Row.registry.mappers)  # type: ignore[misc]
    with bench.databases.read() as session:
        files = Files(bench.blobs)
        tree = Tree(Kept(bench.config))
        checks: list[Check] = [order, clock, outside, _totals, drawings, lambda found: cases(bench, found), files, tree]
        report = verify(session, [_heads], tables, checks, told)
        held = replace(report, files=files.held, files_named=files.named)
        return replace(held, leaves=tree.leaves, checkpoints=tree.checkpoints)


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
