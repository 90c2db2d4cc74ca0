"""Tables of yearly as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Instant, Json


def yearly_review() -> None:
    """Create yearly_review."""
    op.create_table(
        "yearly_review",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("case_id", Id, nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=True),
        sa.Column("scores", Json(), nullable=False),
        sa.Column("total", Hundredths(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("scored_by", sa.String(length=80), nullable=True),
        sa.Column("budget_document", sa.String(length=200), nullable=True),
        sa.Column("budget_confirmed", sa.Boolean(), nullable=True),
        sa.Column("budget_by", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_yearly_review_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_review")),
        sa.UniqueConstraint("project_id", "year", name=op.f("uq_yearly_review_project_id_year")),
    )
    op.create_index(op.f("ix_yearly_review_project_id"), "yearly_review", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    yearly_review()
