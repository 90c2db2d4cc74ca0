"""What a scenario may look at: work items with those who find them, deadlines, money, notices, state. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.composition import Workbench
from workflows.act import SHANGHAI
from workflows.engine.tables import case_, period, work_item
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.people import Post
from workflows.procurement.models.projects import Project
from workflows.proof.scenario_files import Table
from workflows.proof.scenarios import Differs, Found

# Asked at every step, and so built once.
POSTS = select(Post.account, Post.role, Post.place, Post.from_date, Post.to_date)
_ITEM = work_item.alias("asked")
_FOUND = [getattr(_ITEM.c, name) for name in ("id", "task", "title", "of", "state", "revision", "role", "place", "assignee", "excluded")]
_ITEMS = select(*_FOUND).join(case_, case_.c.root_id == _ITEM.c.root_id).where(case_.c.id == bindparam("case")).order_by(_ITEM.c.id)


class Looks:
    """The looking half of a stage."""

    @property
    def live(self) -> Workbench:
        """The workbench of the story under way."""
        raise Differs("the story has not begun")

    def begun_in(self, process: str, case: int) -> tuple[str, int]:
        """The whole name of a process, of which a file may say the last part; and the case inside which it begins, 0 for none."""
        with self.session() as session:
            known = self.live.library.in_force(session, self.live.clock.now())
        fitting = [one for one in known if one.process == process or one.process.endswith(f"/{process}")]
        found = min(fitting, key=lambda one: one.process, default=None)
        return (found.process, case if found.within else 0) if found else (process, 0)

    def session(self) -> Session:
        """A reading session."""
        return Session(self.live.databases.reader)

    def items(self, case: int) -> list[Found]:
        """Every work item of the project, the oldest first."""
        today = self.live.clock.now().astimezone(SHANGHAI).date()
        held: dict[str, list[Any]] = {}
        with self.live.databases.look() as connection:
            rows = connection.execute(_ITEMS, {"case": case}).all()
            posts = connection.execute(POSTS).all()
        for post in posts:
            if post.from_date <= today and (post.to_date is None or today <= post.to_date):
                held.setdefault(post.role, []).append(post)
        return [Found(row.id, row.task, row.title, row.of, row.state, row.revision, _finders(row, held.get(row.role, []))) for row in rows]

    def first_item(self, case: int) -> int:
        """The item of the start form."""
        with self.session() as session:
            first = select(work_item.c.id).where(work_item.c.case_id == case).order_by(work_item.c.id).limit(1)
            return int(session.execute(first).scalar_one_or_none() or 0)

    def differs(self, case: int, item: int, said: Table) -> str | None:
        """The first thing that is not as said."""
        with self.session() as session:
            root = session.execute(select(case_).where(case_.c.id == case)).one_or_none()
            if root is None:
                return "there is no case"
            looks = (
                _post(session, item, said.get("post")),
                *(_deadline(session, root.root_id, item, one) for one in said.get("deadline", [])),
                *(_money(session, code, one) for code, one in said.get("money", {}).items()),
                *(_notice(session, root.root_id, one) for one in said.get("notices") or said.get("notice", [])),
                _state(session, root.root_id, said),
            )
            return next((wrong for wrong in looks if wrong), None)


def _finders(row: Row[Any], held: Sequence[Any]) -> frozenset[str]:
    """The accounts on whose desk it stands; the same conditions as the desk's query. `held`: the posts of its role on this day."""
    if row.assignee:
        return frozenset({row.assignee})
    return frozenset(post.account for post in held if row.place in (post.place, "*") and f",{post.account}," not in row.excluded)


def _post(session: Session, item: int, said: str | None) -> str | None:
    if said is None or not item:
        return None
    post = session.execute(select(work_item.c.closed_post).where(work_item.c.id == item)).scalar_one_or_none()
    return None if post == said else f"acted as {post}, expected {said}"


def _deadline(session: Session, root: int, item: int, said: Table) -> str | None:
    clocks = select(work_item.c.due_id, work_item.c.due_from, work_item.c.due_on, work_item.c.due_pending, work_item.c.id)
    found = [tuple(row) for row in session.execute(clocks.where(work_item.c.root_id == root, work_item.c.due_id == said["id"]))]
    own = [row[:4] for row in found if row[4] == item] or [row[:4] for row in found]
    table = period.c
    periods = select(table.deadline_id, table.start, table.due, table.pending).where(table.root_id == root, table.deadline_id == said["id"])
    every = own + [tuple(row) for row in session.execute(periods)]
    fits = [row for row in every if _as_said(row, said)]
    return None if fits else f"deadline {said['id']}: {[tuple(map(str, row)) for row in every]}, expected {said}"


def _as_said(row: tuple[Any, ...], said: Table) -> bool:
    _id, start, due, pending = row
    return bool(start == said.get("from", start) and due == said.get("due", due) and bool(pending) == said.get("pending", False))


def _money(session: Session, code: str, said: Table) -> str | None:
    fund = session.get(FundLine, code)
    if fund is None:
        return f"there is no fund {code}"
    shown = {name: f"{getattr(fund, name):.2f}" for name in ("reserved", "committed", "paid")}
    wrong = {name: shown[name] for name in shown if name in said and shown[name] != said[name]}
    return f"{code}: {shown}, expected {said}" if wrong else None


def _notice(session: Session, root: int, said: Table) -> str | None:
    wanted = select(Notice).join(Project, Project.id == Notice.project_id).where(Project.case_id == root, Notice.kind == said["kind"])
    shown = [(notice.from_date, notice.to_date) for notice in session.execute(wanted).scalars()]
    fits = any(first == said.get("from", first) and last == said.get("to", last) for first, last in shown)
    return None if fits else f"notice {said['kind']}: {[tuple(map(str, one)) for one in shown]}, expected {said}"


def _state(session: Session, root: int, said: Table) -> str | None:
    case = session.execute(select(case_.c.state, case_.c.closed_at).where(case_.c.id == root)).one()
    if "state" in said and case.state != said["state"]:
        return f"the case is {case.state}, expected {said['state']}"
    closed = case.closed_at.astimezone(SHANGHAI).date() if case.closed_at else None
    if "closed_on" in said and closed != said["closed_on"]:
        return f"closed on {closed}, expected {said['closed_on']}"
    return None
