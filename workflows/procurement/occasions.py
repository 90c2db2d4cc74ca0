"""On which day of a case a dated figure is chosen: the day its project was submitted, its step began, or the act is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act
from workflows.procurement.models.projects import Project
from workflows.procurement.once import once

CASE_START, STEP_START, ACT_DATE = "case_start", "step_start", "act_date"
"""What a version of a figure is applied by. A period that runs is chosen by the day from which it runs."""
NOTED = "law"
"""Fact of an entry: which version of a figure an act used, of those that have more than one: id, first day, value as text."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """An act and the day its step began."""

    act: Act
    step: dt.date

    def by(self, applies_by: str) -> dt.date:
        """The day by which a version is chosen. A case without a project yet, or one submitted only now, is of today."""
        if applies_by == CASE_START:
            return _submitted(self.act.session, self.act.case.root_id) or self.act.today
        return self.step if applies_by == STEP_START else self.act.today

    def note(self, figure_id: str, from_date: dt.date, value: Any) -> None:
        """Say in the entry, once, which of several versions was used."""
        fact = [NOTED, figure_id, [from_date.isoformat(), value]]
        if fact not in self.act.record.facts:
            self.act.record.facts.append(fact)


@dataclass(frozen=True, slots=True)
class Span:
    """A period that begins to run on a day in a project; `root`: the project's case, 0 where there is none."""

    session: Session
    root: int
    start: dt.date

    def by(self, applies_by: str) -> dt.date:
        """The day by which a version is chosen: its own first day, unless the project's counts."""
        return _submitted(self.session, self.root) or self.start if applies_by == CASE_START else self.start


def _submitted(session: Session, root: int) -> dt.date | None:
    """The day on which the project of a root case was first submitted; a correction keeps it. None before there is one."""
    kept = once(session)
    key = Occasion, root
    if key not in kept:
        first = func.coalesce(Project.first_submitted_at, Project.submitted_at)
        at = session.scalars(select(first).where(Project.case_id == root)).one_or_none()
        kept[key] = at.astimezone(SHANGHAI).date() if at else None
    found: dt.date | None = kept[key]
    return found


def occasion(act: Act, step: dt.date | None = None) -> Occasion:
    """The occasion of an act; its step began when the task was opened, unless told."""
    opened = act.item.opened_at.astimezone(SHANGHAI).date() if act.item else act.today
    return Occasion(act, step or opened)
