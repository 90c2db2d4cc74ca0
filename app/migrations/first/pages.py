"""Tables of pages as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant, Json


def audit_run() -> None:
    """Create audit_run."""
    op.create_table(
        "audit_run",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("case_id", Id, nullable=True),
        sa.Column("started_by", sa.String(length=40), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("report", Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_run")),
    )
    op.create_index("ix_audit_run_kind", "audit_run", ["kind", "id"], unique=False)


def clock_offset() -> None:
    """Create clock_offset."""
    op.create_table(
        "clock_offset",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("microseconds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_offset_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_offset")),
    )


def draft() -> None:
    """Create draft."""
    op.create_table(
        "draft",
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("pairs", Json(), nullable=False),
        sa.Column("files", Json(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account", "subject", name=op.f("pk_draft")),
    )


def drawing_draft() -> None:
    """Create drawing_draft."""
    op.create_table(
        "drawing_draft",
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("xml", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("process", "owner", name=op.f("pk_drawing_draft")),
    )


def sign_in_failure() -> None:
    """Create sign_in_failure."""
    op.create_table(
        "sign_in_failure",
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_failure")),
    )
    op.create_index("ix_sign_in_failure_last_at", "sign_in_failure", ["last_at"], unique=False)


def web_session() -> None:
    """Create web_session."""
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("renewed_at", Instant(), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_account"), "web_session", ["account"], unique=False)


def create() -> None:
    """Create them all."""
    audit_run()
    clock_offset()
    draft()
    drawing_draft()
    sign_in_failure()
    web_session()
