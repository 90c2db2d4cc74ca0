"""Acts of people: starting a case with its form, completing a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act, Actor, Item, Post
from workflows.engine.definitions import Definition
from workflows.engine.elements import BESIDE, RESOLVE, Element
from workflows.engine.grounds import ground, own_start
from workflows.engine.hands import LiveHands
from workflows.engine.incidents import arm_again
from workflows.engine.reminders import lapse
from workflows.engine.sealing import Before, Opened
from workflows.engine.store import Running
from workflows.engine.tables import case_, work_item
from workflows.engine.transactions import Done, Found, Known, Order, Transactions, case_of, collided, law_date
from workflows.engine.worklist import FAR, may_act, mine_in_case
from workflows.errors import Busy, Missing, Reason, Refusal, Stale
from workflows.ledger.attempts import note_attempt
from workflows.ledger.commitments import keep_personal, split
from workflows.schema import one_at_a_time
from workflows.text import _

MOST_TRIES = 20
MOST_CLASHES = 3
LATEST = 100


_LOCK = select(case_.c.version).where(case_.c.id == bindparam("case")).with_for_update()
_CLOSE = (
    update(work_item)
    .where(work_item.c.id == bindparam("item"))
    .values(
        state="done",
        revision=work_item.c.revision + 1,
        closed_at=bindparam("at", type_=work_item.c.closed_at.type),
        closed_by=bindparam("by"),
        closed_post=bindparam("post"),
        answer=bindparam("said", type_=work_item.c.answer.type),
    )
)


class Conflict(Exception):
    """Somebody else changed the case between reading and locking: read again."""


class Ripe(Exception):
    """A timer of the case is due and the clock has not come round yet: first things first, a late act stays late."""

    def __init__(self, case_id: int) -> None:
        super().__init__(case_id)
        self.case_id = case_id


class PeopleActs(Transactions):
    """What a person may do."""

    def release_due(self, case_id: int) -> None:
        """Release the timers of a case that are due."""
        raise TypeError("acts of people need the machine's beside them")

    def complete(self, item_id: int, order: Order, found: Found | None = None) -> Done:
        """Complete a work item. Raises Missing, Stale, NotYours, Invalid, Refused, Busy; each leaves the case as it was.

        `found`: what the same person's question for it has just been answered; the lock tells whether it is still true.
        """
        known = iter((found,))
        try:
            return self._retry(lambda: self._complete(item_id, order, next(known, None)))
        except Refusal as refusal:
            self._note(refusal, f"item:{item_id}", order)
            raise

    def _retry(self, attempt: Callable[[], Done]) -> Done:
        clashes = 0
        for _try in range(MOST_TRIES):
            try:
                return attempt()
            except Conflict:
                continue
            except IntegrityError:
                # Somebody wrote the same unique value a moment before: read again, and the form says so in its own words.
                clashes += 1
                if clashes == MOST_CLASHES:
                    raise
            except DBAPIError as error:
                if not collided(error):
                    raise
            except Ripe as ripe:
                self.release_due(ripe.case_id)
        raise Busy([Reason(_("办理人数较多，请稍后再提交一次，您填写的内容已保留。"))])

    def _complete(self, item_id: int, order: Order, known: Found | None) -> Done:
        live, now = None, self.clock.now()
        with self.databases.glimpse() as session:
            found = known or self.find(session, item_id, order.account)
            repeated = self._repeated(found, order)
            if repeated is not None:
                return repeated
            if found.case.ripe is not None and found.case.ripe <= now and found.item.task not in BESIDE:
                raise Ripe(found.case.id)
            self._current(found, order)
            actor = self.hands.directory.actor(session, order.account, law_date(now))
            post = may_act(session, self.hands.directory, actor, found.item, case_of(found.case), found.element)
            form = self.hands.forms[found.element.implementation]
            data = form.read(order.raw, order.files)
            live = LiveHands(self.hands, found.definition)
            running = Running.thaw(found.definition, bytes(found.case.frozen), live)
        with self.databases.write() as session:
            case = self._lock(session, found.case)
            act = self.act(session, case, actor, now)
            act.item = _item(found, post)
            live.act = act
            before = Before({one.node: one for one in running.open()})
            route = form.apply(act, data)
            return self._finish(act, found, running, before, route, order, actor)

    def _finish(
        self, act: Act, found: Found, running: Running, before: Before, route: Mapping[str, Any], order: Order, actor: Actor
    ) -> Done:
        item = act.item
        assert item is not None
        form = self.hands.forms[item.task]
        if item.task == RESOLVE:
            arm_again(act, found.item.node)
        elif item.task not in BESIDE:
            running.complete(found.item.node, route)
        opened = self.sealer.reconcile(act, found.definition, running, before, found.item.node, None)
        if _looked_after(found.item, act.today):
            opened.lapsed += lapse(act, [found.item.id])
        sealed, personal = split(order.raw, form.personal())
        body = {"act": "complete", "key": found.item.key, "task": item.task, "form": sealed, "files": _files(order), "route": dict(route)}
        if found.ground is not None:
            body |= {"act": "start", "process": found.definition.process, **found.ground.said()}
        body |= {"title": found.element.name, "post": str(item.post), "seen": order.seen, "form_version": form.version}
        number = self.sealer.seal(act, found.definition, running, found.case, body | self.times(act), opened, _scoped(order, item.id))
        keep_personal(act.session, f"case:{act.case.id}", number, personal)
        following = self._next(act, found.definition, opened, actor)
        answer = {"key": order.key, "number": number, "next": following}
        values = {"item": item.id, "at": act.now, "by": actor.name, "post": str(item.post), "said": answer}
        act.session.connection().execute(_CLOSE, values)
        return self.done(act, number, opened, following)

    @staticmethod
    def _repeated(found: Found, order: Order) -> Done | None:
        """The same person's same submit once more gets the first answer."""
        answer = found.item.answer
        if found.item.state == "done" and order.key and found.item.closed_by == order.account and answer["key"] == order.key:
            return Done(found.case.id, answer["number"], answer["next"])
        return None

    @staticmethod
    def _current(found: Found, order: Order) -> None:
        item = found.item
        if item.state == "cancelled":
            rules = (item.because,) if item.because else ()
            text = _("{title}已于{at}截止，不再接收。") if item.because else _("流程已经前进，这项任务不再需要办理。")
            raise Stale([Reason(text.format(title=item.title, at=_spoken(item.closed_at)), rules=rules)])
        if item.state == "done":
            raise Stale([Reason(_("这项任务已于{at}办理。").format(at=_spoken(item.closed_at)))])
        if item.revision != order.seen:
            raise Stale([Reason(_("您打开页面后，这项任务有变动，请核对后重新提交。"))])

    @staticmethod
    def _lock(session: Session, case: Any) -> Any:
        """Take the case's lock; what was read before must still be true."""
        now = session.connection().execute(_LOCK, {"case": case.id}).scalar_one()
        if now != case.version:
            raise Conflict
        return case

    @staticmethod
    def _next(act: Act, definition: Definition, opened: Opened, actor: Actor) -> int | None:
        posts = {(post.role, post.place) for post in actor.posts} | {(post.role, "*") for post in actor.posts}
        for row in opened.items:
            free = row["assignee"] is None and (row["role"], row["place"]) in posts and f",{actor.name}," not in row["excluded"]
            if row["assignee"] == actor.name or free:
                return int(row["id"])
        roles = {post.role for post in actor.posts}
        others = (one for one in opened.awaited if one.kind == "user" and one.row)
        if not any(definition.element(one.process, one.element).role in roles for one in others):
            return None
        waiting = mine_in_case(act.session, actor, act.case, act.item.id if act.item else 0)
        return waiting.id if waiting is not None else None

    def _note(self, refusal: Refusal, what: str, order: Order) -> None:
        """A second transaction seals the attempt: who tried what, and which rule said no."""
        if isinstance(refusal, Missing | Busy):
            return
        with self.databases.write() as session:
            fields = sorted({reason.field for reason in refusal.reasons if reason.field})
            note_attempt(session, order.account, what, refusal.kind, list(refusal.rules), fields, dict(order.raw), self.clock.now())

    def start(self, process: str, order: Order) -> Done:
        """Start a case with its start form. Raises as `complete` does."""
        try:
            return self._retry(lambda: self._start(process, order))
        except Refusal as refusal:
            self._note(refusal, f"start:{process}", order)
            raise

    def _start(self, process: str, order: Order) -> Done:
        now = self.clock.now()
        with self.databases.write() as session:
            definition = self.library.current(session, process, now)
            element = own_start(definition)
            actor = self.hands.directory.actor(session, order.account, law_date(now))
            base = ground(session, self.hands.directory, definition, actor, order.authority, order.within, lock=True)
            begun = _begun(session, process, base.office, order)
            if begun is not None:
                return begun
            form = self.hands.forms[element.implementation]
            data = form.read(order.raw, order.files)
            live = LiveHands(self.hands, definition)
            running = Running.begin(definition, live, {})
            case = self.new_case(session, definition, base.values(actor, definition.title) | {"started_at": now})
            act = live.act = self.act(session, case, actor, now)
            running.advance()
            first = next(iter(running.open()))
            identity = self.ids()
            running.remember(first.node, identity)
            act.item = Item(identity, element.implementation, element.id, now, {}, None, base.post)
            row = self._first_row(act, element, first.key, first.node, definition.process)
            session.execute(insert(work_item), row)
            route = {**form.apply(act, data), "project": act.case.number}
            found = Found(Known(row), case, definition, element, base)
            return self._finish(act, found, running, Before({first.node: first}), route, order, actor)

    @staticmethod
    def _first_row(act: Act, element: Element, key: str, node: str, process: str) -> dict[str, Any]:
        assert act.item is not None
        assert act.item.post is not None
        where = {"case_id": act.case.id, "root_id": act.case.root_id, "authority_id": act.case.authority_id, "process": process}
        who: dict[str, Any] = {"role": element.role, "place": act.item.post.place, "assignee": act.who}
        who |= {"excluded": "", "of": {}, "index": None}
        what = {"key": key, "node": node, "element": element.id, "task": element.implementation, "title": element.name}
        state = {"revision": 1, "state": "open", "opened_at": act.now, "due_pending": False, "due_at": FAR}
        return {"id": act.item.id, **where, **who, **what, **state}


