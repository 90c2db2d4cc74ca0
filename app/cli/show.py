"""Verbs that look at cases as the desk does: case list, show, history."""

from __future__ import annotations

import argparse
import json
from typing import Any

from sqlalchemy import select

from app.cli.output import Usage, verb
from app.composition import workbench
from app.config import Config
from workflows.engine.tables import case_, work_item
from workflows.ledger.tables import ledger_entry


def add(verbs: Any) -> None:
    """Declare the verb."""
    case = verb(verbs, "case", _case, "项目：列表、现状、全过程记录", "goufu case history 1 --as auditor --json", _text)
    case.add_argument("do", choices=("list", "show", "history"))
    case.add_argument("id", nargs="?", type=int)
    case.add_argument("--as", dest="account", help="以某账户的权限查看")


def _case(said: argparse.Namespace, config: Config) -> Any:
    if said.do != "list" and said.id is None:
        raise Usage("say which case")
    return {"list": _list, "show": _show, "history": _history}[said.do](said, config)


def _list(said: argparse.Namespace, config: Config) -> list[dict[str, Any]]:
    with workbench(config).databases.read() as session:
        rows = session.execute(select(case_).where(_seen(said, config)).order_by(case_.c.id)).all()
        return [_line(row) for row in rows]


def _show(said: argparse.Namespace, config: Config) -> dict[str, Any]:
    with workbench(config).databases.read() as session:
        row = session.execute(select(case_).where(case_.c.id == said.id, _seen(said, config))).one_or_none()
        if row is None:
            raise Usage("there is no such case")
        items = session.execute(select(work_item).where(work_item.c.root_id == row.root_id, work_item.c.state == "open")).all()
        waits = [
            {"task": one.task, "title": one.title, "of": one.of, "role": one.role, "place": one.place, "due": one.due_on} for one in items
        ]
        return {**_line(row), "open": waits}


def _history(said: argparse.Namespace, config: Config) -> list[dict[str, Any]]:
    bench = workbench(config)
    with bench.databases.read() as session:
        row = session.execute(select(case_).where(case_.c.id == said.id, _seen(said, config))).one_or_none()
        if row is None:
            raise Usage("there is no such case")
        table = ledger_entry.c
        entries = session.execute(select(ledger_entry).where(table.stream == f"case:{said.id}").order_by(table.number)).all()
        return [{"number": one.number, "at": one.at, "act": one.act, "actor": one.actor, **json.loads(one.body)} for one in entries]


def _seen(said: argparse.Namespace, config: Config) -> Any:
    from app.visibility import visible

    bench = workbench(config)
    if said.account is None:
        return case_.c.id > 0
    with bench.databases.read() as session:
        actor = bench.hands.directory.actor(session, said.account, bench.runtime.today())
        return visible(session, actor)


def _line(row: Any) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "number", "title", "process", "state", "stage", "regime", "authority_id")}
    return {**shown, "started_at": row.started_at.isoformat(), "closed_at": row.closed_at.isoformat() if row.closed_at else None}


def _text(answer: Any) -> str:
    rows = answer if isinstance(answer, list) else [answer]
    return "\n".join("  ".join(f"{name}={value}" for name, value in row.items() if not isinstance(value, dict | list)) for row in rows)
