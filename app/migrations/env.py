"""Alembic's environment: the connection is handed in and its transaction is the caller's; the target is the one MetaData of all rooms."""

from __future__ import annotations

from alembic import context

from app import tables
from workflows.schema import metadata

tables.load()
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
