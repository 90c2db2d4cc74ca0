"""Who people are, where a role of a case is held, and who is too close to it. Reads rows; writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from workflows.act import Actor, Base, Case, Member
from workflows.act import Post as Held
from workflows.errors import Missing, Reason
from workflows.procurement import bases, contractors, panels, signers, standing  # noqa: F401  their lists enter themselves
from workflows.procurement.models.contracts import NOT_MADE, Contract
from workflows.procurement.models.library import entry_at
from workflows.procurement.models.people import Account, Authority, Organisation, Post, Relation
from workflows.procurement.models.procurements import Invitation, Procurement
from workflows.procurement.models.projects import Project, ProjectCommunity
from workflows.procurement.models.proposals import proposal_at
from workflows.procurement.rosters import MEMBER_LISTS
from workflows.procurement.rules import separation as rules
from workflows.procurement.world import role_label
from workflows.text import _

ANYWHERE, NOWHERE = "*", ""
TOWN_HEADS, DISTRICT_HEADS = ("town.section_head", "town.leader"), ("district.leader", "district.civil_affairs")
_HOLDS = and_(
    Post.account == Account.name,
    Post.from_date <= bindparam("on"),
    or_(Post.to_date.is_(None), Post.to_date >= bindparam("on")),
)
_ACTOR = (
    select(Account.name, Account.display, Post.role, Post.place)
    .outerjoin(Post, _HOLDS)
    .where(Account.name == bindparam("account"), Account.active)
    .order_by(Post.role, Post.place)
    .distinct()
)

_CONTRACTOR = (
    select(Procurement.awarded, Contract.party_b)
    .select_from(Project)
    .outerjoin(Procurement, Procurement.project_id == Project.id)
    .outerjoin(Contract, (Contract.project_id == Project.id) & Contract.state.not_in(NOT_MADE))
    .where(Project.case_id == bindparam("root"))
)


class Rolls:
    """Implements `workflows.act.Directory` over the rows of people, projects and contracts."""

    def actor(self, session: Session, account: str, on: dt.date) -> Actor:
        """The person with the posts of that day, acting posts included. Raises Missing for an unknown or closed account."""
        rows = session.execute(_ACTOR, {"account": account, "on": on}).all()
        if not rows:
            raise Missing([Reason(_("没有这个账户，或账户已停用。"))])
        name, display, *_none = rows[0]
        return Actor(name, display, tuple(Held(role, place) for _name, _display, role, place in rows if role is not None))

    def place_of(self, session: Session, role: str, case: Case) -> str:
        """Where a role of this case is held: the town, its district, the contractor, the community; `*` anywhere, empty: nowhere yet.

        Where a project serves several communities the answer is `*`, and the list of members names the persons.
        """
        kind = role.partition(".")[0]
        if kind == "town":
            return case.authority_id
        if kind == "district":
            authority = session.get(Authority, case.authority_id)
            return (authority.parent_id if authority else None) or case.authority_id
        if kind == "organisation":
            if case.subject_kind == "invitation":
                return _answering(session, case)
            return contractor_of(session, case) or _designer(session, case) or standing.organisation_of(session, case)
        if kind == "community":
            communities = communities_of(session, case) or _proposing(session, case) or standing.communities_of(session, case)
            return communities[0] if len(communities) == 1 else ANYWHERE
        return ANYWHERE

    def holders(self, session: Session, role: str, place: str, on: dt.date) -> frozenset[str]:
        """The accounts that hold a role at a place (`*`: anywhere) on a day, acting posts included."""
        held = select(Account.name).join(Post, _HOLDS).where(Account.active, Post.role == role)
        here = held if place == ANYWHERE else held.where(Post.place == place)
        return frozenset(session.scalars(here, {"on": on}))

    def superiors(self, session: Session, role: str, case: Case) -> Sequence[Held]:
        """Who is above a role of this case, the nearest first: the heads of the town, then those of its district."""
        above = DISTRICT_HEADS if role.startswith("district.") else (*TOWN_HEADS, *DISTRICT_HEADS)
        return [Held(one, self.place_of(session, one, case)) for one in above if one != role]

    def bases(self, session: Session, role: str, actor: Actor, root: Any = None) -> Sequence[Base]:
        """Where this person may begin a case with this role; `root`: inside this project's case."""
        if not actor.places(role):
            return ()
        contractor = contractor_of(session, root) if root is not None else None
        return bases.bases(session, role, actor, root, contractor)

    def handler(self, session: Session, case: Case) -> str | None:
        """The account of the clerk who handles the project of this case; None while nobody has taken it."""
        return bases.handler(session, case)

    def members(self, session: Session, name: str, case: Case) -> Sequence[Member]:
        """Whom a multi-instance task asks, in a lasting order. Raises Missing for a list that nobody keeps."""
        if name not in MEMBER_LISTS:
            raise Missing([Reason(_("没有名单{name}。").format(name=name))])
        return MEMBER_LISTS[name](session, case)

    def objections(self, session: Session, actor: Actor, case: Case, marks: Iterable[str], on: dt.date | None = None) -> list[Reason]:
        """Why this person is too close to the case, for each mark such as ``SOD-h @contractor``; relations declared by `on`, or all.

        Raises ValueError for a mark that names nobody known.
        """
        found: list[Reason] = []
        for mark in marks:
            rule_id, _space, whom = mark.partition(" ")
            if whom != "@contractor":
                raise ValueError(f"a mark names @contractor, not {whom!r}")
            contractor = contractor_of(session, case)
            tie = tie_to(session, actor.name, contractor, on, actor) if contractor else None
            if tie:
                found.append(_too_close(rule_id, tie, actor))
        return found

    def why_not(self, role: str, actor: Actor) -> Reason:
        """The sentence, and the rule where there is one, for somebody who does not hold the role where the case needs it."""
        if actor.places(role):
            return Reason(_("这项任务不属于您的单位。"))
        if role == "town.clerk" and _is_of_community(actor):
            return Reason(_("镇街规划项目由镇街经办人发起；社区可以申报，不能由此发起购买。"), rules=("ART-6.3",))
        if role.startswith("town.") and _is_of_community(actor):
            return Reason(_("城乡社区负责需求征集、项目申报和配合实施，不能审批或者购买。"), rules=("ART-6.3",))
        return Reason(_("您没有“{role}”岗位，不能办理这项任务。").format(role=role_label(role)))

    def separation(self, sod: str, done: str, wanted: str) -> Reason:
        """The sentence for somebody who completed `done` in this case and now wants to do `wanted` (SOD-a … SOD-g)."""
        return Reason(rules.separation_sentence(sod, done, wanted), rules=(sod,))


