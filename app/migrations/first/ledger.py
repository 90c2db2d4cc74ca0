"""Tables of ledger as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Instant


def attempt_count() -> None:
    """Create attempt_count."""
    op.create_table(
        "attempt_count",
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "what", name=op.f("pk_attempt_count")),
    )


def ledger_entry() -> None:
    """Create ledger_entry."""
    op.create_table(
        "ledger_entry",
        sa.Column("position", Id, sa.Identity(always=False), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("stream", "number", name=op.f("uq_ledger_entry_stream_number")),
        sqlite_autoincrement=True,
    )


def ledger_head() -> None:
    """Create ledger_head."""
    op.create_table(
        "ledger_head",
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_ledger_head")),
    )


def ledger_leaf() -> None:
    """Create ledger_leaf."""
    op.create_table(
        "ledger_leaf",
        sa.Column("index", Id, autoincrement=False, nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_ledger_leaf")),
        sa.UniqueConstraint("stream", "number", name=op.f("uq_ledger_leaf_stream_number")),
    )


def ledger_tile() -> None:
    """Create ledger_tile."""
    op.create_table(
        "ledger_tile",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("index", Id, autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(length=8192), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_ledger_tile")),
    )


def personal_value() -> None:
    """Create personal_value."""
    op.create_table(
        "personal_value",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("commitment", sa.String(length=80), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_value")),
        sa.UniqueConstraint("stream", "number", "commitment", name=op.f("uq_personal_value_stream_number_commitment")),
    )


def create() -> None:
    """Create them all."""
    attempt_count()
    ledger_entry()
    ledger_head()
    ledger_leaf()
    ledger_tile()
    personal_value()
