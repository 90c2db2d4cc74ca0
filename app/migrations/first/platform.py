"""Tables of platform as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Json


def platform_entry() -> None:
    """Create platform_entry."""
    op.create_table(
        "platform_entry",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("notice_id", Id, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.String(length=60), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", Instant(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_entry")),
    )
    op.create_index(op.f("ix_platform_entry_authority_id"), "platform_entry", ["authority_id"], unique=False)
    op.create_index("ix_platform_entry_hash", "platform_entry", ["hash"], unique=False)
    op.create_index("ix_platform_entry_project", "platform_entry", ["project_id", "act"], unique=False)
    op.create_index(op.f("ix_platform_entry_reference"), "platform_entry", ["reference"], unique=False)
    op.create_index("ix_platform_entry_state", "platform_entry", ["state", "next_try_at"], unique=False)


def create() -> None:
    """Create them all."""
    platform_entry()
