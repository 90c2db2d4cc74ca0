"""What a person sees before acting: the task with its form, who may do it, what stands in the fields. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workflows.act import Act, Actor, Case, Form, Item, Post
from workflows.engine.definitions import Definition
from workflows.engine.elements import Element
from workflows.engine.transactions import Transactions, case_of
from workflows.engine.worklist import may_act
from workflows.errors import Missing, NotYours, Reason
from workflows.text import _


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
        found = self.find(session, item_id)
        actor = self.hands.directory.actor(session, account, self.today())
        case = case_of(found.case)
        post = may_act(session, self.hands.directory, actor, found.item, case, found.element)
        act = self._reading(session, case, actor, found.case.regime)
        row = found.item
        act.item = Item(row.id, row.task, row.element, row.opened_at, row.of, row.index, post)
        return Opened(found.definition, found.element, self.hands.forms[found.element.implementation], actor, post, act, row, found.case)

    def beginning(self, session: Session, process: str, account: str, authority: str = "") -> Opened:
        """The start form of a process, for somebody who may start it. Raises Missing, NotYours."""
        now = self.clock.now()
        definition = self.library.current(session, process, now)
        element = definition.start_form
        if element is None:
            raise Missing([Reason(_("这个流程不能由人员直接发起。"))])
        actor = self.hands.directory.actor(session, account, self.today())
        post = starter(self, actor, element, authority)
        case = Case(0, 0, None, process, post.place, started_by=account)
        act = self._reading(session, case, actor, "")
        act.item = Item(0, element.implementation, element.id, now, {}, None, post)
        return Opened(definition, element, self.hands.forms[element.implementation], actor, post, act)

    def startable(self, session: Session, actor: Actor) -> list[tuple[Definition, Element, tuple[str, ...]]]:
        """What this person may start: the version in force, its start form, and where they hold the post for it."""
        found = []
        for definition in self.library.in_force(session, self.clock.now()):
            element = definition.start_form
            places = actor.places(element.role) if element is not None else ()
            if element is not None and places:
                found.append((definition, element, places))
        return found

    def _reading(self, session: Session, case: Case, actor: Actor, regime: str) -> Act:
        return Act(session, case, actor, self.clock.now(), self.services, self.ids, regime=regime)


def starter(rooms: Transactions, actor: Actor, element: Element, authority: str) -> Post:
    """The post under which this person may start. Raises NotYours."""
    places = actor.places(element.role)
    if not places or (authority and authority not in places):
        raise NotYours([rooms.hands.directory.why_not(element.role, actor)])
    return Post(element.role, authority or places[0])
