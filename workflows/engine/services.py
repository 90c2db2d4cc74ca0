"""What an act may ask while it is open: periods of the register, messages to other cases, side cases. All of it rows of the same commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act, Deadlines, Due, Facts
from workflows.engine.answering import asked
from workflows.engine.definitions import Library
from workflows.engine.recorded import HANDED, REASSIGNED
from workflows.engine.tables import case_, outbox, period, work_item
from workflows.errors import Reason, Stale
from workflows.ledger.capture import enter
from workflows.side_case import SideCase
from workflows.text import _

MESSAGE, START = "message", "start"


class ActServices:
    """One per runtime; keeps nothing between acts."""

    def __init__(self, deadlines: Deadlines, new_id: Callable[[], int], library: Library) -> None:
        self.deadlines, self.new_id, self.library = deadlines, new_id, library

    def period(self, act: Act, deadline_id: str, start: dt.date) -> Due:
        """Open a period from `start` in this case. Raises Refused (CAL-gap)."""
        due = self.deadlines.compute(act.session, deadline_id, start, act.case.root_id)
        values = {"due": due.due, "rolled": due.rolled, "frees_at": due.frees_at, "pending": due.pending, "effect": due.effect}
        where = {"id": self.new_id(), "case_id": act.case.id, "root_id": act.case.root_id, "opened_at": act.now}
        act.session.execute(insert(period), {**where, "deadline_id": deadline_id, "start": start, **values})
        frees = due.frees_at.astimezone(dt.UTC) if due.frees_at else None
        told = (start, due.due, due.pending, due.rolled, frees, due.effect)
        said = [one.isoformat() if isinstance(one, dt.date) else one for one in told]
        act.record.facts.append(["period", deadline_id, said])
        return due

    def freed(self, act: Act, deadline_id: str) -> Due | None:
        """The latest period of that id in this case or its root."""
        row = act.session.execute(
            select(period)
            .where(period.c.root_id == act.case.root_id, period.c.deadline_id == deadline_id)
            .where(or_(period.c.case_id == act.case.id, period.c.case_id == act.case.root_id))
            .order_by(period.c.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        return Due(deadline_id, row.start, row.due, row.rolled, row.frees_at, row.pending, row.effect)

    def decide(self, act: Act, name: str, inputs: Facts) -> Any:
        """The answer of a table of the version under which the case runs, noted in the entry."""
        return asked(act, self.library.get(act.session, act.case.definition), name, inputs)

    def enter(self, act: Act, kind: type[Any], values: Mapping[str, Any]) -> None:
        """Write one row and note it for the entry."""
        enter(act.session, kind, values)

    def reassign(self, act: Act, item_id: int, account: str, place: str) -> None:
        """Give an open task of this case or its project's to somebody else; whoever has its page open is told so. Raises Stale."""
        mine = (work_item.c.id == item_id, work_item.c.case_id.in_([act.case.id, act.case.root_id]), work_item.c.state == "open")
        given = update(work_item).where(*mine).values(assignee=account, place=place, revision=work_item.c.revision + 1)
        row = act.session.execute(given.returning(work_item.c.key, work_item.c.case_id)).one_or_none()
        if row is None:
            raise Stale([Reason(_("这项任务已经办理，不必再更换。"))])
        act.record.facts.append([HANDED if row.case_id == act.case.id else REASSIGNED, row.key, {"assignee": account, "place": place}])

    def send(self, act: Act, message: str, to_case: int, payload: Facts) -> None:
        """Post a message; delivered as an act of its own when the other case waits for it."""
        row = {"kind": MESSAGE, "name": message, "to_case": to_case, "payload": dict(payload), "not_before": None}
        target = act.session.execute(select(case_.c.number, case_.c.process, case_.c.of).where(case_.c.id == to_case)).one()
        self._post(act, row, [message, dict(payload), None], list(target))

    def open_side_case(self, act: Act, process: str, subject: tuple[str, int], of: Facts, title: str, not_before: dt.date | None) -> None:
        """Post the start of a side case of this project."""
        moment = dt.datetime.combine(not_before, dt.time(), SHANGHAI) if not_before else None
        noted = {"of": dict(of), "title": title}
        row = {"kind": START, "name": process, "to_case": None, "payload": {"subject": list(subject), **noted}, "not_before": moment}
        self._post(act, row, [process, noted, moment.astimezone(dt.UTC).isoformat() if moment else None])

    def begin_beside(self, session: Session, wanted: SideCase, now: dt.datetime) -> dict[str, Any]:
        """Post the start of a case that a system act asks for; answers what it carries, as the entry tells it."""
        told: dict[str, Any] = {"of": dict(wanted.of), "title": wanted.title}
        row = {"id": self.new_id(), "from_case": wanted.beside, "to_case": None, "kind": START, "name": wanted.process}
        payload = {"subject": list(wanted.subject), **told}
        session.execute(insert(outbox), {**row, "payload": payload, "created_at": now, "not_before": None})
        return told

    def _post(self, act: Act, row: dict[str, Any], *said: Any) -> None:
        """Into the outbox, and into the entry: what is said, and of a message which case it goes to, by what other machines know too."""
        act.session.execute(insert(outbox), {"id": self.new_id(), "from_case": act.case.id, "created_at": act.now, **row})
        act.record.facts.append(["sent", row["kind"], *said])
