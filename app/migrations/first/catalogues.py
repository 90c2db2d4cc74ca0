"""Tables of catalogues as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant


def guide_version() -> None:
    """Create guide_version."""
    op.create_table(
        "guide_version",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("standards", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("drafted_by", sa.String(length=60), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_version")),
        sa.UniqueConstraint("authority_id", "version", name=op.f("uq_guide_version_authority_id_version")),
        sa.UniqueConstraint("case_id", name=op.f("uq_guide_version_case_id")),
    )
    op.create_index(op.f("ix_guide_version_authority_id"), "guide_version", ["authority_id"], unique=False)


def guide_receipt() -> None:
    """Create guide_receipt."""
    op.create_table(
        "guide_receipt",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("guide_id", Id, nullable=False),
        sa.Column("town_id", sa.String(length=40), nullable=False),
        sa.Column("arranged", sa.Text(), nullable=False),
        sa.Column("received_by", sa.String(length=60), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide_version.id"], name=op.f("fk_guide_receipt_guide_id")),
        sa.ForeignKeyConstraint(["town_id"], ["authority.id"], name=op.f("fk_guide_receipt_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_receipt")),
        sa.UniqueConstraint("guide_id", "town_id", name=op.f("uq_guide_receipt_guide_id_town_id")),
    )


def list_draft() -> None:
    """Create list_draft."""
    op.create_table(
        "list_draft",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("reminded", sa.Text(), nullable=False),
        sa.Column("urged", sa.Text(), nullable=False),
        sa.Column("begun_by", sa.String(length=60), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("drafted_by", sa.String(length=60), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("list_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["service_list.id"], name=op.f("fk_list_draft_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_draft")),
        sa.UniqueConstraint("case_id", name=op.f("uq_list_draft_case_id")),
    )


def list_draft_item() -> None:
    """Create list_draft_item."""
    op.create_table(
        "list_draft_item",
        sa.Column("draft_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("sub_item", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("price_guide", sa.Text(), nullable=False),
        sa.Column("funding", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["list_draft.id"], name=op.f("fk_list_draft_item_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "revision", "position", name=op.f("pk_list_draft_item")),
    )


def create() -> None:
    """Create them all."""
    guide_version()
    guide_receipt()
    list_draft()
    list_draft_item()
