"""Tables of procurements as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Json, Money


def _procurement_1() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("drafted_by", sa.String(length=80), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("survey_respondents", sa.Integer(), nullable=False),
        sa.Column("survey_note", sa.Text(), nullable=False),
        sa.Column("budget", Money(), nullable=False),
        sa.Column("price_ceiling", Money(), nullable=False),
        sa.Column("evaluation_method", sa.Text(), nullable=False),
        sa.Column("acceptance_scheme", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=True),
        sa.Column("proposed_method", sa.String(length=60), nullable=True),
        sa.Column("deviation_reason", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("finance_approval", sa.String(length=100), nullable=False),
    ]


def _procurement_2() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("adjustment_basis", sa.Text(), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("invited_by", sa.String(length=80), nullable=True),
        sa.Column("closes_at", Instant(), nullable=True),
        sa.Column("fewer_reason", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("witness", sa.String(length=80), nullable=True),
        sa.Column("recommended", sa.String(length=40), nullable=True),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("awarded", sa.String(length=40), nullable=True),
        sa.Column("award_price", Money(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("awarded_by", sa.String(length=80), nullable=True),
        sa.Column("other_than_lowest_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["awarded"], ["organisation.id"], name=op.f("fk_procurement_awarded")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_procurement_project_id")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_procurement")),
    ]


def procurement() -> None:
    """Create procurement."""
    op.create_table(
        "procurement",
        *_procurement_1(),
        *_procurement_2(),
    )
    op.create_index(op.f("ix_procurement_authority_id"), "procurement", ["authority_id"], unique=False)


def invitation() -> None:
    """Create invitation."""
    op.create_table(
        "invitation",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_invitation_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["procurement.project_id"], name=op.f("fk_invitation_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("project_id", "round", "organisation", name=op.f("uq_invitation_project_id_round_organisation")),
        sa.UniqueConstraint("project_id", "round", "position", name=op.f("uq_invitation_project_id_round_position")),
    )
    op.create_index(op.f("ix_invitation_project_id"), "invitation", ["project_id"], unique=False)


def qualification() -> None:
    """Create qualification."""
    op.create_table(
        "qualification",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["procurement.project_id"], name=op.f("fk_qualification_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("project_id", "draft", "position", name=op.f("uq_qualification_project_id_draft_position")),
    )
    op.create_index(op.f("ix_qualification_project_id"), "qualification", ["project_id"], unique=False)


def quotation() -> None:
    """Create quotation."""
    op.create_table(
        "quotation",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("submitted_by", sa.String(length=80), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("price_words", sa.String(length=120), nullable=False),
        sa.Column("items", Json(), nullable=False),
        sa.Column("conflict_declared", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("meets_demand", sa.Boolean(), nullable=True),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_quotation_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["procurement.project_id"], name=op.f("fk_quotation_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation")),
        sa.UniqueConstraint("project_id", "round", "organisation", name=op.f("uq_quotation_project_id_round_organisation")),
    )
    op.create_index(op.f("ix_quotation_project_id"), "quotation", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    procurement()
    invitation()
    qualification()
    quotation()
