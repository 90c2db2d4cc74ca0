"""Rows of drawings that designers have begun to change."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from workflows.schema import Instant, metadata

drawing_draft = Table(
    "drawing_draft",
    metadata,
    Column("process", String(120), primary_key=True),
    Column("owner", String(60), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("base", String(64), nullable=False),
    Column("xml", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("effective_on", Date),
    Column("remark", Text, nullable=False),
)
"""One designer's drawing of one process. `version`, `base`: the version and the file (SHA-256) it was drawn from; `state`: open (its
owner alone reads it) or submitted; `reason`, `effective_on`: as submitted; `remark`: why it came back."""
