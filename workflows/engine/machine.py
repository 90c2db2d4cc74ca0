"""Acts of the machine: a timer that is due, a message that has come, a side case that begins. Each an act of its own, exactly once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from workflows.engine import incidents
from workflows.engine.elements import EXCEPTION
from workflows.engine.hands import LiveHands
from workflows.engine.incidents import MOST_TRIES
from workflows.engine.sealing import Before, Opened
from workflows.engine.services import START
from workflows.engine.store import Running
from workflows.engine.tables import case_, outbox, subscription, timer, work_item
from workflows.engine.transactions import Done, Transactions, collided
from workflows.errors import Busy, Reason
from workflows.text import _

log = logging.getLogger("goufu.machine")
BATCH = 100
# Asked at every tick, and so built once.
_NEXT = (
    select(func.min(timer.c.due_at)).where(timer.c.tries < MOST_TRIES),
    select(func.min(outbox.c.not_before)).where(outbox.c.delivered.is_(False), outbox.c.tries < MOST_TRIES),
)


class MachineActs(Transactions):
    """What the clock and the outbox do."""

    # ------------------------------------------------------------------------------------------------ timers
    def due_timers(self, most: int = BATCH) -> list[int]:
        """Ids of timers whose moment has come, the earliest first; those given up after three failures are left to a supervisor."""
        with self.databases.read() as session:
            wanted = select(timer.c.id).where(timer.c.due_at <= self.clock.now(), timer.c.tries < MOST_TRIES)
            return list(session.execute(wanted.order_by(timer.c.due_at, timer.c.id).limit(most)).scalars())

    def next_due(self) -> dt.datetime | None:
        """The next moment at which something happens by itself."""
        with self.databases.look() as connection:
            moments = [connection.execute(one).scalar_one_or_none() for one in _NEXT]
        return min((moment for moment in moments if moment is not None), default=None)

    def release_due(self, case_id: int) -> None:
        """Release the timers of one case that are due, before somebody acts in it. Raises Busy where one cannot be released."""
        due = self._due_in(case_id)
        if all(tries < MOST_TRIES for tries in due.values()):
            for timer_id in due:
                self.wake(timer_id, patient=True)
            due = {timer_id: tries for timer_id, tries in self._due_in(case_id).items() if tries > due.get(timer_id, tries)}
        if due:
            text = _("这个项目有一个到期步骤暂未能自动完成，系统会再试，仍不成功的转负责人处理。请稍后再提交，您填写的内容已保留。")
            raise Busy([Reason(text)])

    def _due_in(self, case_id: int) -> dict[int, int]:
        """Timers of a case that are due, the earliest first, and how often each was tried."""
        wanted = select(timer.c.id, timer.c.tries).where(timer.c.case_id == case_id, timer.c.due_at <= self.clock.now())
        with self.databases.read() as session:
            return {row.id: row.tries for row in session.execute(wanted.order_by(timer.c.due_at, timer.c.id))}

    def wake(self, timer_id: int, *, patient: bool = False) -> Done | None:
        """Release one timer, if nobody else has. A case in use is left to the next tick, unless `patient`."""
        return self._guarded(lambda session: self._wake(session, timer_id, patient), timer, timer_id)

    def _wake(self, session: Session, timer_id: int, patient: bool) -> Done | None:
        # The case first, then what belongs to it, as people's acts do: two who take them the other way round wait for each other.
        mine = select(case_.c.id).join(timer, timer.c.case_id == case_.c.id).where(timer.c.id == timer_id)
        locked = session.execute(mine.with_for_update(of=case_, skip_locked=not patient)).scalar_one_or_none()
        row = session.execute(select(timer).where(timer.c.id == timer_id)).one_or_none()
        if locked is None or row is None:
            return None
        case, running, live = self._thaw(session, locked)
        before = Before({one.node: one for one in running.open()})
        act = live.act = self.act(session, case, None)
        element = running.definition.element(*self._place(before, row.node))
        running.release(row.node)
        opened = self.sealer.reconcile(act, running.definition, running, before, None, element.due or None)
        body = {"act": "wake", "key": row.key, "title": element.name, **self.times(act)}
        return self.done(act, self.sealer.seal(act, running.definition, running, case, body, opened, None), opened)

    @staticmethod
    def _place(before: Before, node: str) -> tuple[str, str]:
        one = before.open[node]
        return one.process, one.element

    def _thaw(self, session: Session, case_id: int) -> tuple[Any, Running, LiveHands]:
        case = session.execute(select(case_).where(case_.c.id == case_id).with_for_update()).one()
        definition = self.library.get(session, case.definition)
        live = LiveHands(self.hands, definition)
        return case, Running.thaw(definition, bytes(case.frozen), live), live

    # ------------------------------------------------------------------------------------------------ outbox
    def deliver(self) -> list[Done]:
        """Deliver everything that can be delivered now, in the order in which it was posted."""
        answers: list[Done] = []
        seen: set[int] = set()
        while waiting := [one for one in self._deliverable() if one not in seen]:
            for one in waiting:
                seen.add(one)
                done = self.deliver_one(one)
                if done is not None:
                    answers.append(done)
        return answers

    def deliver_one(self, outbox_id: int) -> Done | None:
        """Deliver one message or begin one side case, if nobody else has."""
        return self._guarded(lambda session: self._deliver(session, outbox_id), outbox, outbox_id)

    def _deliverable(self) -> list[int]:
        heard = exists().where(and_(subscription.c.case_id == outbox.c.to_case, subscription.c.message == outbox.c.name))
        ripe = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= self.clock.now())
        wanted = select(outbox.c.id).where(outbox.c.delivered.is_(False), outbox.c.tries < MOST_TRIES, ripe)
        with self.databases.read() as session:
            return list(session.execute(wanted.where(or_(outbox.c.kind == START, heard)).order_by(outbox.c.id).limit(BATCH)).scalars())

    def _deliver(self, session: Session, outbox_id: int) -> Done | None:
        claim = select(outbox).where(outbox.c.id == outbox_id, outbox.c.delivered.is_(False)).with_for_update(skip_locked=True)
        row = session.execute(claim).one_or_none()
        if row is None:
            return None
        done = self._begin_side_case(session, row) if row.kind == START else self._hear(session, row)
        if done is not None:
            session.execute(update(outbox).where(outbox.c.id == outbox_id).values(delivered=True))
        return done

    def _hear(self, session: Session, row: Any) -> Done | None:
        case, running, live = self._thaw(session, row.to_case)
        wanted = select(subscription).where(subscription.c.case_id == case.id, subscription.c.message == row.name)
        waiting = session.execute(wanted).one_or_none()
        if waiting is None:
            return None
        before = Before({one.node: one for one in running.open()})
        act = live.act = self.act(session, case, None)
        running.release(waiting.node)
        opened = self.sealer.reconcile(act, running.definition, running, before, None, None)
        body = {"act": "deliver", "key": waiting.key, "message": row.name, "payload": row.payload, **self.times(act)}
        return self.done(act, self.sealer.seal(act, running.definition, running, case, body, opened, None), opened)

    def _begin_side_case(self, session: Session, row: Any) -> Done:
        sender, now = session.execute(select(case_).where(case_.c.id == row.from_case)).one(), self.clock.now()
        definition = self.library.current(session, row.name, now)
        kind, identity = row.payload["subject"]
        about = {"parent_id": sender.id, "root_id": sender.root_id, "authority_id": sender.authority_id, "subject_kind": kind}
        about |= {"subject_id": identity, "number": sender.number, "title": row.payload["title"], "of": row.payload["of"]}
        by = {"regime": sender.regime, "started_by": sender.started_by, "started_at": now}
        case = self.new_case(session, definition, about | by)
        live = LiveHands(self.hands, definition)
        running = Running.begin(definition, live, {"project": sender.number})
        act = live.act = self.act(session, case, None, now)
        running.advance()
        opened = self.sealer.reconcile(act, definition, running, Before({}), None, None)
        body = {
            "act": "open",
            "process": row.name,
            "number": sender.number,
            "of": row.payload["of"],
            "title": row.payload["title"],
            **self.times(act),
        }
        return self.done(act, self.sealer.seal(act, definition, running, case, body, opened, None), opened)

    # ------------------------------------------------------------------------------------------------ failure
    def _guarded(self, attempt: Callable[[Session], Done | None], table: Any, identity: int) -> Done | None:
        """Do it in one transaction; a failure is rolled back and counted, the third becomes an incident. Other work goes on."""
        try:
            with self.databases.write() as session:
                return attempt(session)
        except Exception as error:
            if not collided(error):
                log.exception("%s %s failed", table.name, identity)
                self._failed(table.name, identity, error)
            return None

    def _failed(self, kind: str, identity: int, error: Exception) -> None:
        table = incidents.KINDS[kind]
        with self.databases.write() as session:
            session.execute(update(table).where(table.c.id == identity).values(tries=table.c.tries + 1))
            tries = session.execute(select(table.c.tries).where(table.c.id == identity)).scalar_one_or_none()
        if tries == MOST_TRIES:
            self.report(kind, identity, incidents.first_line(error))

    def report(self, kind: str, identity: int, text: str) -> Done:
        """Hand what failed three times to a supervisor: an incident and a task, in an entry of the case. `kind`: timer or outbox."""
        table = incidents.KINDS[kind]
        with self.databases.write() as session:
            session.execute(update(table).where(table.c.id == identity).values(tries=MOST_TRIES))
            row = session.execute(select(table).where(table.c.id == identity)).one()
            case, running, live = self._thaw(session, row.case_id if kind == timer.name else row.to_case or row.from_case)
            awaited = list(running.open())
            act = live.act = self.act(session, case, None)
            incident_id = self.ids()
            key = incidents.note(act, kind, row, text, incident_id)
            process = next((one.process for one in awaited if kind == timer.name and one.node == row.node), running.definition.name)
            element = running.definition.element(process, EXCEPTION)
            place = self.hands.directory.place_of(session, element.role, act.case)
            item = incidents.task_row(act, element, running.definition.keys[process], place, key, incident_id)
            session.execute(insert(work_item), item)
            opened = Opened(items=[item], awaited=awaited, finished=running.completed)
            body = {"act": "incident", "kind": kind, **incidents.about(kind, row), "text": text, **self.times(act)}
            return self.done(act, self.sealer.seal(act, running.definition, running, case, body, opened, None), opened)
