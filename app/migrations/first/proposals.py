"""Tables of proposals as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Money


def proposal() -> None:
    """Create proposal."""
    op.create_table(
        "proposal",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("community_id", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=1), nullable=False),
        sa.Column("entry_id", Id, nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("category_class", sa.String(length=2), nullable=False),
        sa.Column("sub_item", sa.String(length=40), nullable=False),
        sa.Column("category_other_text", sa.String(length=200), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("beneficiaries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_proposal_community_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["library_entry.id"], name=op.f("fk_proposal_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("case_id", name=op.f("uq_proposal_case_id")),
    )
    op.create_index(op.f("ix_proposal_authority_id"), "proposal", ["authority_id"], unique=False)
    op.create_index(op.f("ix_proposal_community_id"), "proposal", ["community_id"], unique=False)


def community_meeting() -> None:
    """Create community_meeting."""
    op.create_table(
        "community_meeting",
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("met_at", Instant(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstain", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("chair", sa.String(length=60), nullable=False),
        sa.Column("recorder", sa.String(length=60), nullable=False),
        sa.Column("recused", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("proposal_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_community_meeting_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_meeting")),
        sa.UniqueConstraint("proposal_id", "step", "round", name=op.f("uq_community_meeting_proposal_id_step_round")),
    )
    op.create_index(op.f("ix_community_meeting_proposal_id"), "community_meeting", ["proposal_id"], unique=False)


def community_notice() -> None:
    """Create community_notice."""
    op.create_table(
        "community_notice",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("objections", sa.Integer(), nullable=True),
        sa.Column("objection_note", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("published_by", sa.String(length=60), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("proposal_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_community_notice_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_notice")),
    )
    op.create_index(op.f("ix_community_notice_proposal_id"), "community_notice", ["proposal_id"], unique=False)


def convocation() -> None:
    """Create convocation."""
    op.create_table(
        "convocation",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("meets_at", Instant(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=False),
        sa.Column("called_by", sa.String(length=60), nullable=False),
        sa.Column("called_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("proposal_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_convocation_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convocation")),
        sa.UniqueConstraint("proposal_id", "round", name=op.f("uq_convocation_proposal_id_round")),
    )
    op.create_index(op.f("ix_convocation_proposal_id"), "convocation", ["proposal_id"], unique=False)


def create() -> None:
    """Create them all."""
    proposal()
    community_meeting()
    community_notice()
    convocation()
