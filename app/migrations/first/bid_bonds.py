"""Tables of bid_bonds as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Money


def bid_bond() -> None:
    """Create bid_bond."""
    op.create_table(
        "bid_bond",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("owed_from", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("withheld", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_bid_bond_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["procurement.project_id"], name=op.f("fk_bid_bond_project_id")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_bid_bond_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_bond")),
        sa.UniqueConstraint("solicitation_id", "organisation", name=op.f("uq_bid_bond_solicitation_id_organisation")),
    )
    op.create_index(op.f("ix_bid_bond_project_id"), "bid_bond", ["project_id"], unique=False)
    op.create_index(op.f("ix_bid_bond_solicitation_id"), "bid_bond", ["solicitation_id"], unique=False)


def create() -> None:
    """Create them all."""
    bid_bond()
