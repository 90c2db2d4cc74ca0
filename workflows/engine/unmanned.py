"""Open tasks that nobody may do because everybody who holds the post is kept from them: somebody above names another person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.orm import Session

from workflows.act import Act, Directory
from workflows.engine.elements import BESIDE, NAME, Element
from workflows.engine.recorded import UNMANNED
from workflows.engine.reminders import BESIDE_KEY, overseeing_row
from workflows.engine.tables import IS_OPEN, work_item

NAMING_KEY = "unmanned:"
_ASKED = work_item.c.role, work_item.c.place, work_item.c.assignee, work_item.c.excluded
_GUARDED = IS_OPEN & (work_item.c.excluded != "") & work_item.c.task.not_in(BESIDE)
# Asked at every tick, and so built once.
_POSTS = select(*_ASKED).where(_GUARDED).distinct()
_NAMED = select(work_item.c.node).where(work_item.c.task == NAME, IS_OPEN)


def cases_without_hands(session: Session, directory: Directory, today: dt.date) -> set[int]:
    """The cases in which a task has nobody left, or has somebody again, and that was not said yet.

    Asked of each post with those who are kept from it, not of each task: there are few of the former however many tasks are open.
    """
    posts = session.connection().execute(_POSTS).all()
    bare = dict[int, int]()
    for post in _bare(session, directory, today, posts):
        same = [column.is_not_distinct_from(value) for column, value in zip(_ASKED, post, strict=True)]
        bare |= {row.id: row.case_id for row in session.execute(select(work_item.c.id, work_item.c.case_id).where(_GUARDED, *same))}
    named = _named(session, _NAMED)
    if not bare and not named:
        return set()
    again = select(work_item.c.case_id).where(_GUARDED, work_item.c.id.in_(named - bare.keys()))
    return {bare[one] for one in bare.keys() - named} | set(session.execute(again).scalars())


def unmanned_in(session: Session, directory: Directory, case_id: int, today: dt.date) -> tuple[list[Row[Any]], list[int]]:
    """The tasks of one case that nobody may do and nobody was told of; and those of which somebody was told, which have somebody again."""
    rows = session.execute(select(work_item).where(_GUARDED, work_item.c.case_id == case_id).order_by(work_item.c.id)).all()
    bare, named = {row.id for row in _bare(session, directory, today, rows)}, _named(session, _NAMED.where(work_item.c.case_id == case_id))
    return [row for row in rows if row.id in bare - named], sorted(named - bare)


def _bare(session: Session, directory: Directory, today: dt.date, asked: Iterable[Any]) -> Iterator[Any]:
    """Those of which nobody is left who may do them."""
    held: dict[tuple[str, str], frozenset[str]] = {}
    for one in asked:
        if (one.role, one.place) not in held:
            held[one.role, one.place] = directory.holders(session, one.role, one.place, today)
        able = held[one.role, one.place] - set(one.excluded.split(","))
        if not able or (one.assignee and one.assignee not in able):
            yield one


def _named(session: Session, nodes_of: Select[Any]) -> set[int]:
    """The items for which somebody is to be named."""
    nodes = session.connection().execute(nodes_of).scalars()
    return {int(node.removeprefix(BESIDE_KEY)) for node in nodes}


def hand_up(act: Act, element: Element, item: Any, directory: Directory) -> dict[str, Any]:
    """The task of whoever names somebody for an item; its revision says that it is looked after."""
    session, excluded = act.session, set(item.excluded.split(","))
    above = directory.superiors(session, item.role, act.case)
    able = (post for post in above if directory.holders(session, post.role, post.place, act.today) - excluded)
    post = next(able, above[-1])
    before = select(func.count()).select_from(work_item).where(work_item.c.case_id == act.case.id, work_item.c.task == NAME)
    row = overseeing_row(act, element, item, post.place, post.role, int(session.execute(before).scalar_one()) + 1)
    row |= {"key": row["key"].replace(BESIDE_KEY, NAMING_KEY), "task": NAME, "excluded": item.excluded}
    session.execute(update(work_item).where(work_item.c.id == item.id).values(revision=work_item.c.revision + 1))
    whom = {"role": item.role, "place": item.place, "excluded": sorted(excluded - {""}), "escalated": row["key"]}
    act.record.facts.append([UNMANNED, item.key, whom])
    return row
