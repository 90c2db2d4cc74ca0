"""Reads who may sit on a panel, what binds them to the bidders, and the lists over which the panel's tasks run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.act import Case, Member
from workflows.procurement.models.people import Account, Organisation, Post, Relation
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import Project
from workflows.procurement.models.solicitations import (
    DRAWN,
    EXPERT,
    Panelist,
    Solicitation,
    panel_of,
    running,
    scores_of,
    seated,
    standings_of,
)
from workflows.procurement.rosters import member_list
from workflows.procurement.rules.panel import Bond

ROLE = "expert"
LAWYER = "法律"
"""The field of an expert, as the register of experts names it with the post."""


def registered(session: Session, town: str, on: dt.date) -> dict[str, str]:
    """The pool: account → what the register says of the field. Nobody with a post in the town is in it (C214 14)."""
    holds = (Post.from_date <= on) & or_(Post.to_date.is_(None), Post.to_date >= on)
    own = select(Post.account).where(Post.place == town, holds)
    pool = select(Post.account, Post.document).join(Account, Account.name == Post.account)
    mine = pool.where(Post.role == ROLE, Post.place != town, holds, Account.active, Post.account.not_in(own))
    found: dict[str, str] = {name: field or "" for name, field in session.execute(mine.order_by(Post.account))}
    return found


def representatives(session: Session, town: str, on: dt.date) -> list[tuple[str, str]]:
    """Who may sit on a panel for the buyer: account and name."""
    holds = (Post.from_date <= on) & or_(Post.to_date.is_(None), Post.to_date >= on)
    mine = select(Account.name, Account.display).join(Post, Post.account == Account.name)
    found = session.execute(mine.where(Post.role == ROLE, Post.place == town, holds).order_by(Account.name))
    return [(name, shown) for name, shown in found]


def bonds(session: Session, account: str, bidders: Sequence[str], on: dt.date) -> list[Bond]:
    """What binds somebody to the bidders, as declared by the day, ended or not; a post held there binds too."""
    named = select(Relation.kind, Organisation.name, Relation.until).join(Organisation, Organisation.id == Relation.organisation_id)
    declared = named.where(Relation.account == account, Relation.organisation_id.in_(bidders), Relation.declared_on <= on)
    found = [Bond(kind, name, until) for kind, name, until in session.execute(declared.order_by(Relation.id))]
    held = select(Organisation.name, Post.to_date).join(Post, Post.place == Organisation.id)
    posts = held.where(Post.account == account, Organisation.id.in_(bidders)).order_by(Post.id)
    return [*found, *(Bond("任职", name, until) for name, until in session.execute(posts))]


def shown(session: Session, accounts: Sequence[str]) -> dict[str, str]:
    """Names of people by account."""
    found = session.execute(select(Account.name, Account.display).where(Account.name.in_(accounts)))
    return {row.name: row.display for row in found}


def at(session: Session, case: Case) -> Solicitation | None:
    """The procedure of the project of a case; None while it has none."""
    mine = select(Procurement).join(Project, Project.id == Procurement.project_id).where(Project.case_id == case.root_id)
    bought = session.scalars(mine).one_or_none()
    return running(session, bought) if bought else None


def leader(session: Session, one: Solicitation) -> Panelist | None:
    """The chair of the panel: the first expert of the lot who sits on it."""
    return next((who for who in seated(session, one) if who.kind == EXPERT), None)


def unscored(session: Session, one: Solicitation) -> list[Panelist]:
    """Who sits on the panel and has not handed in points."""
    given = {row.account for row in scores_of(session, one)}
    return [who for who in seated(session, one) if who.account not in given]


CHAIRED = ("assessment.check", "rounds.consult", "assessment.report")
"""What one member does for the whole panel; everything else on it each member says for itself."""
ALONE = ("panel.declare", "assessment.score", "assessment.sign")


def may_stand_in(session: Session, case: Case, task: str) -> set[str] | None:
    """Who of the panel may do a late task of another member: for the chair an expert who sits, else nobody. None: no task of a panel."""
    if task in ALONE:
        return set()
    if task not in CHAIRED:
        return None
    one = at(session, case)
    return {who.account for who in seated(session, one) if who.kind == EXPERT} if one else set()


def _members(pick: Callable[[Session, Solicitation], Sequence[Panelist]]) -> Callable[[Session, Case], list[Member]]:
    def listed(session: Session, case: Case) -> list[Member]:
        one = at(session, case)
        return [Member(account=who.account) for who in pick(session, one)] if one else []

    return listed


member_list("panel")(_members(seated))
member_list("panel.unscored")(_members(unscored))
member_list("panel.drawn")(_members(lambda session, one: [who for who in panel_of(session, one) if who.state == DRAWN]))
member_list("panel.chair")(_members(lambda session, one: [who] if (who := leader(session, one)) else []))


@member_list("responses.valid")
def valid_responses(session: Session, case: Case) -> list[Member]:
    """The organisations whose response was found valid: whoever acts for each of them makes a final offer."""
    one = at(session, case)
    return [Member(place=row.organisation) for row in standings_of(session, one, valid=True)] if one else []
