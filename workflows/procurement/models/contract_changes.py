"""What happens to a contract beside its performance (handbook P41, P42): amendments, suspensions, its early end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.schema import Id, Json, Money, Row
from workflows.text import _

PROPOSED, CLEARED, APPROVED, AGREED, IN_FORCE, REFUSED, ENDED = "proposed", "cleared", "approved", "agreed", "in_force", "refused", "ended"
WITHDRAWN = "withdrawn"
"""States of a change: proposed, cleared by the lawyer, approved by the leader, agreed by the contractor, in force; refused; over.

WITHDRAWN: the town let it fall, or the contract ended first.
"""


class _OfContract:
    """What every row here says of itself: the project, its own case, whose it is, who proposed it when."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("contract.project_id"), index=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default=PROPOSED)
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_on: Mapped[dt.date] = mapped_column(Date)
    reason_kind: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_on: Mapped[dt.date | None] = mapped_column(Date)


class Amendment(_OfContract, Row):
    """A supplement or change (GPL 49, 50). `amount`: what it adds to the price, below zero what it takes off (yuan)."""

    __tablename__ = "amendment"

    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(Text)
    amount: Mapped[Decimal] = mapped_column(Money)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)
    """The new end where the term changes."""
    same_subject: Mapped[bool] = mapped_column(Boolean)
    others_unchanged: Mapped[bool] = mapped_column(Boolean)
    instalments: Mapped[Any] = mapped_column(Json)
    """The payments that take the place of those not yet due."""
    yearly_amounts: Mapped[Any] = mapped_column(Json, default=list)
    """What falls to each fiscal year from then on, for a contract of several years; empty: as before."""
    agreed_by: Mapped[str | None] = mapped_column(String(80))
    agreed_on: Mapped[dt.date | None] = mapped_column(Date)
    signed_on: Mapped[dt.date | None] = mapped_column(Date)
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))
    withdrawn_on: Mapped[dt.date | None] = mapped_column(Date)
    withdrawal: Mapped[str] = mapped_column(Text, default="")
    """Why the town let it fall before it was signed."""


class Suspension(_OfContract, Row):
    """Performance stands still from a day to a day; nothing is paid meanwhile (GPLR 54, GPL 50)."""

    __tablename__ = "suspension"

    from_date: Mapped[dt.date] = mapped_column(Date)
    until_date: Mapped[dt.date] = mapped_column(Date)
    resumed_by: Mapped[str | None] = mapped_column(String(80))
    resumed_on: Mapped[dt.date | None] = mapped_column(Date)
    resumption: Mapped[str] = mapped_column(Text, default="")


class Termination(_OfContract, Row):
    """The early end: what was delivered and accepted is settled, those served are handed over, the rest of the money is free."""

    __tablename__ = "termination"

    handover_plan: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(String(20))
    accepted_work: Mapped[str] = mapped_column(Text, default="")
    owed: Mapped[Decimal | None] = mapped_column(Money)
    freed: Mapped[Decimal | None] = mapped_column(Money)
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_on: Mapped[dt.date | None] = mapped_column(Date)
    handed_over_on: Mapped[dt.date | None] = mapped_column(Date)
    handover_note: Mapped[str] = mapped_column(Text, default="")


KINDS: dict[str, type[Any]] = {kind.__tablename__: kind for kind in (Amendment, Suspension, Termination)}
"""`subject_kind` of a side case → what it is about."""
Change = TypeVar("Change", Amendment, Suspension, Termination)


def change_of(act: Act, kind: type[Change]) -> Change:
    """The row that the act's side case is about. Raises Missing."""
    found = act.session.get(kind, act.case.subject_id) if act.case.subject_kind == kind.__tablename__ else None
    if found is None:
        raise Missing([Reason(_("本案不是合同变更、中止或者终止的分案。"))])
    return found


def changes_of(session: Session, kind: type[Change], project_id: int) -> Sequence[Change]:
    """Every change of one kind, the first one first."""
    return session.scalars(select(kind).where(kind.project_id == project_id).order_by(kind.id)).all()


def under_way(session: Session, kind: type[Change], project_id: int) -> Sequence[Change]:
    """Changes of one kind that are not decided or not over; an amendment is over once it is in force."""
    over = (REFUSED, ENDED, WITHDRAWN, *((IN_FORCE,) if kind is Amendment else ()))
    return [one for one in changes_of(session, kind, project_id) if one.state not in over]


def running(session: Session, project_id: int, names: Iterable[str] = tuple(KINDS)) -> list[str]:
    """Kinds of changes that are under way, as table names: one at a time. An end may be proposed beside others: it ends them too."""
    return [name for name in names if under_way(session, KINDS[name], project_id)]


def added(session: Session, project_id: int) -> Decimal:
    """What all supplements in force add to the price together, in yuan; what others took off makes no room for more (GPL 49)."""
    mine = select(Amendment.amount).where(Amendment.project_id == project_id, Amendment.state == IN_FORCE, Amendment.amount > Decimal(0))
    return sum(session.scalars(mine), Decimal("0.00"))
