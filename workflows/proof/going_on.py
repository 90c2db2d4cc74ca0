"""Steps of one story told again in another, so many days later: `[goes_on]` of a scenario file, and variants that begin later."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

Table = dict[str, Any]
DATE = re.compile(r"\d{4}-\d\d-\d\d(T|$)", re.ASCII)
KEPT = ("do", "who", "process", "task", "of", "at", "case", "given", "form", "files")
"""What is done; what was expected of the first telling is not expected of the second."""


def shifted(step: Table, days: int) -> Table:
    """A step that is done so many days later, with every date and moment in its form."""
    if not days:
        return step
    moved = {"at": step["at"] + dt.timedelta(days)} if "at" in step else {}
    return {**step, **moved, "form": _dated(step.get("form", {}), days)} if "form" in step else {**step, **moved}


def _dated(value: Any, days: int) -> Any:
    if isinstance(value, dict):
        return {name: _dated(one, days) for name, one in value.items()}
    if isinstance(value, list):
        return [_dated(one, days) for one in value]
    if isinstance(value, str) and DATE.match(value):
        return (dt.date.fromisoformat(value[:10]) + dt.timedelta(days)).isoformat() + value[10:]
    return value


def going_on(steps: list[Table], said: Table) -> list[Table]:
    """The steps from the first that does `task` (and `of`) to before `until`, `days` later; `instead`: what is different in some.

    A change names its step by `task` (and `of`; `was`: who did it); with `omit` the step is left out,
    with `becomes` another task is done in its place.
    Raises StopIteration where no step does the task.
    """
    first, end = _place(steps, said, 0), len(steps)
    if "until" in said:
        end = _place(steps, said["until"], first)
    told = [_again(step, said) for step in steps[first:end] if "expect" not in step]
    return [step for step in told if not step.pop("omit", False)]


def _place(steps: list[Table], said: Table, least: int) -> int:
    wanted = {name: said[name] for name in ("task", "of") if name in said}
    return next(place for place, step in enumerate(steps) if place >= least and wanted.items() <= step.items() and "expect" not in step)


def _again(step: Table, said: Table) -> Table:
    again = shifted({name: step[name] for name in KEPT if name in step}, int(said.get("days", 0)))
    for change in said.get("instead", ()):
        if _meant(step, change):
            again |= {name: change[name] for name in ("who", "at", "omit") if name in change}
            again["task"] = change.get("becomes", again["task"])
            again["form"] = {**again.get("form", {}), **change.get("form", {})}
    return again


def _meant(step: Table, change: Table) -> bool:
    asked = {name: change[name] for name in ("task", "of") if name in change}
    return asked.items() <= step.items() and change.get("was", step.get("who")) == step.get("who")
