"""Versions of procedures, chapter by chapter: which is in force since when, how many cases are open on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.web.views.definitions import Chapter, DefinitionLine, VersionLine
from workflows.engine.tables import case_, definition_version
from workflows.text import _

CHAPTERS = {
    "origination": _("提出购买计划"),
    "purchase": _("购买全过程"),
    "review": _("统筹审议"),
    "procurement": _("采购"),
    "contract": _("合同"),
    "payment": _("付款"),
    "performance": _("履约"),
    "standing": _("常年事项"),
}
ORIGINS = {"shipped": _("随系统发布"), "drawn": _("在系统内修改")}


def chapters(session: Session, now: dt.datetime) -> Sequence[Chapter]:
    """All of them."""
    table = definition_version.c
    rows = session.execute(select(definition_version).order_by(table.process, table.number.desc())).all()
    counts = open_cases(session)
    grouped: dict[str, dict[str, list[Any]]] = {}
    for row in rows:
        grouped.setdefault(row.process.partition("/")[0], {}).setdefault(row.process, []).append(row)
    order = [*(name for name in CHAPTERS if name in grouped), *(name for name in sorted(grouped) if name not in CHAPTERS)]
    return [Chapter(CHAPTERS.get(name, name), [_definition(every, counts, now) for every in grouped[name].values()]) for name in order]


def _definition(rows: Sequence[Any], counts: Mapping[str, int], now: dt.datetime) -> DefinitionLine:
    current = in_force(rows, now)
    lines = [version_line(row, counts, now, current=row.hash == current) for row in rows]
    return DefinitionLine(rows[0].process, rows[0].title, lines)


def in_force(rows: Sequence[Any], now: dt.datetime) -> str:
    """The hash of the version that a case starting now would run."""
    published = [row for row in rows if row.state == "published" and row.effective_from <= now]
    return str(max(published, key=lambda row: (row.effective_from, row.number)).hash) if published else ""


def version_line(row: Any, counts: Mapping[str, int], now: dt.datetime, *, current: bool) -> VersionLine:
    """A version in words."""
    waits = _("待启用") if row.effective_from > now else _("已被替代")
    state = _("现行") if current else _("草稿，尚未启用") if row.state == "draft" else waits
    origin = ORIGINS.get(row.origin, row.origin)
    return VersionLine(row.number, state, origin, row.effective_from, counts.get(row.hash, 0), f"/definitions/{row.hash}", row.hash)


def open_cases(session: Session) -> Mapping[str, int]:
    """Version → how many cases are open on it, itself or as a part of a larger one, of all towns: a number, no case."""
    counted = select(case_.c.definition, func.count()).where(case_.c.state == "open").group_by(case_.c.definition)
    running = {version: number for version, number in session.execute(counted)}  # noqa: C416  a Result looks like a mapping to dict()
    versions = select(definition_version.c.hash, definition_version.c.files)
    files = {version: set(named.items()) for version, named in session.execute(versions)}
    return {version: sum(number for whole, number in running.items() if named <= files[whole]) for version, named in files.items()}
