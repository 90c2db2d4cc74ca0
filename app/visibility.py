"""Who may read which case. One condition for page, API, search, files, export and counts: nothing of one town appears in another."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from workflows.act import Actor
from workflows.engine.tables import case_, work_item
from workflows.procurement.models.library import CONSENTED, LibraryEntry
from workflows.procurement.models.people import Authority, Community
from workflows.procurement.models.procurements import Invitation, Procurement
from workflows.procurement.models.projects import Project, ProjectCommunity
from workflows.procurement.models.proposals import Proposal
from workflows.procurement.models.solicitations import Solicitation

CITY = frozenset({"auditor"})
"""Roles that read every town."""
INSIDE = ("town.", "district.")
"""Roles of offices: they also read the full record of a case."""


def visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition on `case_` under which this person may read a case.

    An auditor reads all; an office reads its own town's (a district its towns'); a community its proposals, the projects for it and
    the designs from which it may pick; an organisation its designs, what it was invited to quote for, what is announced to all and
    what it was awarded; anybody a project in which they take part.
    """
    return seen_by(actor, tuple(towns(session, actor)))


@lru_cache(maxsize=1024)
def seen_by(actor: Actor, offices: tuple[str, ...]) -> ColumnElement[bool]:
    """The same for somebody whose towns are known; built once, for building it costs more than asking it."""
    if any(post.role in CITY for post in actor.posts):
        return true()
    conditions: list[Any] = [case_.c.authority_id.in_(offices)] if offices else []
    communities = [post.place for post in actor.posts if post.role.startswith("community.")]
    if communities:
        theirs = select(Project.case_id).join(ProjectCommunity, ProjectCommunity.project_id == Project.id)
        conditions.append(case_.c.root_id.in_(theirs.where(ProjectCommunity.community_id.in_(communities))))
        conditions.append(case_.c.root_id.in_(select(Proposal.case_id).where(Proposal.community_id.in_(communities))))
        here = select(Community.town_id).where(Community.id.in_(communities))
        picked_from = LibraryEntry.authority_id.in_(here), LibraryEntry.state == CONSENTED
        conditions.append(case_.c.root_id.in_(select(LibraryEntry.case_id).where(*picked_from)))
    organisations = actor.places("organisation.agent")
    if organisations:
        won = select(Project.case_id).join(Procurement, Procurement.project_id == Project.id)
        conditions.append(case_.c.root_id.in_(won.where(Procurement.awarded.in_(organisations))))
        announced = Solicitation.issued_on.is_not(None), Solicitation.opened_at.is_(None), Solicitation.provided_until.is_not(None)
        called = select(Project.case_id).join(Solicitation, Solicitation.project_id == Project.id).where(*announced)
        conditions.append(case_.c.root_id.in_(called))
        asked = select(Project.case_id).join(Invitation, Invitation.project_id == Project.id)
        conditions.append(case_.c.root_id.in_(asked.where(Invitation.organisation.in_(organisations))))
        conditions.append(case_.c.root_id.in_(select(LibraryEntry.case_id).where(LibraryEntry.organisation_id.in_(organisations))))
    return or_(*conditions, _takes_part(actor))


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    """A task of the project was done by this person, is assigned to them, or waits for a post of theirs."""
    part = work_item.alias().c  # a name of its own: whoever asks may be reading work items too
    mine = [part.closed_by == actor.name, part.assignee == actor.name]
    held = [and_(part.role == post.role, part.place.in_((post.place, "*"))) for post in actor.posts]
    if held:
        mine.append(and_(part.state == "open", part.assignee.is_(None), or_(*held)))
    return exists().where(part.root_id == case_.c.root_id, or_(*mine))


def towns(session: Session, actor: Actor) -> list[str]:
    """The offices whose whole record this person reads: where they hold a post, and the towns of their district."""
    own = [post.place for post in actor.posts if post.role.startswith("town.")]
    districts = [post.place for post in actor.posts if post.role.startswith("district.")]
    if districts:
        own += districts
        own += session.execute(select(Authority.id).where(Authority.parent_id.in_(districts))).scalars().all()
    return own


def reads_record(actor: Actor) -> bool:
    """Whether this person reads the full record: opinions, rules, entries. Contractors, communities, third parties see their part."""
    return any(post.role in CITY or post.role.startswith(INSIDE) for post in actor.posts)


def reads_whole(session: Session, actor: Actor, authority_id: str) -> bool:
    """Whether this person reads the full record of this town's cases: its own office, its district, an auditor."""
    return whole_reader(session, actor)(authority_id)


def whole_reader(session: Session, actor: Actor) -> Callable[[str], bool]:
    """The same, for a list of many towns' cases."""
    everywhere, own = any(post.role in CITY for post in actor.posts), frozenset(towns(session, actor))
    return lambda authority_id: everywhere or authority_id in own
