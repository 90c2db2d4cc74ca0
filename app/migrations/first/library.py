"""Tables of library as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Instant, Money


def library_entry() -> None:
    """Create library_entry."""
    op.create_table(
        "library_entry",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("category_class", sa.String(length=2), nullable=False),
        sa.Column("sub_item", sa.String(length=40), nullable=False),
        sa.Column("category_other_text", sa.String(length=200), nullable=False),
        sa.Column("target_group", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("beneficiaries", sa.Integer(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("community_id", sa.String(length=40), nullable=True),
        sa.Column("valid_months", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("submitted_by", sa.String(length=60), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_library_entry_community_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_library_entry_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_entry")),
        sa.UniqueConstraint("case_id", name=op.f("uq_library_entry_case_id")),
        sa.UniqueConstraint("number", "version", name=op.f("uq_library_entry_number_version")),
    )
    op.create_index(op.f("ix_library_entry_authority_id"), "library_entry", ["authority_id"], unique=False)
    op.create_index(op.f("ix_library_entry_organisation_id"), "library_entry", ["organisation_id"], unique=False)


def library_price() -> None:
    """Create library_price."""
    op.create_table(
        "library_price",
        sa.Column("entry_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity", Hundredths(), nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["library_entry.id"], name=op.f("fk_library_price_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "revision", "position", name=op.f("pk_library_price")),
    )


def create() -> None:
    """Create them all."""
    library_entry()
    library_price()
