"""Tables of awards as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Instant


def award_round() -> None:
    """Create award_round."""
    op.create_table(
        "award_round",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("vote_weight", Hundredths(), nullable=False),
        sa.Column("expert_weight", Hundredths(), nullable=False),
        sa.Column("vote_from", sa.Date(), nullable=False),
        sa.Column("vote_until", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_round")),
        sa.UniqueConstraint("case_id", name=op.f("uq_award_round_case_id")),
    )


def award_candidate() -> None:
    """Create award_candidate."""
    op.create_table(
        "award_candidate",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("round_id", Id, nullable=False),
        sa.Column("town_id", sa.String(length=40), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recommended_by", sa.String(length=60), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("points", Hundredths(), nullable=True),
        sa.Column("total", Hundredths(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_award_candidate_project_id")),
        sa.ForeignKeyConstraint(["round_id"], ["award_round.id"], name=op.f("fk_award_candidate_round_id")),
        sa.ForeignKeyConstraint(["town_id"], ["authority.id"], name=op.f("fk_award_candidate_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_candidate")),
        sa.UniqueConstraint("round_id", "project_id", name=op.f("uq_award_candidate_round_id_project_id")),
    )
    op.create_index(op.f("ix_award_candidate_round_id"), "award_candidate", ["round_id"], unique=False)


def award_score() -> None:
    """Create award_score."""
    op.create_table(
        "award_score",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("expert", sa.String(length=60), nullable=False),
        sa.Column("points", Hundredths(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["award_candidate.id"], name=op.f("fk_award_score_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_score")),
        sa.UniqueConstraint("candidate_id", "expert", name=op.f("uq_award_score_candidate_id_expert")),
    )


def award_vote() -> None:
    """Create award_vote."""
    op.create_table(
        "award_vote",
        sa.Column("id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("round_id", Id, nullable=False),
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("voter", sa.String(length=60), nullable=False),
        sa.Column("voted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["award_candidate.id"], name=op.f("fk_award_vote_candidate_id")),
        sa.ForeignKeyConstraint(["round_id"], ["award_round.id"], name=op.f("fk_award_vote_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_vote")),
        sa.UniqueConstraint("round_id", "voter", name=op.f("uq_award_vote_round_id_voter")),
    )


def create() -> None:
    """Create them all."""
    award_round()
    award_candidate()
    award_score()
    award_vote()
