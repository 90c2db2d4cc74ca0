"""The ledger's room uses its own small world, not the product's tables."""

from __future__ import annotations

import pytest

from tests.databases import BuildSchema
from tests.ledger.purse import build_world


@pytest.fixture(scope="session")
def build_schema() -> BuildSchema:
    """What fills a fresh database."""
    return build_world
