"""The end of an act: rows for what opened and closed, the sealed entry, the frozen state. One place writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Update, bindparam, delete, insert, select, update

from workflows.act import Act
from workflows.engine.bindings import TIMER
from workflows.engine.definitions import Definition
from workflows.engine.elements import BESIDE, Element
from workflows.engine.reminders import lapse
from workflows.engine.store import Open, Running
from workflows.engine.tables import case_, outbox, subscription, timer, work_item
from workflows.engine.worklist import ANYTHING, Worklist, done_here, last_moment
from workflows.ledger.append import Entry, append
from workflows.ledger.canonical import canonical, digest

_ABOUT = ("title", "number", "regime", "stage", "subject_kind", "subject_id", "state", "closed_at")
_EACH = ("version", "seq", "head", "digest", "frozen")
_TOLD, _AT_FIRST = ("title", "number", "regime", "stage", "subject_kind"), ("authority_id", "started_by", "of")
_LOCAL, _LOCAL_AT_FIRST = ("subject_id",), ("parent_id", "root_id")
"""Columns of a case of which its entries speak; those of `_LOCAL` are surrogate keys, other ones when it is executed again."""


def _sealing(*names: str) -> Update:
    values = {name: bindparam(f"new_{name}", type_=case_.c[name].type) for name in names}
    return update(case_).where(case_.c.id == bindparam("case")).values(values)


_SEAL, _SEAL_CHANGED = _sealing(*_EACH), _sealing(*_EACH, *_ABOUT)
"""Most acts change nothing that an index holds: naming such a column writes its index again, even with the value it had."""
_OPEN_ITEMS = insert(work_item)


@dataclass(slots=True)
class Opened:
    """What an act opened, as the entry and the answer name it.

    `because`: the period that cut off what is cancelled; `apart`: keys of open items that its actor may no longer do;
    `lapsed`: keys of tasks that looked after a late one which is closed now.
    """

    items: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    because: str | None = None
    apart: list[str] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)
    awaited: list[Open] = field(default_factory=list)
    waits: bool = False
    finished: bool = False


@dataclass(slots=True)
class Before:
    """What was awaited when the act began: node → thing."""

    open: dict[str, Open]


class Sealer:
    """Closes acts. `moment`: evaluates an expression such as instant("…") for a task's `due_at`."""

    def __init__(self, worklist: Worklist, new_id: Callable[[], int]) -> None:
        self.worklist, self.new_id = worklist, new_id

    def reconcile(
        self, act: Act, definition: Definition, running: Running, before: Before, done: str | None, because: str | None
    ) -> Opened:
        """Rows for what is newly awaited; what is awaited no more is cancelled (`because` of a register id)."""
        now_open = list(running.open())
        result = Opened(finished=running.completed, awaited=now_open)
        still = {one.node for one in now_open}
        gone = [one for node, one in before.open.items() if node not in still and node != done]
        fresh = [one for one in now_open if not one.row]
        self._cancel(act, gone, because, result)
        users = [one for one in fresh if one.kind == "user"]
        if users:
            self._open_items(act, definition, running, users, result)
        self._open_waits(act, running, [one for one in fresh if one.kind != "user"], result)
        if act.item is not None:
            self._exclude(act, definition, [one for one in now_open if one.row and one.kind == "user" and one not in fresh], result)
        return result

    def _cancel(self, act: Act, gone: list[Open], because: str | None, result: Opened) -> None:
        for one in gone:
            if one.kind == "user":
                values = {"state": "cancelled", "closed_at": act.now, "because": because, "revision": work_item.c.revision + 1}
                act.session.execute(update(work_item).where(work_item.c.id == one.row).values(**values))
                result.cancelled.append(one.key)
                result.because = because
            else:
                table = timer if one.kind == TIMER else subscription
                act.session.execute(delete(table).where(table.c.id == one.row))
        if result.cancelled:
            result.lapsed += lapse(act, [one.row for one in gone if one.kind == "user"])

    def _open_items(self, act: Act, definition: Definition, running: Running, users: list[Open], result: Opened) -> None:
        pairs = [(one, definition.element(one.process, one.element)) for one in users]
        act.session.flush()
        taken = self._taken(act, [element for _one, element in pairs])
        for one, element in pairs:
            identity = self.new_id()
            opening = self.worklist.opening(act, element, one, self._moment(running, one, element))
            excluded = {who for _rule, task in element.apart_from for done, who in taken if done == task}
            marked = f",{','.join(sorted(excluded))}," if excluded else ""
            row = self.worklist.row(act, opening, identity, element.implementation, definition.keys[one.process], marked)
            running.remember(one.node, identity)
            result.items.append(row)
        act.session.connection().execute(_OPEN_ITEMS, result.items)

    @staticmethod
    def _moment(running: Running, one: Open, element: Element) -> dt.datetime | None:
        if not element.due_at:
            return None
        engine = running.workflow.script_engine
        value = engine.evaluate(running.task(one.node), element.due_at)
        return value if isinstance(value, dt.datetime) else None

    def _taken(self, act: Act, elements: list[Element]) -> list[tuple[str, str]]:
        apart = {task for element in elements for _rule, task in element.apart_from if not task.startswith("@")}
        if not apart:
            return []
        taken = done_here(act.session, act.case, anything=ANYTHING in apart)
        if act.item is not None and act.item.task in apart:
            taken.append((act.item.task, act.who))
        return taken

    @staticmethod
    def _exclude(act: Act, definition: Definition, waiting: list[Open], result: Opened) -> None:
        """Somebody who has just done this may not find on the desk what is open and apart from it."""
        assert act.item is not None
        for one in waiting:
            element = definition.element(one.process, one.element)
            if any(task == act.item.task for _rule, task in element.apart_from):
                longer = work_item.c.excluded + f",{act.who},"
                act.session.execute(update(work_item).where(work_item.c.id == one.row).values(excluded=longer))
                result.apart.append(one.key)

    def _open_waits(self, act: Act, running: Running, fresh: list[Open], result: Opened) -> None:
        for one in fresh:
            identity = self.new_id()
            running.remember(one.node, identity)
            row = {"id": identity, "case_id": act.case.id, "key": one.key, "node": one.node}
            if one.kind == TIMER:
                act.session.execute(insert(timer), {**row, "due_at": one.due})
            else:
                act.session.execute(insert(subscription), {**row, "message": one.said})
                result.waits = True

    def seal(
        self, act: Act, definition: Definition, running: Running, case: Any, body: dict[str, Any], opened: Opened, key: str | None
    ) -> int:
        """Append the entry to the case's stream and write the case row. Returns the entry's number."""
        act.session.flush()
        fresh = [_shown(row) for row in opened.items]
        state = state_digest(running, opened.awaited, fresh)
        said = {**body, "opened": fresh, "cancelled": opened.cancelled, "state": state}
        said |= {"facts": act.record.facts, "rules": act.record.rules, "rows": act.record.rows, "definition": definition.hash}
        said |= {name: value for name in ("apart", "because", "lapsed") if (value := getattr(opened, name))}
        stage = self._stage(definition, opened) or case.stage
        about = self._case_values(act, opened, stage)
        said |= _news(case, about)
        if act.record.warnings:
            said["warnings"] = [[list(reason.rules), reason.field, reason.message] for reason in act.record.warnings]
        if act.record.flags:
            said["flags"] = act.record.flags
        number = case.seq + 1
        entry = Entry(f"case:{case.id}", number, act.now, str(body["act"]), act.who, key, canonical(said))
        head = append(act.session, entry, bytes(case.head))
        values = {"version": case.version + 1, "seq": number, "head": head, "digest": state, "frozen": running.freeze()}
        changed = any(getattr(case, name) != value for name, value in about.items())
        values |= about if changed else {}
        named = {"case": case.id, **{f"new_{name}": value for name, value in values.items()}}
        act.session.connection().execute(_SEAL_CHANGED if changed else _SEAL, named)
        return int(number)

    @staticmethod
    def _stage(definition: Definition, opened: Opened) -> str:
        """The title of the process in which work opened last; where only events are awaited, the stage that the diagram gives them."""
        keys = [row["process"] for row in opened.items if row["task"] not in BESIDE]
        waits = [definition.element(one.process, one.element).properties.get("stage", "") for one in opened.awaited]
        if waits and all(waits):
            return waits[-1]
        return next((definition.titles[name] for name, path in definition.keys.items() if keys and path == keys[-1]), "")

    @staticmethod
    def _case_values(act: Act, opened: Opened, stage: str) -> dict[str, Any]:
        case = act.case
        values: dict[str, Any] = {"title": case.title, "number": case.number, "regime": act.regime, "stage": stage}
        values |= {"subject_kind": case.subject_kind, "subject_id": case.subject_id, "state": "closed" if opened.finished else "open"}
        return values | {"closed_at": act.now if opened.finished else None, "stage": "" if opened.finished else stage}

    def pending(self, act: Act) -> bool:
        """A message was posted to this case before it waited for it."""
        wanted = select(outbox.c.id).where(outbox.c.to_case == act.case.id, outbox.c.delivered.is_(False)).limit(1)
        return act.session.execute(wanted).first() is not None


