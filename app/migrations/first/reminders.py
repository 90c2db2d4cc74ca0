"""Tables of reminders as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant


def reminder() -> None:
    """Create reminder."""
    op.create_table(
        "reminder",
        sa.Column("id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("item_id", Id, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("assignee", sa.String(length=60), nullable=True),
        sa.Column("due_id", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.String(length=60), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("item_id", "due_on", "days", name=op.f("uq_reminder_item_id_due_on_days")),
    )
    op.create_index("ix_reminder_case", "reminder", ["case_id", "id"], unique=False)


def create() -> None:
    """Create them all."""
    reminder()
