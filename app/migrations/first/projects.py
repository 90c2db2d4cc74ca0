"""Tables of projects as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Instant, Json, Money


def _project_1() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", Id, nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_by", sa.String(length=60), nullable=False),
        sa.Column("handler", sa.String(length=60), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("first_submitted_at", Instant(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("route", sa.String(length=1), nullable=False),
        sa.Column("category_class", sa.String(length=2), nullable=False),
        sa.Column("sub_item", sa.String(length=40), nullable=False),
        sa.Column("category_other_text", sa.String(length=200), nullable=False),
        sa.Column("list_item", sa.String(length=40), nullable=False),
        sa.Column("service_list", sa.String(length=40), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("governance_goal", sa.Text(), nullable=False),
        sa.Column("need_source", sa.String(length=40), nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("beneficiaries", sa.Integer(), nullable=False),
        sa.Column("guardian_consent", sa.String(length=10), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
    ]


def _project_2() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("funds_separable", sa.String(length=10), nullable=False),
        sa.Column("purpose_reason", sa.Text(), nullable=False),
        sa.Column("public_appeal", sa.Boolean(), nullable=False),
        sa.Column("appeal_organisation", sa.String(length=40), nullable=False),
        sa.Column("appeal_certificate", sa.String(length=80), nullable=False),
        sa.Column("appeal_plan_no", sa.String(length=80), nullable=False),
        sa.Column("regime", sa.String(length=20), nullable=False),
        sa.Column("basis_reference", sa.String(length=200), nullable=False),
        sa.Column("art11_note", sa.Text(), nullable=False),
        sa.Column("planner", sa.String(length=40), nullable=True),
        sa.Column("approval_no", sa.String(length=80), nullable=True),
        sa.Column("approved_amount", Money(), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("closing_remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("approval_no", name=op.f("uq_project_approval_no")),
        sa.UniqueConstraint("authority_id", "year", "sequence", name="uq_project_sequence"),
        sa.UniqueConstraint("authority_id", "year", "title", name="uq_project_title"),
        sa.UniqueConstraint("case_id", name=op.f("uq_project_case_id")),
        sa.UniqueConstraint("number", name=op.f("uq_project_number")),
    ]


def project() -> None:
    """Create project."""
    op.create_table(
        "project",
        *_project_1(),
        *_project_2(),
    )
    op.create_index(op.f("ix_project_authority_id"), "project", ["authority_id"], unique=False)


def cost_item() -> None:
    """Create cost_item."""
    op.create_table(
        "cost_item",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity", Hundredths(), nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_cost_item_project_id")),
        sa.PrimaryKeyConstraint("project_id", "revision", "position", name=op.f("pk_cost_item")),
    )


def funding_line() -> None:
    """Create funding_line."""
    op.create_table(
        "funding_line",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fund", sa.String(length=20), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_funding_line_project_id")),
        sa.PrimaryKeyConstraint("project_id", "revision", "position", name=op.f("pk_funding_line")),
    )
    op.create_index(op.f("ix_funding_line_fund"), "funding_line", ["fund"], unique=False)


def keyword_candidate() -> None:
    """Create keyword_candidate."""
    op.create_table(
        "keyword_candidate",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("keyword", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("clause", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_keyword_candidate_project_id")),
        sa.PrimaryKeyConstraint("project_id", "revision", "position", name=op.f("pk_keyword_candidate")),
    )


def meeting() -> None:
    """Create meeting."""
    op.create_table(
        "meeting",
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("met_at", Instant(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("present_members", Json(), nullable=False),
        sa.Column("recused_members", Json(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstain", sa.Integer(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("chair", sa.String(length=60), nullable=False),
        sa.Column("recorder", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("approval_no", sa.String(length=80), nullable=False),
        sa.Column("approved_amount", Money(), nullable=True),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_meeting_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_project_id"), "meeting", ["project_id"], unique=False)


def project_community() -> None:
    """Create project_community."""
    op.create_table(
        "project_community",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_community_project_id")),
        sa.PrimaryKeyConstraint("project_id", "revision", "position", name=op.f("pk_project_community")),
    )
    op.create_index(op.f("ix_project_community_community_id"), "project_community", ["community_id"], unique=False)


def screening_answer() -> None:
    """Create screening_answer."""
    op.create_table(
        "screening_answer",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_screening_answer_project_id")),
        sa.PrimaryKeyConstraint("project_id", "revision", "position", name=op.f("pk_screening_answer")),
    )


def target() -> None:
    """Create target."""
    op.create_table(
        "target",
        sa.Column("project_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("target", Hundredths(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("weight", Hundredths(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_target_project_id")),
        sa.PrimaryKeyConstraint("project_id", "revision", "position", name=op.f("pk_target")),
    )


def create() -> None:
    """Create them all."""
    project()
    cost_item()
    funding_line()
    keyword_candidate()
    meeting()
    project_community()
    screening_answer()
    target()
