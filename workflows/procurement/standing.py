"""The standing duties outside any project (Art. 7 to 10, 18, 24, 28): whose case it is, whom it asks, when it reminds. Reads rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Case, Member
from workflows.errors import Missing, Reason
from workflows.procurement.lawbook import figure
from workflows.procurement.models.awards import AwardRound
from workflows.procurement.models.catalogues import ListDraft
from workflows.procurement.models.law import ServiceList
from workflows.procurement.models.people import Authority, Community, Post
from workflows.procurement.models.registers import OrganisationProfile, subject_at
from workflows.procurement.models.spaces import SpaceAgreement
from workflows.procurement.rosters import member_list
from workflows.text import _

OF_ORGANISATIONS: tuple[type[OrganisationProfile | SpaceAgreement], ...] = (OrganisationProfile, SpaceAgreement)
"""Rows that a standing case is about and that belong to one organisation."""


def organisation_of(session: Session, case: Case) -> str:
    """The organisation that a standing case is about; empty for any other case."""
    found = (subject_at(session, case, kind) for kind in OF_ORGANISATIONS)
    return next((one.organisation_id for one in found if one is not None), "")


def communities_of(session: Session, case: Case) -> Sequence[str]:
    """The community that a standing case is about, as a list of one; empty for any other case."""
    space = subject_at(session, case, SpaceAgreement)
    return [space.community_id] if space else []


def lists_of(session: Session, district: str, year: int) -> Sequence[ServiceList]:
    """Every published version of a district's list of a year, the first one first."""
    mine = select(ServiceList).where(ServiceList.authority_id == district, ServiceList.year == year)
    return session.scalars(mine.order_by(ServiceList.version)).all()


def day_of(session: Session, figure_id: str, year: int) -> dt.date:
    """The day of a year that a figure such as 03-31 names, as it stands on the first day of that year."""
    month, number = str(figure(session, figure_id, dt.date(year, 1, 1))).split("-")
    return dt.date(year, int(month), int(number))


def last_day_of_the_list(session: Session, year: int) -> dt.date:
    """The last day on which a year's list is in time (ART-7.2, TD75)."""
    return day_of(session, "TD75", year)


def list_reminded_at(session: Session, case: Case) -> dt.datetime:
    """When the drafter is reminded of the year's list (UTC, TD73). Raises Missing for another case."""
    return _morning(session, case, "TD73", 0)


def list_urged_at(session: Session, case: Case) -> dt.datetime:
    """When the head of the department is asked to urge it (UTC, TD74). Raises Missing for another case."""
    return _morning(session, case, "TD74", 0)


def list_late_at(session: Session, case: Case) -> dt.datetime:
    """When it is late (UTC): the day after TD75. Raises Missing for another case."""
    return _morning(session, case, "TD75", 1)


def _morning(session: Session, case: Case, figure_id: str, after: int) -> dt.datetime:
    draft = subject_at(session, case, ListDraft)
    if draft is None:
        raise Missing([Reason(_("本案不是年度清单。"))])
    return _midnight(day_of(session, figure_id, draft.year) + dt.timedelta(after))


def _midnight(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), SHANGHAI).astimezone(dt.UTC)


def towns_of(session: Session, case: Case) -> Sequence[str]:
    """The towns of the district whose case this is, in order of their ids."""
    return session.scalars(select(Authority.id).where(Authority.parent_id == case.authority_id).order_by(Authority.id)).all()


@member_list("district.towns")
def each_town(session: Session, case: Case) -> list[Member]:
    """Every town of the district is asked: whoever holds the lane's role there."""
    return [Member(place=one) for one in towns_of(session, case)]


@member_list("award.voters")
def voters(session: Session, case: Case) -> list[Member]:
    """Each resident representative of the district's communities once, whatever posts they hold (Art. 28)."""
    here = select(Community.id).where(Community.town_id.in_(towns_of(session, case)))
    held = select(Post.account, Post.place).where(Post.role == "community.resident_rep", Post.to_date.is_(None), Post.place.in_(here))
    places = {row.account: row.place for row in session.execute(held.order_by(Post.account, Post.place.desc()))}
    return [Member(account, place) for account, place in places.items()]


@member_list("award.experts")
def experts(session: Session, case: Case) -> list[Member]:
    """The experts of the district (Art. 28)."""
    held = select(Post.account).where(Post.role == "expert", Post.to_date.is_(None), Post.place == case.authority_id)
    return [Member(one, case.authority_id) for one in session.scalars(held.distinct().order_by(Post.account))]


def votes_from(session: Session, case: Case) -> dt.datetime:
    """When the vote on model projects begins (UTC). Raises Missing for another case."""
    return _midnight(_round(session, case).vote_from)


def votes_end(session: Session, case: Case) -> dt.datetime:
    """When it is over (UTC): 00:00 of the day after its last. Raises Missing for another case."""
    return _midnight(_round(session, case).vote_until + dt.timedelta(1))


def _round(session: Session, case: Case) -> AwardRound:
    found = subject_at(session, case, AwardRound)
    if found is None:
        raise Missing([Reason(_("本案不是示范项目评选。"))])
    return found
