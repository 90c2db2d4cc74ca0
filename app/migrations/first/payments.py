"""Tables of payments as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Money


def _payment_request_1() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("instalment_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("invoice_no", sa.String(length=40), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("payee_name", sa.String(length=120), nullable=False),
        sa.Column("payee_account", sa.String(length=40), nullable=False),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("pay_by", sa.Date(), nullable=True),
    ]


def _payment_request_2() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.String(length=80), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=80), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("account_checked", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("paid_by", sa.String(length=80), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("bank_reference", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["instalment_id"], ["instalment.id"], name=op.f("fk_payment_request_instalment_id")),
        sa.ForeignKeyConstraint(["project_id"], ["contract.project_id"], name=op.f("fk_payment_request_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_request")),
        sa.UniqueConstraint("authority_id", "bank_reference", name=op.f("uq_payment_request_authority_id_bank_reference")),
        sa.UniqueConstraint("instalment_id", name=op.f("uq_payment_request_instalment_id")),
        sa.UniqueConstraint("invoice_no", "part", name=op.f("uq_payment_request_invoice_no_part")),
    ]


def payment_request() -> None:
    """Create payment_request."""
    op.create_table(
        "payment_request",
        *_payment_request_1(),
        *_payment_request_2(),
    )
    op.create_index(op.f("ix_payment_request_project_id"), "payment_request", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    payment_request()
