"""The schema of the first release, and the triggers that keep the ledger as it is."""

from __future__ import annotations

from alembic import op

from app.migrations import first
from workflows.ledger.triggers import install

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything. There is no way back: history only grows."""
    first.create()
    install(op.get_bind())
