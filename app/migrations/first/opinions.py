"""Tables of opinions as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Instant, Json


def opinion() -> None:
    """Create opinion."""
    op.create_table(
        "opinion",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("post", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("score", Hundredths(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index("ix_opinion_project_task", "opinion", ["project_id", "task"], unique=False)


def create() -> None:
    """Create them all."""
    opinion()
