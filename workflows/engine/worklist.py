"""Who finds what on the desk: work item rows made when a task opens, and the queries of the desk."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, literal_column, not_, select, tuple_, union_all
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act, Actor, Deadlines, Directory, Due, Member, Post
from workflows.engine.elements import Element
from workflows.engine.store import Open
from workflows.engine.tables import FOR_ANY, FOR_ONE, IS_OPEN, case_, work_item
from workflows.errors import NotYours, Reason
from workflows.text import _

FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
PAGE = 50
DESK_COUNT_CAP = 1000


def end_of(day: dt.date) -> dt.datetime:
    """24:00 Asia/Shanghai of a day: until then it is not late."""
    return dt.datetime.combine(day + dt.timedelta(1), dt.time(), SHANGHAI).astimezone(dt.UTC)


def last_moment(due_on: dt.date | None) -> dt.datetime:
    """Until when an item with this last day is not late; far in the future without one."""
    return end_of(due_on) if due_on else FAR


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a new item goes: who may do it, until when."""

    element: Element
    open: Open
    place: str
    assignee: str | None
    due: Due | None
    due_at: dt.datetime


class Worklist:
    """Turns open tasks into rows."""

    def __init__(self, directory: Directory, deadlines: Deadlines) -> None:
        self.directory, self.deadlines = directory, deadlines

    def opening(self, act: Act, element: Element, one: Open, moment: dt.datetime | None) -> Opening:
        """Resolve the member, the place and the deadline of a task that has just opened."""
        member = self._member(act, element, one)
        place = member.place or self.directory.place_of(act.session, element.role, act.case)
        assignee = member.account or self._named(act, element)
        due = None
        if element.due:
            start = self.deadlines.start_of(act.session, element.due, act.case) or act.today
            due = self.deadlines.compute(act.session, element.due, start, act.case.root_id)
        until = moment or last_moment(due.due if due else None)
        return Opening(element, one, place, assignee, due, until)

    def _named(self, act: Act, element: Element) -> str | None:
        """Who is meant by the diagram: whoever began this case, or the clerk who handles its project."""
        if element.assignee == "handler":
            return self.directory.handler(act.session, act.case)
        return act.case.started_by if element.assignee == "starter" else None

    def _member(self, act: Act, element: Element, one: Open) -> Member:
        if not element.member or one.index is None:
            return Member()
        return self.directory.members(act.session, element.member, act.case)[one.index]

    def row(self, act: Act, opening: Opening, identity: int, task: str, process: str, excluded: str) -> dict[str, Any]:
        """The work item as inserted."""
        element, due = opening.element, opening.due
        return {
            "id": identity,
            "case_id": act.case.id,
            "root_id": act.case.root_id,
            "authority_id": act.case.authority_id,
            "key": opening.open.key,
            "node": opening.open.node,
            "process": process,
            "element": element.id,
            "task": task,
            "title": element.name,
            "role": element.role,
            "place": opening.place,
            "assignee": opening.assignee,
            "excluded": excluded,
            "of": dict(act.case.of),
            "index": opening.open.index,
            "revision": 1,
            "state": "open",
            "opened_at": act.now,
            "due_id": element.due or None,
            "due_from": due.start if due else None,
            "due_on": due.due if due else None,
            "due_pending": bool(due and due.pending),
            "due_at": opening.due_at,
        }


_HERE = and_(
    work_item.c.root_id == bindparam("root"),
    work_item.c.case_id.in_([bindparam("case"), bindparam("root")]),
    work_item.c.closed_by.is_not(None),
)
_DONE = select(work_item.c.task, work_item.c.closed_by).where(_HERE).distinct()
_ANYWHERE = (
    select(work_item.c.closed_by)
    .join(case_, case_.c.id == work_item.c.case_id)
    .where(work_item.c.root_id == bindparam("root"), work_item.c.closed_by.is_not(None), case_.c.process != bindparam("process"))
    .distinct()
)
ANYTHING = "*"
"""What a diagram writes for any task of the project, its side cases included: whoever did one is apart, whatever it was.

Cases of the same process do not count: those who heard one challenge may hear the next. Who is apart is settled when the task opens,
so that it lies on the desk of everybody who may do it and of nobody else.
"""


def done_here(session: Session, case: Any, *, anything: bool = True) -> list[tuple[str, str]]:
    """(task, account) of what was done in this case or its root; with ANYTHING, if asked, for each who did something in the project."""
    connection = session.connection()
    found = connection.execute(_DONE, {"case": case.id, "root": case.root_id}).all()
    everybody = connection.execute(_ANYWHERE, {"root": case.root_id, "process": case.process}).scalars() if anything else ()
    return [(task, who) for task, who in found] + [(ANYTHING, who) for who in everybody]


