"""Tables of law as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Json, Money


def band() -> None:
    """Create band."""
    op.create_table(
        "band",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("from_amount", Money(), nullable=False),
        sa.Column("below", Money(), nullable=True),
        sa.Column("below_threshold", sa.String(length=20), nullable=True),
        sa.Column("procedure", sa.String(length=60), nullable=False),
        sa.Column("quotations", sa.Integer(), nullable=False),
        sa.Column("notice_working_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("applies_by", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", "from_date", name=op.f("pk_band")),
    )


def calendar_year() -> None:
    """Create calendar_year."""
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )


def category() -> None:
    """Create category."""
    op.create_table(
        "category",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("items", Json(), nullable=False),
        sa.Column("sensitive", Json(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("applies_by", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("number", "from_date", name=op.f("pk_category")),
    )


def figure() -> None:
    """Create figure."""
    op.create_table(
        "figure",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", Json(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("bound", sa.String(length=10), nullable=True),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("from_event", sa.String(length=100), nullable=True),
        sa.Column("to_event", sa.String(length=100), nullable=True),
        sa.Column("start_fact", sa.String(length=60), nullable=True),
        sa.Column("on_breach", sa.String(length=20), nullable=True),
        sa.Column("applies_by", sa.String(length=20), nullable=False),
        sa.Column("regimes", Json(), nullable=False),
        sa.Column("verification", sa.String(length=20), nullable=True),
        sa.Column("warn", Json(), nullable=True),
        sa.Column("escalates_to", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", "from_date", name=op.f("pk_figure")),
    )


def rule_pack() -> None:
    """Create rule_pack."""
    op.create_table(
        "rule_pack",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=100), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_pack")),
    )


def threshold() -> None:
    """Create threshold."""
    op.create_table(
        "threshold",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("budget_level", sa.String(length=10), nullable=False),
        sa.Column("object", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("verification", sa.String(length=20), nullable=False),
        sa.Column("applies_by", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", "from_date", name=op.f("pk_threshold")),
    )


def calendar_day() -> None:
    """Create calendar_day."""
    op.create_table(
        "calendar_day",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["calendar_year.year"], name=op.f("fk_calendar_day_year")),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_calendar_day")),
    )
    op.create_index(op.f("ix_calendar_day_year"), "calendar_day", ["year"], unique=False)


def rule_pack_extension() -> None:
    """Create rule_pack_extension."""
    op.create_table(
        "rule_pack_extension",
        sa.Column("id", Id, nullable=False),
        sa.Column("pack_id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=100), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["pack_id"], ["rule_pack.id"], name=op.f("fk_rule_pack_extension_pack_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_pack_extension")),
    )
    op.create_index(op.f("ix_rule_pack_extension_pack_id"), "rule_pack_extension", ["pack_id"], unique=False)


def service_list() -> None:
    """Create service_list."""
    op.create_table(
        "service_list",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_service_list_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_list")),
    )
    op.create_index(op.f("ix_service_list_authority_id"), "service_list", ["authority_id"], unique=False)


def service_list_item() -> None:
    """Create service_list_item."""
    op.create_table(
        "service_list_item",
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("sub_item", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("price_guide", sa.Text(), nullable=False),
        sa.Column("funding", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["service_list.id"], name=op.f("fk_service_list_item_list_id")),
        sa.PrimaryKeyConstraint("list_id", "code", name=op.f("pk_service_list_item")),
    )


def create() -> None:
    """Create them all."""
    band()
    calendar_year()
    category()
    figure()
    rule_pack()
    threshold()
    calendar_day()
    rule_pack_extension()
    service_list()
    service_list_item()
