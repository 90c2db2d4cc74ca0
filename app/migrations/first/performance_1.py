"""Tables of performance_1 as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Instant, Json


def acceptance() -> None:
    """Create acceptance."""
    op.create_table(
        "acceptance",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("collective_on", sa.Date(), nullable=True),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("satisfaction", Hundredths(), nullable=False),
        sa.Column("evaluated_by", sa.String(length=40), nullable=False),
        sa.Column("concluded_by", sa.String(length=80), nullable=False),
        sa.Column("concluded_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_acceptance_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("project_id", "round", name=op.f("uq_acceptance_project_id_round")),
    )
    op.create_index(op.f("ix_acceptance_project_id"), "acceptance", ["project_id"], unique=False)


def acceptance_item() -> None:
    """Create acceptance_item."""
    op.create_table(
        "acceptance_item",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("standard", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=False),
        sa.Column("passed", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=80), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_acceptance_item_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_item")),
        sa.UniqueConstraint("project_id", "round", "code", name=op.f("uq_acceptance_item_project_id_round_code")),
    )
    op.create_index(op.f("ix_acceptance_item_project_id"), "acceptance_item", ["project_id"], unique=False)


def completion_report() -> None:
    """Create completion_report."""
    op.create_table(
        "completion_report",
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("done", Json(), nullable=False),
        sa.Column("issues_solved", sa.Boolean(), nullable=False),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("reported_by", sa.String(length=80), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_completion_report_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_report")),
    )
    op.create_index(op.f("ix_completion_report_project_id"), "completion_report", ["project_id"], unique=False)


def evaluation() -> None:
    """Create evaluation."""
    op.create_table(
        "evaluation",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("independence_statement", sa.Text(), nullable=False),
        sa.Column("scores", Json(), nullable=False),
        sa.Column("total", Hundredths(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("scored_by", sa.String(length=80), nullable=False),
        sa.Column("scored_at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("reply_to_objection", sa.Text(), nullable=True),
        sa.Column("collective_on", sa.Date(), nullable=True),
        sa.Column("concluded_by", sa.String(length=80), nullable=True),
        sa.Column("concluded_at", Instant(), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("ratio", Hundredths(), nullable=True),
        sa.Column("renewal", sa.String(length=40), nullable=True),
        sa.Column("public_report", sa.Text(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_evaluation_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("project_id", "round", name=op.f("uq_evaluation_project_id_round")),
    )
    op.create_index(op.f("ix_evaluation_project_id"), "evaluation", ["project_id"], unique=False)


def evaluation_answer() -> None:
    """Create evaluation_answer."""
    op.create_table(
        "evaluation_answer",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("objection", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_evaluation_answer_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answer")),
        sa.UniqueConstraint("project_id", "round", name=op.f("uq_evaluation_answer_project_id_round")),
    )
    op.create_index(op.f("ix_evaluation_answer_project_id"), "evaluation_answer", ["project_id"], unique=False)


def independent_check() -> None:
    """Create independent_check."""
    op.create_table(
        "independent_check",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("commission_no", sa.String(length=80), nullable=False),
        sa.Column("independence_statement", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=80), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_independent_check_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_independent_check")),
        sa.UniqueConstraint("project_id", "round", name=op.f("uq_independent_check_project_id_round")),
    )
    op.create_index(op.f("ix_independent_check_project_id"), "independent_check", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    acceptance()
    acceptance_item()
    completion_report()
    evaluation()
    evaluation_answer()
    independent_check()