def may_act(session: Session, directory: Directory, actor: Actor, item: Any, case: Any, element: Element) -> Post:
    """The post under which this person may do this item (as found for them) here and now. Raises NotYours, with the separation's id."""
    held = [place for place in actor.places(item.role) if item.place in (place, "*")]
    if not held:
        raise NotYours([directory.why_not(item.role, actor)])
    marks = [f"{rule} {task}" for rule, task in element.apart_from if task.startswith("@")]
    apart = {task: rule for rule, task in element.apart_from if not task.startswith("@")}
    reasons = list(directory.objections(session, actor, case, marks)) if marks else []
    kept_from = f",{actor.name}," in item.excluded
    if apart:
        did = item.did | ({ANYTHING} if kept_from else set())
        reasons += [directory.separation(rule, task, item.task) for task, rule in apart.items() if task in did]
    if reasons:
        raise NotYours(reasons)
    if item.assignee not in (None, actor.name):
        raise NotYours([Reason(_("这项任务已指定由其他人员办理。"))])
    if item.claimed_by not in (None, actor.name):
        raise NotYours([Reason(_("这项任务已由其他人员签收。"))])
    if kept_from:
        raise NotYours([Reason(_("您办理了与此相关的事项，这项任务由其他人员办理。"))])
    return Post(item.role, held[0])


_SHOWN = (
    work_item.c.id,
    work_item.c.case_id,
    work_item.c.title,
    work_item.c.task,
    work_item.c.of,
    work_item.c.revision,
    work_item.c.due_id,
    work_item.c.due_on,
    work_item.c.due_pending,
    work_item.c.due_at,
    work_item.c.opened_at,
    work_item.c.claimed_by,
)


_PLACE = tuple_(work_item.c.due_at, work_item.c.id)
_AFTER = tuple_(bindparam("due", type_=work_item.c.due_at.type), bindparam("after", type_=work_item.c.id.type))
_FREE = and_(FOR_ANY, not_(work_item.c.excluded.like(bindparam("mark"))))


def _conditions(posts: int) -> list[Any]:
    """What is assigned to somebody, and what anybody at each of their posts may do: each is a range of an index."""
    here = [and_(work_item.c.role == bindparam(f"r{n}"), work_item.c.place == bindparam(f"p{n}"), _FREE) for n in range(posts)]
    return [and_(work_item.c.assignee == bindparam("name"), FOR_ONE), *here]


def _range(condition: Any) -> Any:
    ordered = select(*_SHOWN).where(condition, _PLACE > _AFTER).order_by(work_item.c.due_at, work_item.c.id).limit(bindparam("page"))
    return select(ordered.subquery())


@functools.lru_cache(maxsize=32)
def _desk(posts: int) -> Select[Any]:
    """The first of each range, together a page. Built once per number of posts."""
    every = union_all(*(_range(condition) for condition in _conditions(posts))).subquery()
    shown = select(every, case_.c.title.label("project"), case_.c.number, case_.c.stage).join(case_, case_.c.id == every.c.case_id)
    return shown.order_by(every.c.due_at, every.c.id).limit(bindparam("page"))


def _posts(actor: Actor) -> list[tuple[str, str]]:
    here = [(post.role, post.place) for post in actor.posts]
    return list(dict.fromkeys([*here, *((role, "*") for role, _place in here)]))


def _names(actor: Actor) -> tuple[int, dict[str, Any]]:
    posts = _posts(actor)
    names: dict[str, Any] = {"name": actor.name, "mark": f"%,{actor.name},%"}
    for number, (role, place) in enumerate(posts):
        names |= {f"r{number}": role, f"p{number}": place}
    return len(posts), names


def desk(session: Session, actor: Actor, after: tuple[dt.datetime, int] | None = None, page: int = PAGE) -> Sequence[Row[Any]]:
    """Open items this person may do, the most urgent first, from after the given (due_at, id)."""
    posts, names = _names(actor)
    due, identity = after or (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), 0)
    return session.execute(_desk(posts), {**names, "due": due, "after": identity, "page": page}).all()


@functools.lru_cache(maxsize=32)
def _count(posts: int) -> Select[Any]:
    ones: list[Select[Any]] = [
        select(literal_column("1").label("one")).where(condition).limit(DESK_COUNT_CAP) for condition in _conditions(posts)
    ]
    ranges = [select(one.subquery()) for one in ones]
    return select(func.count()).select_from(union_all(*ranges).limit(DESK_COUNT_CAP).subquery())


def desk_count(session: Session, actor: Actor) -> int:
    """How many open items this person may do, counted up to 1,000 (shown as 999+ above 999)."""
    posts, names = _names(actor)
    return int(session.execute(_count(posts), names).scalar_one())


_IN_CASE = (
    select(*_SHOWN, work_item.c.role, work_item.c.place, work_item.c.assignee, work_item.c.excluded)
    .where(work_item.c.root_id == bindparam("root"), work_item.c.closed_by.is_(None))
    .where(work_item.c.case_id == bindparam("case"), IS_OPEN, work_item.c.id != bindparam("besides"))
    .order_by(work_item.c.due_at, work_item.c.id)
)


def mine_in_case(session: Session, actor: Actor, case: Any, besides: int = 0) -> Any:
    """The most urgent open item of one case that this person may do, besides the one in hand."""
    posts = _posts(actor)
    for row in session.connection().execute(_IN_CASE, {"root": case.root_id, "case": case.id, "besides": besides}):
        if row.assignee == actor.name or (
            row.assignee is None and (row.role, row.place) in posts and f",{actor.name}," not in row.excluded
        ):
            return row
    return None
