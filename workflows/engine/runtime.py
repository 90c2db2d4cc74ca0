"""The only place that commits acts: start, complete, wake, deliver, remind. Pages, API, command line, clock and scenarios all call it."""

from __future__ import annotations

from workflows.engine.looking import Looking
from workflows.engine.people import PeopleActs
from workflows.engine.reminding import ReminderActs
from workflows.engine.system import SystemActs
from workflows.engine.transactions import Done, Found, Order

__all__ = ["Done", "Order", "Runtime"]


class Runtime(ReminderActs, PeopleActs, SystemActs, Looking):
    """Executes cases. Everything that it needs of the world is handed to it."""

    def complete(self, item_id: int, order: Order, found: Found | None = None) -> Done:
        """Complete a work item, then deliver what that act posted. Raises Missing, Stale, NotYours, Invalid, Refused, Busy."""
        return self._settled(super().complete(item_id, order, found))

    def start(self, process: str, order: Order) -> Done:
        """Start a case with its start form, then deliver what that act posted. Raises as `complete` does."""
        return self._settled(super().start(process, order))

    def tick(self) -> list[Done]:
        """Release every timer that is due and deliver every message; what the clock does, once."""
        answers: list[Done] = []
        for timer_id in self.due_timers():
            done = self.wake(timer_id)
            if done is not None:
                answers.append(done)
        return answers + self.deliver()

    def _settled(self, done: Done) -> Done:
        if not done.posts:
            return done
        opened = tuple(row for answer in self.deliver() for row in answer.opened)
        return Done(done.case_id, done.number, done.next_item, done.opened + opened, done.warnings, done.flags)
