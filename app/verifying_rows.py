"""Verifies the rows that a case's entries speak of: work items, periods, what it posted to other cases."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.engine.definitions import Definition
from workflows.engine.recorded import ITEM, Period, Recorded
from workflows.engine.services import START
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import case_, outbox, period, work_item
from workflows.engine.walking import KEY
from workflows.engine.worklist import last_moment
from workflows.ledger.report import Finding, What, shown
from workflows.ledger.tables import ledger_entry
from workflows.procurement.models.platform import SETTLED_BY, PlatformEntry

Moved = Mapping[tuple[str, str, str, str, str], tuple[str | None, bool]]
"""(case number, its business key, task or nothing, register id, first day) → the last day since a year's holidays came in, and pending."""


def moved_days(session: Session) -> Moved:
    """What calendars that came in later moved, the latest last."""
    wanted = select(ledger_entry.c.body).where(ledger_entry.c.stream == SYSTEM, ledger_entry.c.body.contains('"moved":['))
    found = {}
    for body in session.execute(wanted.order_by(ledger_entry.c.number)).scalars():
        for one in json.loads(body)["moved"]:
            found[one["case"], _key(one["of"]), one["what"], one["id"], one["start"]] = one["after"], one["pending"]
    return found


def _key(of: Any) -> str:
    return json.dumps(of, sort_keys=True, ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value of a row as an entry says it."""
    return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(slots=True)
class Rows:
    """The rows of one case beside what its entries recorded; `definition`: the drawing that the last of them names."""

    session: Session
    case: Any
    recorded: Recorded
    moved: Moved
    definition: Definition
    ids: dict[int, str] = field(default_factory=dict)
    """Work items, id → key."""

    def findings(self) -> Iterator[Finding]:
        """Everything that is not as the entries say."""
        yield from self._items()
        yield from self._periods()
        yield from self._posted()

    def _finding(self, what: What, expected: object, found: object, subject: str, number: int) -> Finding:
        return Finding(f"case:{self.case.id}" if number else "", number, what, shown(expected), shown(found), subject)

    # ------------------------------------------------------------------------------------------------ work items
    def _items(self) -> Iterator[Finding]:
        """Work items by the entries that opened and closed them."""
        rows = {row.key: row for row in self.session.execute(select(work_item).where(work_item.c.case_id == self.case.id))}
        self.ids = {row.id: key for key, row in rows.items()}
        for key, (number, expected) in self.recorded.items.items():
            row = rows.pop(key, None)
            if row is None:
                yield self._finding("absent", key, None, f"work_item case {self.case.id}", number)
                continue
            for column, wanted, found in (*self._columns(row, self._current(expected)), ("answer", self._answer(row, number), row.answer)):
                if found != wanted:
                    yield self._finding("row", wanted, found, f"work_item {key} {column}", number)
            sealed = self._sealed_key(row)
            if sealed != self.recorded.keys.get(key):
                yield self._finding("column", sealed, self.recorded.keys.get(key), "ledger_entry key", number)
        for key in rows:
            yield self._finding("unrecorded", None, key, f"work_item case {self.case.id}", 0)

    def _columns(self, row: Any, expected: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
        """Column, what the entries and the drawing say, what stands there."""
        for column in ITEM:
            found = getattr(row, column)
            yield column, expected[column], sorted(set(found.split(",")) - {""}) if column == "excluded" else plain(found)
        for column in ("root_id", "authority_id", "of"):
            yield column, getattr(self.case, column), getattr(row, column)
        drawn = (self.definition.elements[name].get(row.element) for name, path in self.definition.keys.items() if path == row.process)
        element = next(filter(None, drawn), None)
        yield "element", expected["task"], element.implementation if element else None
        yield "title", element.name if element else None, row.title
        place = KEY.fullmatch(row.key)
        yield "index", int(place["index"]) if place and place["index"] else None, row.index

    def _answer(self, row: Any, number: int) -> dict[str, Any] | None:
        """What the same submit once more is answered: the entry's number, the submit's key, and a task that was open after it.

        Which of several open ones it was depends on the posts that the person held that day: any of them will do.
        """
        if row.key not in self.recorded.keys:
            return None
        answer = _answered(row)
        opened, ended = self.recorded.spans.get(self.ids.get(answer.get("next", 0), ""), (number + 1, None))
        known = opened <= number and (ended is None or ended > number)
        return {"key": answer.get("key", ""), "number": number, "next": answer["next"] if known else None}

    def _sealed_key(self, row: Any) -> str | None:
        """An entry's key is the submit's within its task. Only here are both at hand: another machine draws other ids."""
        key = _answered(row).get("key")
        return f"{row.closed_by}:{row.id}:{key}" if key and row.key in self.recorded.keys else None

    def _current(self, expected: dict[str, Any]) -> dict[str, Any]:
        """What an item's entries say, with the day that a later calendar gave it while it was open."""
        due = expected["due_id"] or "", expected["due_from"] or ""
        moved = self.moved.get((self.case.number, _key(self.case.of), expected["task"], *due))
        if not moved:
            return expected
        counted = {"due_on": moved[0], "due_pending": moved[1]}
        if expected["due_at"] == _last_moment(expected["due_on"]):
            counted["due_at"] = _last_moment(moved[0])
        return {**expected, **counted}

    # ------------------------------------------------------------------------------------------------ periods
    def _periods(self) -> Iterator[Finding]:
        """Periods by the entries that opened them."""
        found = list(self.session.execute(select(period).where(period.c.case_id == self.case.id).order_by(period.c.id)))
        for place, (number, said) in enumerate(self.recorded.periods):
            row = _said(found[place]) if place < len(found) else None
            if row is None or (row != said and not self._counted_again(said, row)):
                yield self._finding("absent" if row is None else "row", said, row, f"period case {self.case.id} {said[0]}", number)
        for one in found[len(self.recorded.periods) :]:
            yield self._finding("unrecorded", None, _said(one), f"period case {self.case.id} {one.deadline_id}", 0)
        for one in found:
            if one.root_id != self.case.root_id:
                yield self._finding("row", self.case.root_id, one.root_id, f"period case {self.case.id} root_id", 0)

    def _counted_again(self, said: Period, row: Period) -> bool:
        moved = self.moved.get((self.case.number, _key(self.case.of), "", said[0], said[1]))
        return moved is not None and row[:2] == said[:2] and row[5:] == said[5:] and (row[4] or row[2], row[3]) == moved

    # ------------------------------------------------------------------------------------------------ what was posted
    def _posted(self) -> Iterator[Finding]:
        """Messages and side cases by the entries that posted them; what has been delivered is not waiting still."""
        rows = list(self.session.execute(select(outbox).where(outbox.c.from_case == self.case.id).order_by(outbox.c.id)))
        name = f"outbox case {self.case.id}"
        asked = [one for one in rows if one.kind == START and one.name in SETTLED_BY.values()]
        found = [one for one in rows if one not in asked]
        yield from self._given_up(asked, name)
        for place, (number, said) in enumerate(self.recorded.posted):
            one = found[place] if place < len(found) else None
            if one is None:
                yield self._finding("absent", said, None, name, number)
                continue
            carried = {key: value for key, value in one.payload.items() if key != "subject"}
            row = one.kind, one.name, carried, plain(one.not_before), self._target(one), plain(one.created_at)
            if row != said:
                yield self._finding("row", said, row, name, number)
            elif one.kind == START and one.delivered is not self._begun(one):
                yield self._finding("row", not one.delivered, one.delivered, f"{name} {one.name} delivered", number)
        for one in found[len(self.recorded.posted) :]:
            yield self._finding("unrecorded", None, (one.kind, one.name), name, 0)

    def _given_up(self, asked: Sequence[Any], name: str) -> Iterator[Finding]:
        """What could not be sent to the city's platform and was handed to a person: as often as the system's stream tells it."""
        mine = select(PlatformEntry).where(PlatformEntry.case_id == self.case.id)
        entries = list(self.session.scalars(mine if asked else mine.where(PlatformEntry.error != "")))
        for entry in entries:
            told = ledger_entry.c.body.contains(f'"hash":"{entry.hash}"') & ledger_entry.c.body.contains('"begins":')
            wanted = self.session.scalar(select(func.count()).where(ledger_entry.c.stream == SYSTEM, told))
            posted = [one for one in asked if one.payload["of"] == {"entry": entry.reference}]
            if len(posted) != wanted:
                yield self._finding("row", wanted, len(posted), f"{name} {entry.reference}", 0)
        known = {entry.reference for entry in entries}
        for one in asked:
            if one.payload["of"].get("entry") not in known:
                yield self._finding("unrecorded", None, (one.kind, one.name), name, 0)
            elif one.delivered is not self._begun(one):
                yield self._finding("row", not one.delivered, one.delivered, f"{name} {one.name} delivered", 0)

    def _target(self, one: Any) -> list[Any] | None:
        """The case that a message goes to, as the entry names it."""
        wanted = select(case_.c.number, case_.c.process, case_.c.of).where(case_.c.id == one.to_case)
        row = self.session.execute(wanted).one_or_none()
        return list(row) if row else None

    def _begun(self, one: Any) -> bool:
        mine = select(case_.c.of).where(case_.c.parent_id == self.case.id, case_.c.process == one.name)
        return one.payload["of"] in self.session.execute(mine).scalars().all()


def _answered(row: Any) -> dict[str, Any]:
    return row.answer if isinstance(row.answer, dict) else {}


def _said(row: Any) -> Period:
    days = plain(row.due), row.pending, plain(row.rolled), plain(row.frees_at)
    return row.deadline_id, row.start.isoformat(), *days, row.effect, plain(row.opened_at)


def _last_moment(due_on: str | None) -> str:
    return last_moment(dt.date.fromisoformat(due_on) if due_on else None).isoformat()