def contractor_of(session: Session, case: Any) -> str | None:
    """The organisation that was awarded the project of this case or of its root; None before the award."""
    row = session.execute(_CONTRACTOR, {"root": case.root_id}).one_or_none()
    return None if row is None else row[0] or row[1]


def communities_of(session: Session, case: Case) -> Sequence[str]:
    """The communities that the project of this case serves, in the order in which the plan names them."""
    mine = select(ProjectCommunity.community_id).join(Project, Project.id == ProjectCommunity.project_id)
    current = mine.where(Project.case_id == case.root_id, ProjectCommunity.revision == Project.revision)
    return session.scalars(current.order_by(ProjectCommunity.position)).all()


def _proposing(session: Session, case: Case) -> Sequence[str]:
    """The community whose proposal this case is, before there is a project."""
    proposal = proposal_at(session, case.root_id)
    return [proposal.community_id] if proposal else []


def _answering(session: Session, case: Case) -> str:
    """The organisation whose own response this case is about."""
    row = session.get(Invitation, case.subject_id)
    return row.organisation if row else NOWHERE


def _designer(session: Session, case: Case) -> str:
    """The organisation whose design this case is about, where nothing was awarded."""
    entry = entry_at(session, case.root_id)
    return entry.organisation_id if entry else NOWHERE


def tie_to(session: Session, account: str, organisation: str, on: dt.date | None = None, actor: Actor | None = None) -> str | None:
    """What binds a person to an organisation, as words after 您: a declared relation (by a day, or ever), or a post held there."""
    lasting = or_(Relation.until.is_(None), Relation.until >= on) if on else Relation.until.is_(None)
    mine = Relation.account == account, Relation.organisation_id == organisation, lasting
    declared = select(Relation).where(*mine).order_by(Relation.id)
    relation = session.scalars(declared.where(Relation.declared_on <= on) if on else declared).first()
    if relation:
        return _("与承接主体{position}是{kind}关系").format(position=relation.position, kind=relation.kind)
    if actor and any(post.place == organisation for post in actor.posts):
        row = session.get(Organisation, organisation)
        return _("是承接主体{name}的工作人员").format(name=row.name if row else organisation)
    return None


def _too_close(rule_id: str, tie: str, actor: Actor) -> Reason:
    if rule_id != "SOD-h":
        return Reason(_("您{tie}，不能办理这项任务，请由其他人员办理。").format(tie=tie), rules=(rule_id,))
    committee, resident = actor.places("community.committee_member"), actor.places("community.resident_rep")
    others = _("其他人员") if bool(committee) == bool(resident) else _("其他两委成员") if committee else _("其他居民代表")
    return rules.relative_signs(tie, others)[0]


def _is_of_community(actor: Actor) -> bool:
    return bool(actor.posts) and all(post.role.startswith("community.") for post in actor.posts)
