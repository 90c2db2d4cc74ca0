"""The register of periods: from a start to its last day, by the calendar of working days. Gates stop where the calendar ends."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act, Case, Due
from workflows.errors import Missing, Reason, Refused
from workflows.procurement import calendar as working
from workflows.procurement import starts_remedies  # noqa: F401  its start facts enter themselves
from workflows.procurement.lawbook import figure, figure_row
from workflows.procurement.models.law import Figure
from workflows.procurement.occasions import Span
from workflows.procurement.once import once
from workflows.procurement.rules.time import calendar_known
from workflows.procurement.starts import START_FACTS
from workflows.text import _
from workflows.warning_days import Warnings

DAY = dt.timedelta(days=1)
GATE = "gate"
BEFORE, LATE, ABOVE = "TD42", "TD43", "TD44"
"""Days before and after a last day on which it is told, and who looks after what is late."""
UNITS = ("working", "calendar", "months", "years", "date")
"""Units of figures that run; the others are amounts, counts, shares, rules."""
_WARNS = select(Figure.warn).where(Figure.warn.is_not(None))


@dataclass(frozen=True, slots=True)
class Period:
    """A row of the register that runs: what `compute` needs of it."""

    id: str
    number: int
    unit: str
    effect: str
    month_day: str
    ends_with: str


class Register:
    """Implements `workflows.act.Deadlines` over the rows of the law."""

    def compute(self, session: Session, deadline_id: str, start: dt.date, root: int = 0) -> Due:
        """The period from `start` (Asia/Shanghai date, not counted itself), in the project of the root case `root`.

        A gate ends on a working day and frees at 00:00 of the day after it. Something owed in calendar days shows its strict date
        and, apart, the day to which a holiday moves it. Raises Refused (CAL-gap) for a gate that needs a year whose holidays are
        not imported, Missing for an unknown id or a figure that is no period.
        """
        period = _period_of(figure_row(session, deadline_id, Span(session, root, start)))
        calendar = working.load(session)
        last: dt.date | None = None
        try:
            last = _strict(period, calendar, start)
            end = _rolled(period, calendar, last)
        except working.CalendarGap as gap:
            if period.effect == GATE:
                raise Refused(calendar_known(gap.year, period.ends_with)) from gap
            return Due(period.id, start, last, None, None, True, period.effect)
        frees_at = dt.datetime.combine(end + DAY, dt.time(), SHANGHAI) if period.effect == GATE else None
        return Due(period.id, start, last, end, frees_at, False, period.effect)

    def start_of(self, session: Session, deadline_id: str, case: Case) -> dt.date | None:
        """The date of the row that starts this period in this case; None where none is named or it is not there yet."""
        fact = figure_row(session, deadline_id).start_fact
        reader = START_FACTS.get(fact) if fact else None
        return reader(session, case) if reader else None

    def warnings(self, session: Session, deadline_id: str, on: dt.date) -> Warnings:
        """The period's own offsets and role, else the town's of that day (TD42 to TD44)."""
        row = figure_row(session, deadline_id)
        before = row.warn if row.warn is not None else figure(session, BEFORE, on)
        above = figure(session, ABOVE, on) if row.escalates_to is None else [row.escalates_to]
        return Warnings(tuple(before), figure(session, LATE, on), tuple(filter(None, above)))

    def furthest(self, session: Session, on: dt.date) -> int:
        """The earliest warning of the register."""
        kept = once(session)
        if BEFORE not in kept:
            own = session.connection().execute(_WARNS).scalars()
            kept[BEFORE] = max(days for offsets in (figure(session, BEFORE, on), *own) for days in (0, *(offsets or ())))
        return int(kept[BEFORE])


def due_of(act: Act, deadline_id: str, start: dt.date) -> Due:
    """A period of the act's project, for a rule to hold against; opens none. Raises Refused (CAL-gap), Missing."""
    return Register().compute(act.session, deadline_id, start, act.case.root_id)


def pending_text(session: Session, due: Due) -> str:
    """What a page says instead of a date that nobody can know yet: 待定（2027年放假安排未导入）; empty where the date is known."""
    if not due.pending:
        return ""
    imported = working.load(session).years
    year = next(year for year in itertools.count((due.due or due.start).year) if year not in imported)
    return _("待定（{year}年放假安排未导入）").format(year=year)


def _period_of(row: Row[Any]) -> Period:
    number = row.value if isinstance(row.value, int) and not isinstance(row.value, bool) else 0
    month_day = row.value if row.unit == "date" else ""
    if row.unit not in UNITS:
        raise Missing([Reason(_("{id}不是期限。").format(id=row.id), rules=(row.id,))])
    return Period(row.id, number, row.unit, row.effect, month_day, row.to_event or row.key)


def _strict(period: Period, calendar: working.Calendar, start: dt.date) -> dt.date:
    """The last day as counted."""
    if period.unit == "working":
        return calendar.after(start, period.number)
    if period.unit == "calendar":
        return start + period.number * DAY
    if period.unit == "date":
        month, day = map(int, period.month_day.split("-"))
        return dt.date(start.year, month, day)
    return working.add_months(start, period.number * (12 if period.unit == "years" else 1))


def _rolled(period: Period, calendar: working.Calendar, last: dt.date) -> dt.date:
    """The day to which a holiday moves the end. Months, years and dates of the year never ask the calendar."""
    return calendar.rolled(last) if period.unit == "calendar" else last
