"""What the editor offers to fill in, each code beside what people call it: forms, operations, tables, periods, roles, articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checking import known
from app.web.context import bench
from app.web.definitions.tasks import UNITS
from workflows.engine.definitions import Definition
from workflows.engine.elements import DECISION, SERVICE, USER
from workflows.procurement.lawbook import articles
from workflows.procurement.models.law import Figure
from workflows.procurement.models.people import Role
from workflows.text import _

SHORT = 40
"""Characters of an article by which one knows it again."""


def offers(session: Session, now: dt.datetime) -> Mapping[str, Mapping[str, str]]:
    """List → code → words."""
    names, drawn = known(), bench().library.in_force(session, now)
    tables = {name: "" for one in drawn for name in one.decisions}
    return {
        "forms": _called(names.forms, drawn, USER),
        "operations": _called(names.operations, drawn, SERVICE),
        "tables": {**tables, **_called(tables, drawn, DECISION)},
        "processes": {one.name: one.title for one in drawn},
        "deadlines": _periods(session, names.deadlines),
        "roles": {key: label for key, label in session.execute(select(Role.key, Role.label)) if key in names.roles},
        "articles": {str(one.number): f"{one.label}：{one.text[:SHORT]}…" for one in articles().values()},
    }


def _called(codes: Collection[str], drawn: Iterable[Definition], kind: str) -> Mapping[str, str]:
    """By the names of the steps that use them."""
    steps = [one for definition in drawn for inside in definition.elements.values() for one in inside.values() if one.kind == kind]
    said = {one.implementation: one.name for one in steps}
    return {code: said.get(code, "") for code in sorted(codes)}


def _periods(session: Session, codes: Collection[str]) -> Mapping[str, str]:
    """How long, and from what to what; the latest version of each."""
    said = {}
    for row in session.scalars(select(Figure).where(Figure.id.in_(codes)).order_by(Figure.id, Figure.from_date)):
        if row.unit in UNITS:
            spans = _("{start}至{end}").format(start=row.from_event, end=row.to_event) if row.from_event and row.to_event else ""
            said[row.id] = "，".join(filter(None, (UNITS[row.unit].format(n=row.value), spans)))
    return said
