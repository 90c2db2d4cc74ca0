"""Tables of contract_changes as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Json, Money


def amendment() -> None:
    """Create amendment."""
    op.create_table(
        "amendment",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("same_subject", sa.Boolean(), nullable=False),
        sa.Column("others_unchanged", sa.Boolean(), nullable=False),
        sa.Column("instalments", Json(), nullable=False),
        sa.Column("yearly_amounts", Json(), nullable=False),
        sa.Column("agreed_by", sa.String(length=80), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawal", sa.Text(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("reason_kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["contract.project_id"], name=op.f("fk_amendment_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    op.create_index(op.f("ix_amendment_project_id"), "amendment", ["project_id"], unique=False)


def suspension() -> None:
    """Create suspension."""
    op.create_table(
        "suspension",
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=False),
        sa.Column("resumed_by", sa.String(length=80), nullable=True),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("resumption", sa.Text(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("reason_kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["contract.project_id"], name=op.f("fk_suspension_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    op.create_index(op.f("ix_suspension_project_id"), "suspension", ["project_id"], unique=False)


def termination() -> None:
    """Create termination."""
    op.create_table(
        "termination",
        sa.Column("handover_plan", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(length=20), nullable=False),
        sa.Column("accepted_work", sa.Text(), nullable=False),
        sa.Column("owed", Money(), nullable=True),
        sa.Column("freed", Money(), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("handover_note", sa.Text(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("reason_kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["contract.project_id"], name=op.f("fk_termination_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_termination")),
    )
    op.create_index(op.f("ix_termination_project_id"), "termination", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    amendment()
    suspension()
    termination()
