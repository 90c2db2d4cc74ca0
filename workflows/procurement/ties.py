"""Reads what binds bidders to each other and to the town: the register of organisations and the declared relations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.procurement.directory import tie_to
from workflows.procurement.models.people import Account, Organisation, Post, Relation
from workflows.procurement.rules import ties as rules
from workflows.procurement.rules.ties import Bidder
from workflows.text import _


def bidders(session: Session, ids: Iterable[str]) -> list[Bidder]:
    """The organisations as their ties are told, in order of id."""
    found = session.scalars(select(Organisation).where(Organisation.id.in_(list(ids))).order_by(Organisation.id))
    return [
        Bidder(
            one.id,
            one.name,
            responsible=one.responsible or "",
            contact=one.contact or "",
            phone=one.phone or "",
            address=one.address or "",
            account_no=one.account_no or "",
            host=one.host or "",
        )
        for one in found
    ]


def kin_of_town(session: Session, town: str, organisations: Sequence[str], on: dt.date) -> list[str]:
    """Who holds a post in the town and has declared a tie to one of the organisations, in words."""
    holds = (Post.from_date <= on) & or_(Post.to_date.is_(None), Post.to_date >= on) & (Post.place == town)
    tied = select(Account.display, Organisation.name, Relation.position, Relation.kind).select_from(Relation)
    tied = tied.join(Account, Account.name == Relation.account).join(Organisation, Organisation.id == Relation.organisation_id)
    here = tied.where(Relation.organisation_id.in_(organisations), Relation.declared_on <= on)
    mine = here.where(Relation.account.in_(select(Post.account).where(holds))).order_by(Relation.id)
    text = _("{who}与{name}{position}是{kind}关系")
    return [text.format(who=who, name=name, position=position, kind=kind) for who, name, position, kind in session.execute(mine)]


def look(act: Act, organisations: Sequence[str], field: str) -> None:
    """Point out every tie between those who quoted and with the town; a tie found is flagged (F09)."""
    found = act.check(rules.bidders_share_nothing, bidders(act.session, organisations), field)
    found += act.check(rules.kin_of_the_town_are_named, kin_of_town(act.session, act.case.authority_id, organisations, act.today), field)
    if found:
        act.record.flags.append(rules.CONFLICT)


def of_openers(act: Act, witness: str, organisations: Sequence[str]) -> list[tuple[str, str]]:
    """Ties of who opens (field empty) and of the witness to those who quoted."""
    people = (("", act.who, act.actor), ("witness", witness, None))
    found = ((field, tie_to(act.session, who, one, act.today, actor)) for field, who, actor in people for one in organisations)
    return [(field, tie) for field, tie in found if tie]
