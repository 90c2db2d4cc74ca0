"""Tables of needs as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant


def need() -> None:
    """Create need."""
    op.create_table(
        "need",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("community_id", sa.String(length=40), nullable=False),
        sa.Column("people", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("proposer", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("merged_into", Id, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=60), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_need_community_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["need.id"], name=op.f("fk_need_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("case_id", name=op.f("uq_need_case_id")),
        sa.UniqueConstraint("number", name=op.f("uq_need_number")),
    )
    op.create_index(op.f("ix_need_authority_id"), "need", ["authority_id"], unique=False)
    op.create_index(op.f("ix_need_community_id"), "need", ["community_id"], unique=False)


def project_need() -> None:
    """Create project_need."""
    op.create_table(
        "project_need",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("need_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_project_need_need_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_need_project_id")),
        sa.PrimaryKeyConstraint("project_id", "revision", "position", name=op.f("pk_project_need")),
    )
    op.create_index(op.f("ix_project_need_need_id"), "project_need", ["need_id"], unique=False)


def create() -> None:
    """Create them all."""
    need()
    project_need()
