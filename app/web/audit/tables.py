"""Verifications and re-executions as rows: any process of the server can say how far one has come. No part of history."""

from __future__ import annotations

from sqlalchemy import Column, Identity, Index, Integer, String, Table

from workflows.schema import Id, Instant, Json, metadata

audit_run = Table(
    "audit_run",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("case_id", Id),
    Column("started_by", String(40), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("told_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("report", Json),
)
"""`kind`: verify or replay (of `case_id`); `state`: running, done, failed; `done` of `of` entries; `told_at`: the last word, wall time."""
Index("ix_audit_run_kind", audit_run.c.kind, audit_run.c.id)
