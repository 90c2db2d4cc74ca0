"""What a person sees before acting: the task with its form, who may do it, what stands in the fields. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workflows.act import Act, Actor, Base, Case, Form, Item, Post
from workflows.engine.definitions import Definition
from workflows.engine.elements import Element
from workflows.engine.grounds import Ground, ground, own_start
from workflows.engine.transactions import Transactions, case_of
from workflows.engine.worklist import may_act


@dataclass(frozen=True, slots=True)
class Opened:
    """A task as its page needs it. `item` is the row (None on a start page); `act` reads only: it is never committed."""

    definition: Definition
    element: Element
    form: Form
    actor: Actor
    post: Post
    act: Act
    item: Any = None
    case: Any = None


class Looking(Transactions):
    """Opens tasks for reading."""

    def open(self, session: Session, item_id: int, account: str) -> Opened:
        """A work item that this person may do. Raises Missing, NotYours. A closed item opens too: its page says what became of it."""
        found = self.find(session, item_id, account)
        actor = self.hands.directory.actor(session, account, self.today())
        case = case_of(found.case)
        post = may_act(session, self.hands.directory, actor, found.item, case, found.element)
        act = self._reading(session, case, actor, found.case.regime)
        row = found.item
        act.item = Item(row.id, row.task, row.element, row.opened_at, row.of, row.index, post)
        return Opened(found.definition, found.element, self.hands.forms[found.element.implementation], actor, post, act, row, found.case)

    def beginning(self, session: Session, process: str, account: str, authority: str = "", within: int = 0) -> Opened:
        """The start form of a process, for somebody who may start it. Raises Missing, NotYours."""
        now = self.clock.now()
        definition = self.library.current(session, process, now)
        element = own_start(definition)
        actor = self.hands.directory.actor(session, account, self.today())
        base = ground(session, self.hands.directory, definition, actor, authority, within, lock=False)
        case = self._unborn(definition, base, account)
        act = self._reading(session, case, actor, base.root.regime if base.root else "")
        act.item = Item(0, element.implementation, element.id, now, {}, None, base.post)
        return Opened(definition, element, self.hands.forms[element.implementation], actor, base.post, act)

    @staticmethod
    def _unborn(definition: Definition, base: Ground, account: str) -> Case:
        root, version = base.root, definition.hash
        if root is None:
            return Case(0, 0, None, definition.process, base.office, started_by=account, definition=version)
        about = (root.subject_kind, root.subject_id, root.number, root.title)
        return Case(0, root.id, root.id, definition.process, base.office, *about, started_by=account, definition=version)

    def startable(self, session: Session, actor: Actor, root: Any = None) -> list[tuple[Definition, Element, Sequence[Base]]]:
        """What this person may start, on its own or inside a project's case: the version in force, its start form, and from where."""
        if root is not None and root.state != "open":
            return []
        found = []
        for definition in self.library.in_force(session, self.clock.now()):
            element = definition.start_form if definition.within == (root is not None) else None
            bases = self.hands.directory.bases(session, element.role, actor, root) if element is not None else ()
            if element is not None and bases:
                found.append((definition, element, bases))
        return found

    def _reading(self, session: Session, case: Case, actor: Actor, regime: str) -> Act:
        return Act(session, case, actor, self.clock.now(), self.services, self.ids, regime=regime)
