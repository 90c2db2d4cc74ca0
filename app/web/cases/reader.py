"""Who looks at a case, and how much of it concerns them. The one place that opens a case for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.documents.reading import readable
from app.visibility import reads_whole, towns, visible
from app.web.context import bench, me
from workflows.act import SHANGHAI, Actor
from workflows.engine.tables import case_
from workflows.errors import Missing, NotYours, Reason
from workflows.procurement.models.documents import Document
from workflows.procurement.models.people import Post
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import Project, ProjectCommunity
from workflows.procurement.models.proposals import proposal_at
from workflows.text import _

ORGANISATION, COMMUNITY = "organisation.", "community."


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who may read a case. `whole`: the full record (office, district, auditor); everybody else reads what concerns them.

    `contractor`: speaks for the organisation that was awarded; `community`: for one of the project's communities;
    `organisations`: every organisation they speak for; `names`: accounts whose acts are theirs to see.
    """

    actor: Actor
    whole: bool
    contractor: bool
    community: bool
    organisations: tuple[str, ...]
    names: frozenset[str]

    def owns(self, account: str | None) -> bool:
        """Whether what this account did may be shown to this person."""
        return self.whole or account in self.names


@dataclass(frozen=True, slots=True)
class Opened:
    """A case open for reading: the row asked for, its root, the project, who reads."""

    case: Any
    root: Any
    project: Project | None
    reader: Reader


def may_open(session: Session, actor: Actor, wanted: ColumnElement[bool]) -> set[int]:
    """Ids of the documents that this person may open now, among those wanted."""
    mine = select(Document.id).where(wanted, readable(actor, tuple(towns(session, actor))))
    return set(session.scalars(mine, {"now": bench().clock.now()}))


def somebody(session: Session) -> Actor:
    """The person signed in, with today's posts. Raises Missing for an account that was closed meanwhile."""
    today = bench().clock.now().astimezone(SHANGHAI).date()
    return bench().hands.directory.actor(session, me().account, today)


def open_case(session: Session, case_id: int) -> Opened:
    """The case and its root, for somebody who may read it. Raises Missing, NotYours."""
    case = session.execute(select(case_).where(case_.c.id == case_id)).one_or_none()
    if case is None:
        raise Missing([Reason(_("没有这个案卷。"))])
    root = case if case.root_id == case.id else session.execute(select(case_).where(case_.c.id == case.root_id)).one()
    actor = somebody(session)
    if session.execute(select(case_.c.id).where(case_.c.id == root.id, visible(session, actor))).one_or_none() is None:
        raise NotYours([Reason(_("您没有查看这个案卷的权限。"))])
    project = session.scalars(select(Project).where(Project.case_id == root.id)).one_or_none()
    return Opened(case, root, project, _reader(session, actor, root, project))


def _reader(session: Session, actor: Actor, root: Any, project: Project | None) -> Reader:
    organisations = tuple(post.place for post in actor.posts if post.role.startswith(ORGANISATION))
    communities = [post.place for post in actor.posts if post.role.startswith(COMMUNITY)]
    awarded = session.scalar(select(Procurement.awarded).where(Procurement.project_id == project.id)) if project else None
    served: Sequence[str] = ()
    proposal = proposal_at(session, root.id) if communities else None
    if proposal and proposal.community_id in communities:
        served = (proposal.community_id,)
    elif project and communities:
        mine = select(ProjectCommunity.community_id).where(ProjectCommunity.project_id == project.id)
        served = session.scalars(mine.where(ProjectCommunity.community_id.in_(communities))).all()
    colleagues = session.scalars(select(Post.account).where(Post.place.in_(organisations))).all() if organisations else ()
    names = frozenset({actor.name, *colleagues})
    whole = reads_whole(session, actor, root.authority_id)
    return Reader(actor, whole, awarded in organisations, bool(served), organisations, names)