def _begun(session: Session, process: str, place: str, order: Order) -> Done | None:
    """The same person's same start once more gets the first answer: two clicks are one case."""
    if not order.key:
        return None
    one_at_a_time(session, f"start {order.account} {process}")
    mine = select(work_item.c.case_id, work_item.c.answer).join(case_, case_.c.id == work_item.c.case_id)
    mine = mine.where(case_.c.authority_id == place, case_.c.started_by == order.account, case_.c.process == process)
    for case_id, answer in session.execute(mine.where(work_item.c.state == "done").order_by(case_.c.id.desc()).limit(LATEST)):
        if answer and answer["key"] == order.key and answer["number"] == 1:
            return Done(case_id, 1, answer["next"])
    return None


def _looked_after(item: Any, today: dt.date) -> bool:
    """Whether somebody can look after it: its last day has passed, or some may not do it and it is not as it was when it opened."""
    due_on: dt.date | None = getattr(item, "due_on", None)
    return (due_on is not None and today > due_on) or (bool(item.excluded) and item.revision > 1)


def _item(found: Found, post: Post) -> Item:
    item = found.item
    return Item(item.id, item.task, item.element, item.opened_at, item.of, item.index, post)


def _files(order: Order) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{"name": one.name, "sha256": one.sha256, "size": one.size, "type": one.media_type} for one in given]
        for name, given in order.files.items()
        if given
    }


def _scoped(order: Order, item_id: int) -> str | None:
    return f"{order.account}:{item_id}:{order.key}" if order.key else None


def _spoken(moment: dt.datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
