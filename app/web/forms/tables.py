"""Rows of what people have begun to fill in."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from workflows.schema import Instant, Json, metadata

draft = Table(
    "draft",
    metadata,
    Column("account", String(40), primary_key=True),
    Column("subject", String(160), primary_key=True),
    Column("pairs", Json, nullable=False),
    Column("files", Json, nullable=False),
    Column("saved_at", Instant, nullable=False),
)
"""One person's unsent form. `subject`: item:ID or start:PROCESS; `pairs`: names and values as posted; `files`: field → files kept."""
