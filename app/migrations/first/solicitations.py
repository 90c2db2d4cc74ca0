"""Tables of solicitations as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Instant, Json, Money


def _solicitation_1() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("drafted_by", sa.String(length=80), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("complex", sa.Boolean(), nullable=False),
        sa.Column("bid_bond", Money(), nullable=False),
        sa.Column("bid_bond_form", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.String(length=80), nullable=True),
        sa.Column("provided_until", sa.Date(), nullable=True),
        sa.Column("closes_at", Instant(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
    ]


def _solicitation_2() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("opened_by", sa.String(length=80), nullable=True),
        sa.Column("witness", sa.String(length=80), nullable=True),
        sa.Column("recording", sa.String(length=200), nullable=False),
        sa.Column("panel_size", sa.Integer(), nullable=True),
        sa.Column("panel_experts", sa.Integer(), nullable=True),
        sa.Column("panel_legal", sa.Boolean(), nullable=False),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("talks", sa.Integer(), nullable=False),
        sa.Column("final_closes_at", Instant(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("report_received_on", sa.Date(), nullable=True),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("failed_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["procurement.project_id"], name=op.f("fk_solicitation_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solicitation")),
        sa.UniqueConstraint("project_id", "round", name=op.f("uq_solicitation_project_id_round")),
    ]


def solicitation() -> None:
    """Create solicitation."""
    op.create_table(
        "solicitation",
        *_solicitation_1(),
        *_solicitation_2(),
    )
    op.create_index(op.f("ix_solicitation_project_id"), "solicitation", ["project_id"], unique=False)


def final_offer() -> None:
    """Create final_offer."""
    op.create_table(
        "final_offer",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("submitted_by", sa.String(length=80), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("price_words", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_final_offer_organisation")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_final_offer_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_offer")),
        sa.UniqueConstraint("solicitation_id", "organisation", name=op.f("uq_final_offer_solicitation_id_organisation")),
    )
    op.create_index(op.f("ix_final_offer_solicitation_id"), "final_offer", ["solicitation_id"], unique=False)


def panel_draw() -> None:
    """Create panel_draw."""
    op.create_table(
        "panel_draw",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("drawn_by", sa.String(length=80), nullable=False),
        sa.Column("witness", sa.String(length=80), nullable=False),
        sa.Column("spoken", sa.String(length=20), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("pool", Json(), nullable=False),
        sa.Column("order", Json(), nullable=False),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_panel_draw_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_draw")),
        sa.UniqueConstraint("solicitation_id", "number", name=op.f("uq_panel_draw_solicitation_id_number")),
    )
    op.create_index(op.f("ix_panel_draw_solicitation_id"), "panel_draw", ["solicitation_id"], unique=False)


def panel_score() -> None:
    """Create panel_score."""
    op.create_table(
        "panel_score",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.Column("points", Hundredths(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_panel_score_organisation")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_panel_score_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_score")),
        sa.UniqueConstraint(
            "solicitation_id", "account", "organisation", "factor", name=op.f("uq_panel_score_solicitation_id_account_organisation_factor")
        ),
    )
    op.create_index(op.f("ix_panel_score_solicitation_id"), "panel_score", ["solicitation_id"], unique=False)


def panelist() -> None:
    """Create panelist."""
    op.create_table(
        "panelist",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("draw", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("duty", sa.String(length=20), nullable=False),
        sa.Column("duty_note", sa.Text(), nullable=False),
        sa.Column("duty_on", sa.Date(), nullable=True),
        sa.Column("duty_by", sa.String(length=80), nullable=True),
        sa.Column("duty_reference", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_panelist_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panelist")),
        sa.UniqueConstraint("solicitation_id", "account", name=op.f("uq_panelist_solicitation_id_account")),
        sa.UniqueConstraint("solicitation_id", "position", name=op.f("uq_panelist_solicitation_id_position")),
    )
    op.create_index(op.f("ix_panelist_solicitation_id"), "panelist", ["solicitation_id"], unique=False)


def score_factor() -> None:
    """Create score_factor."""
    op.create_table(
        "score_factor",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("most", Hundredths(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_score_factor_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_factor")),
        sa.UniqueConstraint("solicitation_id", "draft", "position", name=op.f("uq_score_factor_solicitation_id_draft_position")),
    )
    op.create_index(op.f("ix_score_factor_solicitation_id"), "score_factor", ["solicitation_id"], unique=False)


def standing() -> None:
    """Create standing."""
    op.create_table(
        "standing",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("solicitation_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        sa.Column("talks", sa.Text(), nullable=False),
        sa.Column("price", Money(), nullable=True),
        sa.Column("price_points", Hundredths(), nullable=True),
        sa.Column("total", Hundredths(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_standing_organisation")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_standing_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing")),
        sa.UniqueConstraint("solicitation_id", "organisation", name=op.f("uq_standing_solicitation_id_organisation")),
    )
    op.create_index(op.f("ix_standing_solicitation_id"), "standing", ["solicitation_id"], unique=False)


def create() -> None:
    """Create them all."""
    solicitation()
    final_offer()
    panel_draw()
    panel_score()
    panelist()
    score_factor()
    standing()
