"""What is to be bought: the project, the parts of its plan, how it was screened and decided.

A plan returned for correction is submitted again as the next revision. The parts of every revision stay; those in force are
the ones whose `revision` is the project's own, and `parts` reads them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.act import Act
from workflows.errors import Missing, Reason
from workflows.procurement.once import once
from workflows.schema import Hundredths, Id, Instant, Json, Money, Row
from workflows.text import _


class Project(Row):
    """A purchase from its first submission to its archive (ART-1.1). `state`: review, returned, rejected, approved, closed."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("authority_id", "year", "sequence", name="uq_project_sequence"),
        UniqueConstraint("authority_id", "year", "title", name="uq_project_title"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    case_id: Mapped[int] = mapped_column(Id, unique=True)
    authority_id: Mapped[str] = mapped_column(String(40), index=True)
    year: Mapped[int]
    sequence: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20), default="review")
    started_by: Mapped[str] = mapped_column(String(60))
    handler: Mapped[str | None] = mapped_column(String(60))
    """The town's clerk who handles it: who planned it, or who took a community's application."""
    submitted_at: Mapped[dt.datetime] = mapped_column(Instant)
    first_submitted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    """When it was handed in before any correction: what is applied by the submission is chosen by that day."""

    title: Mapped[str] = mapped_column(String(60))
    route: Mapped[str] = mapped_column(String(1))
    category_class: Mapped[str] = mapped_column(String(2))
    sub_item: Mapped[str] = mapped_column(String(40))
    category_other_text: Mapped[str] = mapped_column(String(200), default="")
    list_item: Mapped[str] = mapped_column(String(40), default="")
    service_list: Mapped[str] = mapped_column(String(40), default="")
    """The list and version under which the project was created, `SL2026/1` (ART-7.3)."""
    need: Mapped[str] = mapped_column(Text)
    governance_goal: Mapped[str] = mapped_column(Text)
    need_source: Mapped[str] = mapped_column(String(40))
    supporters: Mapped[int]
    beneficiaries: Mapped[int]
    guardian_consent: Mapped[str] = mapped_column(String(10))
    sensitive: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(String(200))
    begins_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]

    amount: Mapped[Decimal] = mapped_column(Money)
    funds_separable: Mapped[str] = mapped_column(String(10))
    purpose_reason: Mapped[str] = mapped_column(Text, default="")
    """Why money fits whose purpose is named by a word of the title or need alone (Arts. 13, 14)."""
    public_appeal: Mapped[bool]
    appeal_organisation: Mapped[str] = mapped_column(String(40), default="")
    appeal_certificate: Mapped[str] = mapped_column(String(80), default="")
    appeal_plan_no: Mapped[str] = mapped_column(String(80), default="")
    regime: Mapped[str] = mapped_column(String(20), default="")
    """Which law binds: procurement_law, below_threshold or social_funds; empty until the table `regime` has decided."""
    basis_reference: Mapped[str] = mapped_column(String(200), default="")
    """The document that extends the measures, where they had run out when the plan was submitted (Art. 30)."""
    art11_note: Mapped[str] = mapped_column(Text, default="")
    planner: Mapped[str | None] = mapped_column(String(40))
    """The organisation whose plan this is (route C)."""

    approval_no: Mapped[str | None] = mapped_column(String(80), unique=True)
    approved_amount: Mapped[Decimal | None] = mapped_column(Money)
    approved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    """When the meeting was held that approved it, or the leader approved it alone."""
    closed_on: Mapped[dt.date | None]
    keep_until: Mapped[dt.date | None]
    closing_remark: Mapped[str] = mapped_column(Text, default="")

    @property
    def first_submitted(self) -> dt.datetime:
        """When it was handed in before any correction."""
        return self.first_submitted_at or self.submitted_at


class PlanPart:
    """What every part of a plan says of itself: whose it is, of which revision, and where it stands among its kind."""

    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), primary_key=True, sort_order=-1)
    revision: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class ProjectCommunity(PlanPart, Row):
    """A community that the project serves."""

    __tablename__ = "project_community"

    community_id: Mapped[str] = mapped_column(String(40), index=True)


class CostItem(PlanPart, Row):
    """A line of the budget: quantity × price = amount."""

    __tablename__ = "cost_item"

    item: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Decimal] = mapped_column(Hundredths)
    price: Mapped[Decimal] = mapped_column(Money)
    amount: Mapped[Decimal] = mapped_column(Money)


class FundingLine(PlanPart, Row):
    """How much of the project a fund carries (ART-15.2)."""

    __tablename__ = "funding_line"

    fund: Mapped[str] = mapped_column(String(20), index=True)
    amount: Mapped[Decimal] = mapped_column(Money)


class Target(PlanPart, Row):
    """A performance target (ART-25.1). `kind`: 产出, 成效 or 满意度; weights sum to 100."""

    __tablename__ = "target"

    code: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    target: Mapped[Decimal] = mapped_column(Hundredths)
    unit: Mapped[str] = mapped_column(String(20))
    weight: Mapped[Decimal] = mapped_column(Hundredths)
    source: Mapped[str] = mapped_column(String(80))


class ScreeningAnswer(PlanPart, Row):
    """What the clerk declared of one clause of Art. 11, items 1 to 6 (ART-11.1)."""

    __tablename__ = "screening_answer"

    declared: Mapped[bool]


class KeywordCandidate(PlanPart, Row):
    """A word that may point to a prohibition: a candidate, never a verdict; compliance answers each one (ART-11.2)."""

    __tablename__ = "keyword_candidate"

    keyword: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(80))
    clause: Mapped[str] = mapped_column(String(20))
    """Clause of Art. 11, or another law's article (`O102-10`, ART-11.3)."""
    decision: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class Meeting(Row):
    """A collective decision of the town (ART-20.1): who was there, how they voted, what was decided."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    project_id: Mapped[int] = mapped_column(Id, ForeignKey("project.id"), index=True)
    case_id: Mapped[int] = mapped_column(Id)
    authority_id: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    met_at: Mapped[dt.datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200))
    eligible: Mapped[int]
    present: Mapped[int]
    present_members: Mapped[list[str]] = mapped_column(Json)
    recused_members: Mapped[list[str]] = mapped_column(Json)
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    votes_abstain: Mapped[int]
    dissent: Mapped[str] = mapped_column(Text)
    chair: Mapped[str] = mapped_column(String(60))
    recorder: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(20))
    approval_no: Mapped[str] = mapped_column(String(80))
    approved_amount: Mapped[Decimal | None] = mapped_column(Money)
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)


Part = TypeVar("Part", bound=PlanPart)


def parts(session: Session, project: Project, kind: type[Part]) -> Sequence[Part]:
    """The parts of one kind in force, in the order in which they were written: `parts(session, project, Target)`."""
    mine = select(kind).where(kind.project_id == project.id, kind.revision == project.revision)
    return session.scalars(mine.order_by(kind.position)).all()


def project_of(act: Act) -> Project:
    """The project that the act's case, or the root of a side case, is about; its regime becomes the act's. Raises Missing."""
    case = act.case
    if case.subject_kind == "project":
        project = act.session.get(Project, case.subject_id)
    else:
        project = act.session.scalars(select(Project).where(Project.case_id == case.root_id)).one_or_none()
    if project is None:
        raise Missing([Reason(_("本案尚无项目。"))])
    act.regime = project.regime
    once(act.session)[Project] = project  # kept as long as the transaction: the next question finds it without a read
    return project
