"""Tables of contracts as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Hundredths, Id, Json, Money


def _contract_1() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("party_a", sa.String(length=40), nullable=False),
        sa.Column("party_b", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("supplements", Money(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("content_fixed", sa.Boolean(), nullable=False),
        sa.Column("continuous", sa.Boolean(), nullable=False),
        sa.Column("funds_stable", sa.Boolean(), nullable=False),
        sa.Column("price_stable", sa.Boolean(), nullable=False),
        sa.Column("term_evidence", Json(), nullable=False),
        sa.Column("yearly_amounts", Json(), nullable=False),
        sa.Column("annual_amount", Money(), nullable=False),
        sa.Column("acceptance_standard", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=20), nullable=False),
        sa.Column("performance_clause", sa.Text(), nullable=False),
        sa.Column("final_payment", Json(), nullable=False),
        sa.Column("breach_clause", sa.Text(), nullable=False),
    ]


def _contract_2() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("dispute_clause", sa.Text(), nullable=False),
        sa.Column("performance_bond", Money(), nullable=False),
        sa.Column("bond_form", sa.String(length=20), nullable=False),
        sa.Column("bond_returned_on", sa.Date(), nullable=True),
        sa.Column("payee_name", sa.String(length=120), nullable=False),
        sa.Column("payee_bank", sa.String(length=120), nullable=False),
        sa.Column("payee_account", sa.String(length=40), nullable=False),
        sa.Column("drafted_by", sa.String(length=80), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("signed_by_contractor", sa.String(length=80), nullable=True),
        sa.Column("signed_by_contractor_on", sa.Date(), nullable=True),
        sa.Column("contractor_capacity", sa.String(length=40), nullable=False),
        sa.Column("signed_by_town", sa.String(length=80), nullable=True),
        sa.Column("signed_by_town_on", sa.Date(), nullable=True),
        sa.Column("awaited_until", sa.Date(), nullable=True),
        sa.Column("unsigned_because", sa.Text(), nullable=False),
        sa.Column("filed_no", sa.String(length=80), nullable=False),
        sa.Column("filed_by", sa.String(length=80), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["party_a"], ["authority.id"], name=op.f("fk_contract_party_a")),
        sa.ForeignKeyConstraint(["party_b"], ["organisation.id"], name=op.f("fk_contract_party_b")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_contract_project_id")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
    ]


def contract() -> None:
    """Create contract."""
    op.create_table(
        "contract",
        *_contract_1(),
        *_contract_2(),
    )


def instalment() -> None:
    """Create instalment."""
    op.create_table(
        "instalment",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("authority_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", Id, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("share", Hundredths(), nullable=True),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("payable", Money(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid", Money(), nullable=True),
        sa.Column("part_of", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["contract.project_id"], name=op.f("fk_instalment_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_instalment_project_id_number")),
    )
    op.create_index(op.f("ix_instalment_project_id"), "instalment", ["project_id"], unique=False)


def create() -> None:
    """Create them all."""
    contract()
    instalment()
