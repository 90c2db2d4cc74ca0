"""Tables of engine as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Json


def case_() -> None:
    """Create case_."""
    op.create_table(
        "case_",
        sa.Column("id", Id, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.String(length=64), nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("root_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", Id, nullable=True),
        sa.Column("of", Json(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=120), nullable=False),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("started_by", sa.String(length=60), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("codec", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_")),
    )
    op.create_index(op.f("ix_case__root_id"), "case_", ["root_id"], unique=False)
    op.create_index("ix_case_authority", "case_", ["authority_id", "state", "id"], unique=False)
    op.create_index("ix_case_subject", "case_", ["subject_kind", "subject_id"], unique=False)


def definition_file() -> None:
    """Create definition_file."""
    op.create_table(
        "definition_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("xml", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_definition_file")),
    )


def definition_version() -> None:
    """Create definition_version."""
    op.create_table(
        "definition_version",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("effective_from", Instant(), nullable=False),
        sa.Column("files", Json(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_definition_version")),
        sa.UniqueConstraint("process", "number", name=op.f("uq_definition_version_process_number")),
    )
    op.create_index(op.f("ix_definition_version_process"), "definition_version", ["process"], unique=False)


def incident() -> None:
    """Create incident."""
    op.create_table(
        "incident",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_case_id"), "incident", ["case_id"], unique=False)


def outbox() -> None:
    """Create outbox."""
    op.create_table(
        "outbox",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("from_case", Id, nullable=False),
        sa.Column("to_case", Id, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=True),
        sa.Column("delivered", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["to_case", "id"],
        unique=False,
        postgresql_where=sa.text("delivered = false"),
        sqlite_where=sa.text("delivered = 0"),
    )


def period() -> None:
    """Create period."""
    op.create_table(
        "period",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("root_id", Id, nullable=False),
        sa.Column("deadline_id", sa.String(length=20), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("rolled", sa.Date(), nullable=True),
        sa.Column("frees_at", Instant(), nullable=True),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("effect", sa.String(length=12), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period")),
    )
    op.create_index("ix_period_root", "period", ["root_id", "deadline_id", "id"], unique=False)


def subscription() -> None:
    """Create subscription."""
    op.create_table(
        "subscription",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("message", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("node", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("case_id", "message", name=op.f("uq_subscription_case_id_message")),
    )


def timer() -> None:
    """Create timer."""
    op.create_table(
        "timer",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("node", sa.String(length=40), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
    )
    op.create_index(op.f("ix_timer_case_id"), "timer", ["case_id"], unique=False)
    op.create_index(op.f("ix_timer_due_at"), "timer", ["due_at"], unique=False)


def _work_item_indices() -> None:
    """Create the indices of work_item."""
    op.create_index(
        "ix_item_desk",
        "work_item",
        ["role", "place", "due_at", "id", "excluded"],
        unique=False,
        postgresql_where=sa.text("state = 'open' AND assignee IS NULL"),
        sqlite_where=sa.text("state = 'open' AND assignee IS NULL"),
    )
    op.create_index(
        "ix_item_due",
        "work_item",
        ["due_on", "case_id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_item_mine",
        "work_item",
        ["assignee", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open' AND assignee IS NOT NULL"),
        sqlite_where=sa.text("state = 'open' AND assignee IS NOT NULL"),
    )
    op.create_index("ix_item_root", "work_item", ["root_id", "closed_by", "task", "case_id"], unique=False)


def work_item() -> None:
    """Create work_item."""
    op.create_table(
        "work_item",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("root_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("node", sa.String(length=40), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("task", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("assignee", sa.String(length=60), nullable=True),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.Column("of", Json(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("claimed_by", sa.String(length=60), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("due_id", sa.String(length=20), nullable=True),
        sa.Column("due_from", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_pending", sa.Boolean(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.Column("closed_post", sa.String(length=120), nullable=True),
        sa.Column("because", sa.String(length=20), nullable=True),
        sa.Column("answer", Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
    )
    _work_item_indices()


def create() -> None:
    """Create them all."""
    case_()
    definition_file()
    definition_version()
    incident()
    outbox()
    period()
    subscription()
    timer()
    work_item()
