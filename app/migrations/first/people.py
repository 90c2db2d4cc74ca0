"""Tables of people as the first release made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.schema import Id, Json


def account() -> None:
    """Create account."""
    op.create_table(
        "account",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("display", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
    )


def authority() -> None:
    """Create authority."""
    op.create_table(
        "authority",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("parent_id", sa.String(length=40), nullable=True),
        sa.Column("budget_level", sa.String(length=10), nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["authority.id"], name=op.f("fk_authority_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
    )


def organisation() -> None:
    """Create organisation."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("registration_kind", sa.String(length=20), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("filing_no", sa.String(length=60), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_from", sa.Date(), nullable=True),
        sa.Column("certificate_until", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("scope", Json(), nullable=False),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("bank", sa.String(length=100), nullable=True),
        sa.Column("account_no", sa.String(length=40), nullable=True),
        sa.Column("public_fundraising", sa.Boolean(), nullable=False),
        sa.Column("host", sa.String(length=40), nullable=True),
        sa.Column("responsible", sa.String(length=60), nullable=True),
        sa.Column("contact", sa.String(length=60), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("uscc", name=op.f("uq_organisation_uscc")),
    )


def role() -> None:
    """Create role."""
    op.create_table(
        "role",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_role")),
    )


def community() -> None:
    """Create community."""
    op.create_table(
        "community",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("town_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("party_assembly", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["town_id"], ["authority.id"], name=op.f("fk_community_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
    )
    op.create_index(op.f("ix_community_town_id"), "community", ["town_id"], unique=False)


def post() -> None:
    """Create post."""
    op.create_table(
        "post",
        sa.Column("id", Id, nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("acting", sa.Boolean(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_post_account")),
        sa.ForeignKeyConstraint(["role"], ["role.key"], name=op.f("fk_post_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("account", "role", "place", "from_date", name=op.f("uq_post_account_role_place_from_date")),
    )
    op.create_index("ix_post_role_place", "post", ["role", "place"], unique=False)


def relation() -> None:
    """Create relation."""
    op.create_table(
        "relation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_relation_account")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_relation_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
    )
    op.create_index(op.f("ix_relation_account"), "relation", ["account"], unique=False)


def create() -> None:
    """Create them all."""
    account()
    authority()
    organisation()
    role()
    community()
    post()
    relation()
