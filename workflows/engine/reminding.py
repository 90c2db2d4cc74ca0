"""Acts of the clock that tell people of their last days: a case at a time, each once, whoever of several servers comes first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.engine.definitions import Definition
from workflows.engine.elements import OVERDUE
from workflows.engine.machine import MachineActs
from workflows.engine.reminders import Reminder, Ripe, cases_to_remind, overseeing_row, ripe_in
from workflows.engine.sealing import Opened
from workflows.engine.store import Running
from workflows.engine.tables import case_, work_item
from workflows.engine.transactions import Done


class ReminderActs(MachineActs):
    """What the clock says of days; nothing is decided by it."""

    def remind(self) -> list[Done]:
        """Tell of every last day that has come near or has passed and was not told yet."""
        answers = (self.remind_case(one) for one in self.to_remind())
        return [done for done in answers if done is not None]

    def to_remind(self) -> list[int]:
        """The cases in which something is to be told."""
        with self.databases.read() as session:
            return cases_to_remind(session, self.services.deadlines, self.today())

    def remind_case(self, case_id: int) -> Done | None:
        """One line for each task, in one entry of the case; None where somebody else has told it or the case is in use."""
        with self.databases.write() as session:
            mine = select(case_.c.id).where(case_.c.id == case_id).with_for_update(skip_locked=True)
            if session.execute(mine).scalar_one_or_none() is None:
                return None
            ripe = list(ripe_in(session, self.services.deadlines, case_id, self.today()))
            return self._remind(session, case_id, ripe) if ripe else None

    def _remind(self, session: Session, case_id: int, ripe: Sequence[Ripe]) -> Done:
        case, running, _live = self._thaw(session, case_id)
        act = self.act(session, case, None)
        opened = Opened(awaited=list(running.open()), finished=running.completed)
        for one in ripe:
            row = one.item
            told = {name: getattr(row, name) for name in ("key", "title", "role", "place", "assignee", "due_id", "due_on")}
            escalated = self._escalate(act, running, one, opened) if one.escalate else None
            values = {"authority_id": row.authority_id, "case_id": case_id, "item_id": row.id, "days": one.days, "escalated": escalated}
            act.enter(Reminder, **told, **values, at=act.now)
            act.record.facts.append(["reminded", row.key, _said(one, escalated)])
        body = {"act": "remind", **self.times(act)}
        return self.done(act, self.sealer.seal(act, running.definition, running, case, body, opened, None), opened)

    def _escalate(self, act: Act, running: Running, one: Ripe, opened: Opened) -> str:
        """A task for somebody above; answers its key."""
        definition: Definition = running.definition
        before = select(func.count()).select_from(Reminder).where(Reminder.case_id == act.case.id, Reminder.escalated.is_not(None))
        number = int(act.session.execute(before).scalar_one()) + 1
        process = next(name for name, key in definition.keys.items() if key == one.item.process)
        place = self.hands.directory.place_of(act.session, one.escalate, act.case)
        row = overseeing_row(act, definition.element(process, OVERDUE), one.item, place, one.escalate, number)
        act.session.execute(insert(work_item), row)
        opened.items.append(row)
        return str(row["key"])


def _said(one: Ripe, escalated: str | None) -> dict[str, object]:
    """What the entry says: of which day, how far from it, whom."""
    row = one.item
    whom = {"role": row.role, "place": row.place, "assignee": row.assignee}
    return {"due_id": row.due_id, "due_on": row.due_on.isoformat(), "days": one.days, **whom, "escalated": escalated}
