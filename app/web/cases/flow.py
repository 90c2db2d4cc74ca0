"""The picture of a case: which processes it entered, and the path that it walked, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.web.cases.entries import Sealed, cases_of, moment_of, one_stream
from app.web.cases.names import Names
from app.web.cases.reader import Opened, Reader
from app.web.cases.record import BY_ITSELF, outcome_of, part_of, title_of
from app.web.context import bench
from app.web.views.case import DiagramView, PictureLink, StepLine
from workflows.engine.definitions import Definition
from workflows.engine.drawings import drawings
from workflows.engine.walking import Standing, Step, Walk, name_of, place
from workflows.text import _

Place = tuple[str, str]
"""Path of the calls, and the element there."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry with what it did on the pictures, and what was awaited after it."""

    entry: Sealed
    step: Step
    awaited: frozenset[Place]


@dataclass(frozen=True, slots=True)
class History:
    """What one case walked, as far as this person may see it."""

    definition: Definition
    moments: Sequence[Moment]
    paths: Sequence[str]
    """Every process entered, the case's own first."""

    @property
    def here(self) -> str:
        """The process in which the case stands now, else where it ended."""
        last = self.moments[-1] if self.moments else None
        if last is None:
            return ""
        return max((path for path, _element in last.awaited), key=lambda path: path.count("/"), default=last.step.path)


def history(session: Session, case: Any, reader: Reader) -> History:
    """The history of one case. Whoever does not read the record sees their own steps only."""
    definition = bench().library.get(session, case.definition)
    drawn = drawings(session, definition)
    entries = one_stream(session, case)
    if not reader.whole:
        own = [entry for entry in entries if reader.owns(entry.row.actor)]
        return _own_history(definition, own)
    walk = Walk(drawn, definition.name)
    steps = walk.steps((entry.row.number, entry.body) for entry in entries)
    moments = [Moment(entry, step, frozenset(walk.awaited())) for entry, step in zip(entries, steps, strict=True)]
    paths = dict.fromkeys(path for one in moments for path in one.step.changed)
    return History(definition, moments, list(paths))


def _own_history(definition: Definition, entries: Sequence[Sealed]) -> History:
    """Only what these entries did themselves: nobody else's steps, nothing of what is open elsewhere."""
    moments, done = [], dict[str, dict[str, None]]()
    for entry in entries:
        path, element = place(entry.body.get("key") or "")
        done.setdefault(path, {})[element] = None
        changed = {path: Standing((), tuple(done[path]), ())}
        moments.append(Moment(entry, Step(entry.row.number, path, element, changed), frozenset()))
    return History(definition, moments, list(done) or [""])


def as_json(session: Session, told: History) -> dict[str, Any]:
    """What the script of the picture reads."""
    names = Names(session)
    names.expect({one.entry.row.actor for one in told.moments if one.entry.row.actor}, ())
    return {
        "here": told.here,
        "pictures": [
            {"path": path, "title": title_at(told.definition, path), "xml": xml_url(told.definition, path)} for path in told.paths
        ],
        "steps": [_step_json(told.definition, one, names) for one in told.moments],
    }


def _step_json(definition: Definition, one: Moment, names: Names) -> dict[str, Any]:
    body = one.entry.body
    return {
        "number": one.step.number,
        "at": moment(moment_of(body, one.entry.row)),
        "who": names.account(one.entry.row.actor),
        "post": names.post(body.get("post", "")) or BY_ITSELF.get(body["act"], ""),
        "what": title_of(one.entry, definition),
        "outcome": outcome_of(body),
        "warnings": [warning[2] for warning in body.get("warnings", ())],
        "waits": waits(definition, one),
        "path": one.step.path,
        "element": one.step.element,
        "changed": {path: [standing.open, standing.done, standing.flows] for path, standing in one.step.changed.items()},
    }


def waits(definition: Definition, one: Moment) -> list[str]:
    """What was awaited after an entry, in words."""
    named = (name_of(definition, f"{path}/{element}#1" if path else f"{element}#1") for path, element in sorted(one.awaited))
    return list(dict.fromkeys(name for name in named if name))


def view(session: Session, opened: Opened, told: History, path: str | None) -> DiagramView:
    """The picture at a path, with the ways to the others and everything in words."""
    base = f"/cases/{opened.case.id}"
    names = Names(session)
    names.expect({one.entry.row.actor for one in told.moments if one.entry.row.actor}, ())
    shown = path if path is not None and path in told.paths else told.here if told.here in told.paths else told.paths[0]
    steps = [_line(told.definition, one, names, base) for one in told.moments]
    return DiagramView(
        title=title_at(told.definition, shown),
        xml_url=xml_url(told.definition, shown),
        history_url=f"{base}/history.json",
        path=shown,
        trail=[_link(told.definition, one, base, shown) for one in _trail(shown) if one in told.paths],
        pictures=[_link(told.definition, one, base, shown) for one in told.paths],
        sides=list(_sides(session, opened)),
        steps=steps,
    )


def _line(definition: Definition, one: Moment, names: Names, base: str) -> StepLine:
    body, row = one.entry.body, one.entry.row
    who = names.account(row.actor)
    anchor = f"{base}/record#{row.stream.replace(':', '-')}-{row.number}"
    return StepLine(
        one.step.number, moment_of(body, row), title_of(one.entry, definition), who, outcome_of(body), waits(definition, one), anchor
    )


def _trail(path: str) -> Iterator[str]:
    parts = path.split("/") if path else []
    for length in range(len(parts) + 1):
        yield "/".join(parts[:length])


def _link(definition: Definition, path: str, base: str, here: str) -> PictureLink:
    return PictureLink(title_at(definition, path), f"{base}/flow?picture={path}", path, path == here)


def _sides(session: Session, opened: Opened) -> Iterator[PictureLink]:
    """The other cases of the project, for those who read the record; the picture of each has its own address."""
    every = cases_of(session, opened.root.id) if opened.reader.whole else ()
    for case in every if len(every) > 1 else ():
        yield PictureLink(part_of(case) or _("主流程"), f"/cases/{case.id}/flow", here=case.id == opened.case.id)


def process_at(definition: Definition, path: str) -> str:
    """The id of the process that the calls of a path lead to."""
    process = definition.name
    for call in path.split("/") if path else ():
        process = definition.elements[process][call].calls
    return process


def title_at(definition: Definition, path: str) -> str:
    """What that process is called."""
    return definition.titles[process_at(definition, path)]


def xml_url(definition: Definition, path: str) -> str:
    """Where its picture is read."""
    return f"/definitions/{definition.hash}/{definition.keys[process_at(definition, path)]}.bpmn.xml"
