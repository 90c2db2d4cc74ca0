"""The stages of a case, as the diagram of its outermost process names them, and how far it has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.web.views.bits import Stage, StageState
from workflows.act import SHANGHAI
from workflows.engine.definitions import Definition
from workflows.engine.elements import CALL, USER
from workflows.engine.tables import work_item

Step = tuple[str, str]
"""A process key and, where the step is a task of the outer process itself, its element; else empty."""

_WALKED = (
    select(
        work_item.c.process,
        work_item.c.element,
        work_item.c.state,
        func.min(work_item.c.opened_at).label("begun"),
        func.max(work_item.c.closed_at).label("ended"),
    )
    .where(work_item.c.root_id == bindparam("root"), work_item.c.case_id == bindparam("case"))
    .group_by(work_item.c.process, work_item.c.element, work_item.c.state)
)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A stage of the diagram: its name, and the steps that belong to it."""

    name: str
    steps: frozenset[Step]


_known: dict[str, Sequence[_Planned]] = {}
"""By the hash of the definition: a version never changes."""


def stages(session: Session, definition: Definition, case: Any) -> Sequence[Stage]:
    """The stages of a case row in their order: done with the day of its end, now with the day of its beginning, later."""
    planned = _planned_of(definition)
    walked = session.connection().execute(_WALKED, {"root": case.root_id, "case": case.id}).all()
    here = _here(planned, walked, closed=case.state == "closed")
    return [_stage(number, one, here, [row for row in walked if _is_part(row, one)]) for number, one in enumerate(planned)]


def planned_stages(definition: Definition) -> Sequence[Stage]:
    """The stages of a case that is about to begin: the first is now."""
    return [Stage(one.name, "later" if number else "now") for number, one in enumerate(_planned_of(definition))]


def _stage(number: int, planned: _Planned, here: int, rows: Sequence[Any]) -> Stage:
    state: StageState = "now" if number == here else "done" if number < here and rows else "later"
    if state == "later" or not rows:
        return Stage(planned.name, state)
    moment = min(row.begun for row in rows) if state == "now" else max((row.ended for row in rows if row.ended), default=None)
    return Stage(planned.name, state, _day(moment))


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(SHANGHAI).date() if moment else None


def _here(planned: Sequence[_Planned], walked: Sequence[Any], *, closed: bool) -> int:
    """The stage in which something is open, else the one that was entered last; behind the last one where the case is closed."""
    if closed:
        return len(planned)
    latest = [row for row in walked if row.state == "open"] or list(walked)
    if not latest:
        return 0
    row = max(latest, key=lambda one: one.begun)
    return next((number for number, one in enumerate(planned) if _is_part(row, one)), 0)


def _is_part(row: Any, planned: _Planned) -> bool:
    return (row.process, "") in planned.steps or (row.process, row.element) in planned.steps


def _planned_of(definition: Definition) -> Sequence[_Planned]:
    if definition.hash not in _known:
        _known[definition.hash] = _planned(definition, definition.name)
    return _known[definition.hash]


def _planned(definition: Definition, process: str) -> Sequence[_Planned]:
    """A process that leads into one larger one is that one's first stage, with all that it does beside; else each call and task is one.

    What the first stage already did is no stage of its own when it is done again later (a payment asked for once more).
    """
    inside = definition.elements[process].values()
    calls, key = [one for one in inside if one.kind == CALL], definition.keys[process]
    larger = [call for call in calls if any(one.kind == CALL for one in definition.elements[call.calls].values())]
    if len(larger) == 1:
        tasks = [one.name for one in inside if one.kind == USER]
        beside = {one.name: _reached(definition, one.calls) for one in calls if one is not larger[0]}
        named = tasks if definition.start_form else [*beside]
        first = named[0] if len(named) == 1 else definition.titles[process]
        begun = _Planned(first, frozenset({(key, "")}).union(*beside.values()))
        return (begun, *(one for one in _planned(definition, larger[0].calls) if not one.steps <= begun.steps))
    steps = (
        (one.name, _reached(definition, one.calls) if one.kind == CALL else {(key, one.id)}) for one in inside if one.kind in (CALL, USER)
    )
    return tuple(_Planned(name, frozenset(of)) for name, of in steps)


def _reached(definition: Definition, process: str) -> set[Step]:
    """The processes that a call enters, directly or through others."""
    met, waiting = set[str](), [process]
    while waiting:
        one = waiting.pop()
        met.add(one)
        waiting += [each.calls for each in definition.elements[one].values() if each.kind == CALL and each.calls not in met]
    return {(definition.keys[one], "") for one in met}
