"""Tables of oversight as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant


def oversight() -> None:
    """Create oversight."""
    op.create_table(
        "oversight",
        sa.Column("id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("due_id", sa.String(length=20), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_to", sa.String(length=60), nullable=True),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight")),
    )
    op.create_index("ix_oversight_case", "oversight", ["case_id"], unique=False)


def create() -> None:
    """Create them all."""
    oversight()
