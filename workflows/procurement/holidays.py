"""Brings a year's notice of holidays into the calendar. After it, whatever was 待定 can be computed again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import Invalid, Reason
from workflows.procurement.calendar import MAKE_UP, OFF, ORDINARY, forget
from workflows.procurement.models.law import CalendarDay, CalendarYear
from workflows.text import _

Days = dict[dt.date, tuple[str, str]]
"""Date → (off or make_up, name of the holiday)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `changed` is False where the very same days were known before; `replaced` where others were."""

    year: int
    version: str
    days_off: int
    make_up_days: int
    changed: bool
    replaced: bool


def import_calendar(session: Session, document: Mapping[str, Any], at: dt.datetime | None = None) -> Imported:
    """Enter a year: ``{year, source, version, days_off: [date], make_up_days: [date]}``, or ``{year, days: [{date, isOffDay, name}]}``.

    The second is the shape of the public holiday-cn files. Nothing is deleted: days of an older notice become ordinary.
    Raises Invalid naming every field that is wrong.
    """
    year, days = _read(document)
    digest = digest_of(days)
    version = str(document.get("version") or f"{year}-{digest[:8]}")
    source = str(document.get("source") or ", ".join(str(paper) for paper in document.get("papers", ())))
    row = session.get(CalendarYear, year)
    changed, replaced = row is None or row.digest != digest, row is not None and row.digest != digest
    if row is None:
        row = CalendarYear(year=year)
        session.add(row)
    if changed:
        row.version, row.source, row.digest, row.imported_at = version, source, digest, at
        session.flush()
        _enter(session, year, days)
        session.flush()
        forget(session)
    kinds = [kind for kind, _name in days.values()]
    return Imported(year, row.version, kinds.count(OFF), kinds.count(MAKE_UP), changed, replaced)


def digest_of(days: Days) -> str:
    """SHA-256 (hex) of what the days are, whatever they are called."""
    return hashlib.sha256("\n".join(f"{day} {kind}" for day, (kind, _name) in sorted(days.items())).encode()).hexdigest()


def _enter(session: Session, year: int, days: Days) -> None:
    known = {row.date: row for row in session.scalars(select(CalendarDay).where(CalendarDay.year == year))}
    for day, row in known.items():
        if day not in days:
            row.kind, row.name = ORDINARY, ""
    for day, (kind, name) in sorted(days.items()):
        if day in known:
            known[day].kind, known[day].name = kind, name
        else:
            session.add(CalendarDay(date=day, year=year, kind=kind, name=name))


def _read(document: Mapping[str, Any]) -> tuple[int, Days]:
    year = document.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year <= 2100:
        raise Invalid([Reason(_("请写明年份，如2027。"), "year", level="invalid")])
    reasons: list[Reason] = []
    days: Days = {}
    for path, given, kind, name in _given(document):
        day = _date(given)
        fault = _fault(day, year, kind, days)
        if fault:
            reasons.append(Reason(fault.format(day=given, year=year), path, level="invalid"))
        elif day:
            days[day] = (kind, name)
    if not any(kind == OFF for kind, _name in days.values()) and not reasons:
        reasons.append(Reason(_("{year}年没有放假日，文件不完整。").format(year=year), "days_off", level="invalid"))
    if reasons:
        raise Invalid(reasons)
    # A Saturday or Sunday without work needs no row.
    return year, {day: what for day, what in days.items() if what[0] == MAKE_UP or day.weekday() < 5}


def _given(document: Mapping[str, Any]) -> Iterable[tuple[str, Any, str, str]]:
    """(path, date as written, kind, name) of each day in either shape."""
    for field, kind in (("days_off", OFF), ("make_up_days", MAKE_UP)):
        for index, given in enumerate(document.get(field) or ()):
            yield f"{field}.{index}", given, kind, ""
    for index, entry in enumerate(document.get("days") or ()):
        yield f"days.{index}", entry.get("date"), OFF if entry.get("isOffDay") else MAKE_UP, str(entry.get("name", ""))


def _fault(day: dt.date | None, year: int, kind: str, days: Days) -> str:
    if day is None:
        return _("“{day}”不是日期，请写成2027-01-01。")
    if day.year != year:
        return _("{day}不在{year}年。")
    if day in days:
        return _("{day}重复。")
    if kind == MAKE_UP and day.weekday() < 5:
        return _("{day}是周一至周五，不能作为补班日。")
    return ""


def _date(given: Any) -> dt.date | None:
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    try:
        return dt.date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
