"""Tables of spaces as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Money


def space_agreement() -> None:
    """Create space_agreement."""
    op.create_table(
        "space_agreement",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("community_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("consented_by", sa.String(length=60), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_space_agreement_community_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_space_agreement_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_agreement")),
        sa.UniqueConstraint("case_id", name=op.f("uq_space_agreement_case_id")),
    )
    op.create_index(op.f("ix_space_agreement_authority_id"), "space_agreement", ["authority_id"], unique=False)
    op.create_index(op.f("ix_space_agreement_organisation_id"), "space_agreement", ["organisation_id"], unique=False)


def space_price() -> None:
    """Create space_price."""
    op.create_table(
        "space_price",
        sa.Column("agreement_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("market", Money(), nullable=False),
        sa.Column("fee", Money(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["space_agreement.id"], name=op.f("fk_space_price_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", "revision", "position", name=op.f("pk_space_price")),
    )


def create() -> None:
    """Create them all."""
    space_agreement()
    space_price()
