"""Tables of registers as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Json


def organisation_profile() -> None:
    """Create organisation_profile."""
    op.create_table(
        "organisation_profile",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("registration_kind", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("filing_no", sa.String(length=60), nullable=False),
        sa.Column("certificate_until", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("information", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("incubation", sa.Text(), nullable=False),
        sa.Column("scope", Json(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("submitted_by", sa.String(length=60), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=True),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_profile_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_profile")),
        sa.UniqueConstraint("case_id", name=op.f("uq_organisation_profile_case_id")),
    )
    op.create_index(op.f("ix_organisation_profile_authority_id"), "organisation_profile", ["authority_id"], unique=False)
    op.create_index(op.f("ix_organisation_profile_organisation_id"), "organisation_profile", ["organisation_id"], unique=False)


def organisation_status() -> None:
    """Create organisation_status."""
    op.create_table(
        "organisation_status",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_status_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_status")),
    )
    op.create_index(op.f("ix_organisation_status_organisation_id"), "organisation_status", ["organisation_id"], unique=False)


def create() -> None:
    """Create them all."""
    organisation_profile()
    organisation_status()
