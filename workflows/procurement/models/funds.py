"""Money that a town may spend: a line a source, and every movement on it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.schema import Id, Instant, Money, Row

FISCAL, SOCIAL = "财政资金", "社会资金"
DERIVED = {"derived": True}


class FundLine(Row):
    """A source of money of one town and year (ART-12.1). available = amount − reserved − committed − paid, never below zero.

    `subkind` of social money: 慈善资金, 社区基金 or 村级慈善基金, 居民自筹 or 募捐 (ART-14.1; Art. 14, items 1 to 3).
    """

    __tablename__ = "fund_line"
    __table_args__ = (
        CheckConstraint("reserved >= 0 AND committed >= 0 AND paid >= 0", name="not_negative"),
        CheckConstraint("reserved + committed + paid <= amount", name="within_amount"),
    )

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    town_id: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    subkind: Mapped[str] = mapped_column(String(40), default="")
    pooled: Mapped[bool] = mapped_column(default=False)
    earmarked: Mapped[str] = mapped_column(String(80), default="")
    purpose: Mapped[str] = mapped_column(String(200))
    donor: Mapped[str | None] = mapped_column(String(40))
    donor_purpose: Mapped[str] = mapped_column(String(200), default="")
    document: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Money)
    reserved: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"), info=DERIVED)
    committed: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"), info=DERIVED)
    paid: Mapped[Decimal] = mapped_column(Money, default=Decimal("0.00"), info=DERIVED)

    @property
    def available(self) -> Decimal:
        """What may still be reserved, in yuan."""
        return self.amount - self.reserved - self.committed - self.paid


class FundMovement(Row):
    """One movement of a fund for one project. `kind`: reserve, free, commit, pay. The sums of the fund are the sums of these."""

    __tablename__ = "fund_movement"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    fund: Mapped[str] = mapped_column(String(20), ForeignKey("fund_line.code"), index=True)
    project_id: Mapped[int] = mapped_column(Id, index=True)
    case_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(10))
    amount: Mapped[Decimal] = mapped_column(Money)
    at: Mapped[dt.datetime] = mapped_column(Instant)
