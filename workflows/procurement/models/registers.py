"""The register of social organisations (Art. 24): what each handed in of itself, what an office found, how its registration changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act, Case
from workflows.errors import Missing, Reason
from workflows.schema import Id, Instant, Json, Row
from workflows.text import _

SUBMITTED, VERIFIED, RETURNED, DENIED = "submitted", "verified", "returned", "denied"
PERSONAL: dict[str, Any] = {"personal": True}
Subject = TypeVar("Subject", bound=Row)


class OrganisationProfile(Row):
    """What an organisation says of itself, and the office's finding. Each registration is a row of its own; none is overwritten later.

    Once verified, its data stand in the register's `organisation` row until `valid_until` (ART-24.2).
    """

    __tablename__ = "organisation_profile"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    revision: Mapped[int] = mapped_column(Integer)
    """How often it was handed in."""
    registration_kind: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    uscc: Mapped[str] = mapped_column(String(18))
    filing_no: Mapped[str] = mapped_column(String(60))
    certificate_until: Mapped[dt.date | None]
    responsible: Mapped[str] = mapped_column(String(60), info=PERSONAL)
    contact: Mapped[str] = mapped_column(String(60), info=PERSONAL)
    phone: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    address: Mapped[str] = mapped_column(String(200))
    information: Mapped[str] = mapped_column(Text)
    capacity: Mapped[str] = mapped_column(Text)
    incubation: Mapped[str] = mapped_column(Text, default="")
    """Where it was fostered, by whom, what training it had (ART-17.1); no purchase is decided by it."""
    scope: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(20))
    submitted_by: Mapped[str] = mapped_column(String(60))
    submitted_at: Mapped[dt.datetime] = mapped_column(Instant)
    opinion: Mapped[str] = mapped_column(Text, default="")
    checked_by: Mapped[str | None] = mapped_column(String(60))
    checked_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    valid_until: Mapped[dt.date | None]


class OrganisationStatus(Row):
    """A change of an organisation's registration with the document that says so; a wrong one is answered by another row, never altered."""

    __tablename__ = "organisation_status"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    from_date: Mapped[dt.date]
    document: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)


def subject_at(session: Session, case: Case, kind: type[Subject]) -> Subject | None:
    """The row of this kind that a standing case is about; None for any other case."""
    return session.get(kind, case.subject_id) if case.subject_kind == kind.__tablename__ else None


def subject_of(act: Act, kind: type[Subject]) -> Subject:
    """The row of this kind that the act's case is about. Raises Missing."""
    found = subject_at(act.session, act.case, kind)
    if found is None:
        raise Missing([Reason(_("本案没有这份登记。"))])
    return found


def about(act: Act, row: Any, title: str, number: str) -> None:
    """Write the row a case is about, and name the case after it."""
    act.session.add(row)
    act.session.flush()
    act.case.subject_kind, act.case.subject_id = row.__tablename__, row.id
    act.case.title, act.case.number = title, number


def history_of(session: Session, organisation: str) -> Sequence[OrganisationStatus]:
    """Every change of an organisation's registration, in the order in which it was recorded."""
    mine = select(OrganisationStatus).where(OrganisationStatus.organisation_id == organisation)
    return session.scalars(mine.order_by(OrganisationStatus.id)).all()


def profiles_of(session: Session, organisation: str) -> Sequence[OrganisationProfile]:
    """Everything that an organisation handed in of itself, the latest first."""
    mine = select(OrganisationProfile).where(OrganisationProfile.organisation_id == organisation)
    return session.scalars(mine.order_by(OrganisationProfile.id.desc())).all()
