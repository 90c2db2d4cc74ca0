"""Verbs that look at cases as the desk does: case list, show, history."""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.cli.opening import opened
from app.cli.output import Usage, verb
from app.composition import Workbench
from app.config import Config
from app.visibility import reads_whole, visible
from workflows.engine.tables import case_, work_item
from workflows.ledger.tables import ledger_entry
from workflows.procurement import seals
from workflows.procurement.models.projects import Project

LARGEST = 2**63


def add(verbs: Any) -> None:
    """Declare the verb."""
    case = verb(verbs, "case", _case, "项目：列表、现状、全过程记录", "goufu case history 1 --as auditor --json", _text)
    case.add_argument("do", choices=("list", "show", "history"))
    case.add_argument("id", nargs="?", type=int)
    case.add_argument("--as", dest="account", help="以某账户的权限查看")


def _case(said: argparse.Namespace, config: Config) -> Any:
    if said.do != "list" and said.id is None:
        raise Usage("say which case")
    with opened(config) as bench, bench.databases.read() as session:
        return {"list": _list, "show": _show, "history": _history}[said.do](said, bench, session)


def _list(said: argparse.Namespace, bench: Workbench, session: Session) -> list[dict[str, Any]]:
    rows = session.execute(select(case_).where(_seen(said, bench, session)).order_by(case_.c.id)).all()
    return [_line(row) for row in rows]


def _one(said: argparse.Namespace, bench: Workbench, session: Session) -> Row[Any]:
    row = None
    if 0 < said.id < LARGEST:
        row = session.execute(select(case_).where(case_.c.id == said.id, _seen(said, bench, session))).one_or_none()
    if row is None:
        raise Usage("there is no such case")
    return row


def _show(said: argparse.Namespace, bench: Workbench, session: Session) -> dict[str, Any]:
    row = _one(said, bench, session)
    items = session.execute(select(work_item).where(work_item.c.root_id == row.root_id, work_item.c.state == "open")).all()
    waits = [{"task": one.task, "title": one.title, "of": one.of, "role": one.role, "place": one.place, "due": one.due_on} for one in items]
    return {**_line(row), "open": waits}


def _history(said: argparse.Namespace, bench: Workbench, session: Session) -> list[dict[str, Any]]:
    """Every entry, for those who read the whole record; of a quotation nothing but that it was handed in, until the closing."""
    row = _one(said, bench, session)
    if said.account is not None:
        actor = bench.hands.directory.actor(session, said.account, bench.runtime.today())
        if not reads_whole(session, actor, row.authority_id):
            raise Usage("the whole record is for the office and for auditors")
    project = session.scalars(select(Project.id).where(Project.case_id == row.root_id)).one_or_none()
    now = bench.clock.now()
    shut = {task for task in seals.TASKS if project is not None and seals.sealed(session, project, task, now)}
    table = ledger_entry.c
    entries = session.execute(select(ledger_entry).where(table.stream == f"case:{said.id}").order_by(table.number)).all()
    return [{"number": one.number, "at": one.at, "act": one.act, "actor": one.actor, **_body(one, shut)} for one in entries]


def _body(entry: Row[Any], shut: Collection[str]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(entry.body)
    return {"task": body["task"], "sealed": True} if body.get("task") in shut else body


def _seen(said: argparse.Namespace, bench: Workbench, session: Session) -> Any:
    if said.account is None:
        return case_.c.id > 0
    return visible(session, bench.hands.directory.actor(session, said.account, bench.runtime.today()))


def _line(row: Any) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "number", "title", "process", "state", "stage", "regime", "authority_id")}
    return {**shown, "started_at": row.started_at.isoformat(), "closed_at": row.closed_at.isoformat() if row.closed_at else None}


def _text(answer: Any) -> str:
    rows = answer if isinstance(answer, list) else [answer]
    return "\n".join("  ".join(f"{name}={value}" for name, value in row.items() if not isinstance(value, dict | list)) for row in rows)
