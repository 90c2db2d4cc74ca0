"""What a person holds in hand: a task, or the beginning of a case. Both are opened, drawn and handed in alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from flask import request
from sqlalchemy.orm import Session

from app.web.cases.reader import open_case
from app.web.context import bench, me
from app.web.desk.closed import Closed
from app.web.desk.sheets import Typed, form_in, start_page, task_page
from app.web.forms import drafts
from app.web.views.task import TaskPage
from forms.base import Form
from workflows.engine.looking import Opened
from workflows.engine.transactions import Done, Found, Order
from workflows.errors import Missing, NotYours, Reason
from workflows.text import _


class Hand(Protocol):
    """A form that somebody may fill in; `subject` names its draft, `path` its page."""

    subject: str
    path: str

    def form(self) -> Form:
        """The form by which what was handed in is read. Raises Missing, and NotYours at a start."""

    def open(self, session: Session) -> Opened:
        """For reading. Raises Missing, NotYours, Closed."""

    def page(self, session: Session, opened: Opened, typed: Typed) -> TaskPage:
        """The page."""

    def act(self, order: Order) -> Done:
        """Hand it in. Raises what the runtime raises."""


class TaskInHand:
    """A work item."""

    def __init__(self, item: int) -> None:
        self.item, self.subject, self.path = item, drafts.of_item(item), f"/tasks/{item}"
        self._found: Found | None = None

    def form(self) -> Form:
        """The form of the item's task."""
        self._found = self._found or bench().runtime.found(self.item, me().account)
        form = bench().hands.forms[self._found.item.task]
        assert isinstance(form, Form)
        return form

    def open(self, session: Session) -> Opened:
        """The item, while it is open."""
        try:
            opened = bench().runtime.open(session, self.item, me().account)
        except NotYours as refusal:
            raise Closed(self.item, refusal) from refusal
        if opened.item.state != "open":
            raise Closed(self.item)
        return opened

    def page(self, session: Session, opened: Opened, typed: Typed) -> TaskPage:
        """The form between the stages and the dossier."""
        return task_page(bench(), session, opened, typed)

    def act(self, order: Order) -> Done:
        """Complete the item."""
        return bench().runtime.complete(self.item, order, self._found)


class Beginning:
    """The start form of a procedure."""

    def __init__(self, process: str, within: int = 0) -> None:
        self.process, self.within, self.subject = process, within, drafts.of_start(process, within)
        self.path = f"/cases/{within}/start/{process}" if within else f"/start/{process}"
        if not drafts.subject_of(self.path):
            raise Missing([Reason(_("没有这个地址。"))])

    def form(self) -> Form:
        """The form on which a case begins, for those who may begin one."""
        with bench().databases.read() as session:
            return form_in(self.open(session))

    def open(self, session: Session) -> Opened:
        """The version in force; inside a project for those who may read it."""
        if self.within:
            open_case(session, self.within)
        return bench().runtime.beginning(session, self.process, me().account, request.args.get("at", ""), self.within)

    def page(self, session: Session, opened: Opened, typed: Typed) -> TaskPage:
        """The form, and the stages to come."""
        return start_page(opened, typed, self.path)

    def act(self, order: Order) -> Done:
        """Start the case."""
        if self.within:
            with bench().databases.read() as session:
                open_case(session, self.within)
        return bench().runtime.start(self.process, replace(order, within=self.within))
