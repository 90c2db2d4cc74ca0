"""Tables of notices as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant


def notice() -> None:
    """Create notice."""
    op.create_table(
        "notice",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.String(length=60), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_authority_id"), "notice", ["authority_id"], unique=False)
    op.create_index(op.f("ix_notice_project_id"), "notice", ["project_id"], unique=False)


def platform_receipt() -> None:
    """Create platform_receipt."""
    op.create_table(
        "platform_receipt",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("notice_id", Id, nullable=True),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_platform_receipt_number")),
    )
    op.create_index(op.f("ix_platform_receipt_project_id"), "platform_receipt", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    notice()
    platform_receipt()
