"""Rows of signing in. A cookie's token is kept only as its hash; failures are counted per account and per address."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from workflows.schema import Instant, metadata

web_session = Table(
    "web_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(40), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("renewed_at", Instant, nullable=False),
    Column("address", String(60), nullable=False),
)
"""One sign-in on one browser, in wall time: the demo's clock neither ends nor prolongs it."""

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("subject", String(120), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)
"""`subject` is account:NAME (known or not) or address:IP."""
Index("ix_sign_in_failure_last_at", sign_in_failure.c.last_at)
