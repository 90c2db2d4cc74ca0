"""Tables of funds as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Money


def fund_line() -> None:
    """Create fund_line."""
    op.create_table(
        "fund_line",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("town_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subkind", sa.String(length=40), nullable=False),
        sa.Column("pooled", sa.Boolean(), nullable=False),
        sa.Column("earmarked", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("donor", sa.String(length=40), nullable=True),
        sa.Column("donor_purpose", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("reserved", Money(), nullable=False),
        sa.Column("committed", Money(), nullable=False),
        sa.Column("paid", Money(), nullable=False),
        sa.CheckConstraint("reserved + committed + paid <= amount", name=op.f("ck_fund_line_within_amount")),
        sa.CheckConstraint("reserved >= 0 AND committed >= 0 AND paid >= 0", name=op.f("ck_fund_line_not_negative")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_fund_line")),
    )
    op.create_index(op.f("ix_fund_line_town_id"), "fund_line", ["town_id"], unique=False)


def fund_movement() -> None:
    """Create fund_movement."""
    op.create_table(
        "fund_movement",
        sa.Column("id", Id, nullable=False),
        sa.Column("fund", sa.String(length=20), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["fund"], ["fund_line.code"], name=op.f("fk_fund_movement_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_movement")),
    )
    op.create_index(op.f("ix_fund_movement_fund"), "fund_movement", ["fund"], unique=False)
    op.create_index(op.f("ix_fund_movement_project_id"), "fund_movement", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    fund_line()
    fund_movement()
