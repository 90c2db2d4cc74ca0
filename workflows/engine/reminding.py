"""Acts of the clock that tell people of their last days: a case at a time, each once, whoever of several servers comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.engine.definitions import Definition
from workflows.engine.elements import NAME, OVERDUE, UNMANNED, Element
from workflows.engine.machine import MachineActs
from workflows.engine.reminders import Reminder, Ripe, cases_to_remind, lapse, overseeing_row, ripe_in
from workflows.engine.sealing import Opened
from workflows.engine.store import Running
from workflows.engine.tables import case_, work_item
from workflows.engine.transactions import Done
from workflows.engine.unmanned import cases_without_hands, hand_up, unmanned_in


class ReminderActs(MachineActs):
    """What the clock says of days; nothing is decided by it."""

    def remind(self) -> list[Done]:
        """Tell of every last day that has come near or has passed and was not told yet."""
        answers = (self.remind_case(one) for one in self.to_remind())
        return [done for done in answers if done is not None]

    def to_remind(self) -> list[int]:
        """The cases in which something is to be told."""
        with self.databases.read() as session:
            ripe = cases_to_remind(session, self.services.deadlines, self.today())
            return sorted({*ripe, *cases_without_hands(session, self.hands.directory, self.today())})

    def remind_case(self, case_id: int) -> Done | None:
        """One line for each task, in one entry of the case; None where somebody else has told it or the case is in use."""
        with self.databases.write() as session:
            mine = select(case_.c.id).where(case_.c.id == case_id).with_for_update(skip_locked=True)
            if session.execute(mine).scalar_one_or_none() is None:
                return None
            ripe = list(ripe_in(session, self.services.deadlines, case_id, self.today()))
            bare, moot = unmanned_in(session, self.hands.directory, case_id, self.today())
            return self._remind(session, case_id, ripe, bare, moot) if ripe or bare or moot else None

    def _remind(self, session: Session, case_id: int, ripe: Sequence[Ripe], bare: Sequence[Any], moot: Sequence[int]) -> Done:
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
        for item in bare:
            self._open(act, opened, hand_up(act, self._beside(running, item, UNMANNED), item, self.hands.directory))
        opened.lapsed += lapse(act, moot, (NAME,)) if moot else []
        body = {"act": "remind", **self.times(act)}
        return self.done(act, self.sealer.seal(act, running.definition, running, case, body, opened, None), opened)

    def _escalate(self, act: Act, running: Running, one: Ripe, opened: Opened) -> str:
        """A task for somebody above; answers its key."""
        before = select(func.count()).select_from(Reminder).where(Reminder.case_id == act.case.id, Reminder.escalated.is_not(None))
        number = int(act.session.execute(before).scalar_one()) + 1
        place = self.hands.directory.place_of(act.session, one.escalate, act.case)
        return self._open(act, opened, overseeing_row(act, self._beside(running, one.item, OVERDUE), one.item, place, one.escalate, number))

    @staticmethod
    def _beside(running: Running, item: Any, element: str) -> Element:
        definition: Definition = running.definition
        return definition.element(next(name for name, key in definition.keys.items() if key == item.process), element)

    @staticmethod
    def _open(act: Act, opened: Opened, row: dict[str, Any]) -> str:
        act.session.execute(insert(work_item), row)
        opened.items.append(row)
        return str(row["key"])


def _said(one: Ripe, escalated: str | None) -> dict[str, object]:
    """What the entry says: of which day, how far from it, whom."""
    row = one.item
    whom = {"role": row.role, "place": row.place, "assignee": row.assignee}
    return {"due_id": row.due_id, "due_on": row.due_on.isoformat(), "days": one.days, **whom, "escalated": escalated}
