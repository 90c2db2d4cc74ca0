"""From where a person begins a case: a post, and the office whose case it becomes (Art. 6, 19)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from workflows.act import Actor, Base, Case, Post
from workflows.procurement.models.people import Authority, Community
from workflows.procurement.models.procurements import Invitation, Procurement
from workflows.procurement.models.projects import Project, ProjectCommunity
from workflows.procurement.models.solicitations import Solicitation

TOWNS = ("镇", "街道")
"""Kinds of authority that buy (Art. 2)."""


def bases(session: Session, role: str, actor: Actor, root: Any, contractor: str | None) -> Sequence[Base]:
    """Where this person may begin with this role. `root`: inside this project's case, whose contractor is given; else on its own.

    Town and district begin at their own office, a community at its town's; an organisation turns to any town (Art. 19, item 3), and
    inside a project only where it was invited to quote, holds the contract, or the purchase is announced to all.
    """
    posts = [Post(role, place) for place in actor.places(role)]
    if root is not None:
        concerned = _concerned(session, role, root, contractor)
        return [Base(post, root.authority_id) for post in posts if concerned is None or post.place in concerned]
    kind = role.partition(".")[0]
    if kind == "community":
        return [Base(post, town) for post in posts for town in _town_of(session, post.place)]
    if kind == "organisation":
        towns = session.scalars(select(Authority.id).where(Authority.kind.in_(TOWNS)).order_by(Authority.id)).all() if posts else ()
        return [Base(post, town) for post in posts for town in towns]
    return [Base(post, post.place) for post in posts]


def _town_of(session: Session, community: str) -> list[str]:
    found = session.get(Community, community)
    return [found.town_id] if found else []


def _concerned(session: Session, role: str, root: Any, contractor: str | None) -> frozenset[str] | None:
    """The places that this project concerns; None: any."""
    kind = role.partition(".")[0]
    if kind == "town":
        return frozenset({root.authority_id})
    if kind == "district":
        town = session.get(Authority, root.authority_id)
        return frozenset({town.parent_id} if town and town.parent_id else ())
    mine = select(Project.id).where(Project.case_id == root.id)
    if kind == "community":
        return frozenset(session.scalars(select(ProjectCommunity.community_id).where(ProjectCommunity.project_id.in_(mine))))
    if kind == "organisation":
        if _called_for(session, root):
            return None
        invited = session.scalars(select(Invitation.organisation).where(Invitation.project_id.in_(mine)))
        return frozenset(invited) | ({contractor} if contractor else frozenset())
    return None


def _called_for(session: Session, root: Any) -> bool:
    """Whether the project's purchase is open to whoever wants to take part: announced, and not opened yet."""
    here = Solicitation.project_id == Procurement.project_id, Solicitation.round == Procurement.round
    mine = select(Solicitation.id).join(Procurement, and_(*here)).join(Project, Project.id == Procurement.project_id)
    announced = Solicitation.issued_on.is_not(None), Solicitation.opened_at.is_(None)
    return session.scalars(mine.where(Project.case_id == root.id, *announced)).first() is not None


def handler(session: Session, case: Case) -> str | None:
    """The clerk who took the project of this case; None while nobody has."""
    return session.scalars(select(Project.handler).where(Project.case_id == case.root_id)).one_or_none()
