"""The tasks of a procedure as a table: who, with which form, until when, on what basis, apart from whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.web.context import bench
from app.web.views.definitions import TaskLine
from workflows.engine.definitions import Definition
from workflows.engine.elements import CALL, DECISION, SERVICE, USER, Element
from workflows.engine.transactions import law_date
from workflows.engine.worklist import ANYTHING
from workflows.errors import Missing
from workflows.procurement.lawbook import figure_row
from workflows.text import _

KINDS = {USER: _("办理"), SERVICE: _("自动"), DECISION: _("决策表"), CALL: _("子流程")}
UNITS = {"working": _("{n}个工作日"), "calendar": _("{n}日"), "months": _("{n}个月"), "years": _("{n}年")}


def task_lines(session: Session, definition: Definition, process: str) -> Sequence[TaskLine]:
    """Every task of one process, in the order of its file."""
    return [_line(session, definition, one) for one in definition.elements[process].values() if one.kind in KINDS]


def _line(session: Session, definition: Definition, one: Element) -> TaskLine:
    form = definition.titles.get(one.calls, one.calls) if one.kind == CALL else one.implementation
    return TaskLine(
        title=one.name,
        kind=KINDS[one.kind],
        role=one.lane if one.kind == USER else "",
        form=form,
        due=period_words(session, one.due) if one.due else _("到规定时刻") if one.due_at else "",
        articles=[int(number) for number in one.articles if number.isdecimal()],
        instruction=one.instruction,
        anchor=f"task-{one.id}",
        apart="、".join(_apart(definition, [task for _rule, task in one.apart_from])),
    )


def _apart(definition: Definition, tasks: Sequence[str]) -> Sequence[str]:
    """Who may not do it, in words; a task that this procedure does not have is named only where it has none of them."""
    drawn = [one for inside in definition.elements.values() for one in inside.values() if one.kind == USER]
    names = {task: next((one.name for one in drawn if one.implementation == task), "") for task in tasks}
    here = [task for task in tasks if names[task] or task.startswith(("@", ANYTHING))] or tasks
    did, marked = _("“{task}”的办理人"), {ANYTHING: _("办理过本项目任何任务的人")}
    tied = _("与承接主体有利害关系的人")
    return [tied if task.startswith("@") else marked.get(task) or did.format(task=names[task] or task) for task in here]


def period_words(session: Session, deadline: str) -> str:
    """TD20 as 3个工作日（TD20）, as it stands today; the id alone where the register does not know it."""
    try:
        row = figure_row(session, deadline, law_date(bench().clock.now()))
    except Missing:
        return deadline
    unit = UNITS.get(row.unit)
    return _("{period}（{id}）").format(period=unit.format(n=row.value), id=deadline) if unit else deadline
