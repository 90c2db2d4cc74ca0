"""Tables of direct as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Json, Money


def call_off() -> None:
    """Create call_off."""
    op.create_table(
        "call_off",
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("agreement", sa.String(length=100), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("suppliers", Json(), nullable=False),
        sa.Column("agreed_price", Money(), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_call_off_solicitation_id")),
        sa.PrimaryKeyConstraint("solicitation_id", name=op.f("pk_call_off")),
    )


def single_source() -> None:
    """Create single_source."""
    op.create_table(
        "single_source",
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("supplier", sa.String(length=40), nullable=False),
        sa.Column("argument", sa.Text(), nullable=False),
        sa.Column("opinions", Json(), nullable=False),
        sa.Column("original_price", Money(), nullable=True),
        sa.Column("shown_until", sa.Date(), nullable=True),
        sa.Column("objections", sa.Integer(), nullable=False),
        sa.Column("supplement", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_single_source_solicitation_id")),
        sa.ForeignKeyConstraint(["supplier"], ["organisation.id"], name=op.f("fk_single_source_supplier")),
        sa.PrimaryKeyConstraint("solicitation_id", name=op.f("pk_single_source")),
    )


def create() -> None:
    """Create them all."""
    call_off()
    single_source()