def state_digest(running: Running, open_now: list[Open], fresh: list[dict[str, Any]]) -> str:
    """SHA-256 over business keys: what is awaited, until when, with which routing facts; the new items with assignee and due date.

    Never library ids or the wall clock: the same history gives the same digest on any machine, for ever.
    """
    awaited = sorted([one.kind, one.key, one.said, one.due.isoformat() if one.due else ""] for one in open_now)
    return digest({"awaited": awaited, "facts": running.facts(open_now), "finished": running.completed, "opened": fresh})


def _news(case: Any, about: dict[str, Any]) -> dict[str, Any]:
    """What the entry says of the case's own row: everything at first, then what is new."""
    first = case.seq == 0
    told = {name: about[name] for name in _TOLD if first or about[name] != getattr(case, name)}
    local = {name: about[name] for name in _LOCAL if first or about[name] != getattr(case, name)}
    if first:
        told |= {name: getattr(case, name) for name in _AT_FIRST}
        local |= {name: getattr(case, name) for name in _LOCAL_AT_FIRST}
    return {name: said for name, said in (("case", told), ("ids", local)) if said}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A new item as the entry says it: no surrogate key, dates as text, nothing that is empty or follows from the rest."""
    said = {name: row[name] for name in ("key", "task", "role", "place", "assignee", "due_id", "due_pending")}
    said |= {name: row[name].isoformat() for name in ("due_from", "due_on") if row[name]}
    said["excluded"] = sorted(set(row["excluded"].split(",")) - {""})
    if row["due_at"] != last_moment(row["due_on"]):
        said["due_at"] = row["due_at"].astimezone(dt.UTC).isoformat()
    return {name: value for name, value in said.items() if value not in (None, "", False, [])}
