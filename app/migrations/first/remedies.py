"""Tables of remedies as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id


def challenge() -> None:
    """Create challenge."""
    op.create_table(
        "challenge",
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("filed_by", sa.String(length=80), nullable=False),
        sa.Column("object", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("may_affect", sa.Boolean(), nullable=False),
        sa.Column("examined_by", sa.String(length=80), nullable=True),
        sa.Column("examined_on", sa.Date(), nullable=True),
        sa.Column("examination", sa.Text(), nullable=False),
        sa.Column("answer_due", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("consequence", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("complaint_until", sa.Date(), nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("carried_out", sa.Text(), nullable=False),
        sa.Column("carried_out_by", sa.String(length=80), nullable=True),
        sa.Column("carried_out_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_challenge_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_challenge_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_index(op.f("ix_challenge_project_id"), "challenge", ["project_id"], unique=False)


def complaint() -> None:
    """Create complaint."""
    op.create_table(
        "complaint",
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("notice_no", sa.String(length=80), nullable=False),
        sa.Column("matters", sa.Text(), nullable=False),
        sa.Column("notified_by", sa.String(length=80), nullable=False),
        sa.Column("suspended_from", sa.Date(), nullable=True),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("explained_by", sa.String(length=80), nullable=True),
        sa.Column("explained_on", sa.Date(), nullable=True),
        sa.Column("decision_no", sa.String(length=80), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decision_text", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("carried_out", sa.Text(), nullable=False),
        sa.Column("carried_out_by", sa.String(length=80), nullable=True),
        sa.Column("carried_out_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_complaint_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_complaint_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index(op.f("ix_complaint_project_id"), "complaint", ["project_id"], unique=False)


def feedback() -> None:
    """Create feedback."""
    op.create_table(
        "feedback",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("community", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_feedback_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_project_id"), "feedback", ["project_id"], unique=False)


def inquiry() -> None:
    """Create inquiry."""
    op.create_table(
        "inquiry",
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_inquiry_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_inquiry_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index(op.f("ix_inquiry_project_id"), "inquiry", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    challenge()
    complaint()
    feedback()
    inquiry()
