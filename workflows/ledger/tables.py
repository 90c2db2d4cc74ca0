"""The ledger's rows: entries, heads of streams that have no case row, personal values, counted refusals, the tree."""

from __future__ import annotations

from sqlalchemy import Column, Identity, Integer, LargeBinary, String, Table, Text, UniqueConstraint, event

from workflows.ledger.triggers import guard
from workflows.schema import Id, Instant, metadata

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("position", Id, Identity(), primary_key=True),
    Column("stream", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", String(32), nullable=False),
    Column("act", String(40), nullable=False),
    Column("actor", String(60)),
    Column("key", String(80)),
    Column("body", Text, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    UniqueConstraint("stream", "number"),
    sqlite_autoincrement=True,
)
"""`number`: within the stream, from 1 without a gap, sealed. `position`: a surrogate, not sealed; it is no evidence of an order across
streams but where causes tell the same (verified). Texts are sealed as stored (see chain)."""

ledger_leaf = Table(
    "ledger_leaf",
    metadata,
    Column("index", Id, primary_key=True, autoincrement=False),
    Column("stream", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    UniqueConstraint("stream", "number"),
)
"""Which entry stands at which place of the tree, from 0 without a gap (see sequencing)."""

ledger_tile = Table(
    "ledger_tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", Id, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary(8192), nullable=False),
    Column("root", LargeBinary(32), nullable=False),
)
"""256 neighbours of the tree and the root over them: hashes of leaves at level 0, roots of the tiles below above it. Full ones only."""

for _guarded in (ledger_entry, ledger_leaf, ledger_tile):
    event.listen(_guarded, "after_create", guard)

ledger_head = Table(
    "ledger_head",
    metadata,
    Column("stream", String(60), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""The end of each stream that is no case's (system, attempts, an organisation's): a case row keeps its own."""

personal_value = Table(
    "personal_value",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("stream", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("field", String(120), nullable=False),
    Column("commitment", String(80), nullable=False),
    Column("salt", LargeBinary(16)),
    Column("value", Text),
    Column("erased_at", Instant),
    UniqueConstraint("stream", "number", "commitment"),
)
"""What an entry only commits to. Erased by law: salt and value are gone, `erased_at` says when; the chain still holds."""

attempt_count = Table(
    "attempt_count",
    metadata,
    Column("actor", String(60), primary_key=True),
    Column("what", String(64), primary_key=True),
    Column("sealed_at", Instant, nullable=False),
    Column("repeated", Integer, nullable=False),
)
"""How often a refusal was repeated since it was last sealed; `what` is the digest of item, kind and rules."""
