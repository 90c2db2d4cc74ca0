"""The full language, asked outside any model."""

from __future__ import annotations

from typing import Any

import workflows.engine.feel.blocks  # noqa: F401  what only the full language has
from workflows.engine.feel.budget import Budget
from workflows.engine.feel.closures import compiled
from workflows.engine.feel.conversions import written
from workflows.engine.feel.dates import read_date_time
from workflows.engine.feel.library import LIBRARY
from workflows.engine.feel.parser import parse
from workflows.engine.feel.reader import Scope

NOW = read_date_time("2026-06-15T09:30:00+08:00")


def valued(text: str, **names: Any) -> Any:
    """What the text comes to; names with spaces are written with underscores."""
    known = {name.replace("_", " "): value for name, value in names.items()}
    return compiled(parse(text, Scope((*LIBRARY, *known), (), {})))(known, Budget(NOW))


def asked(text: str, **names: Any) -> str:
    """The same as FEEL writes it."""
    return written(valued(text, **names))
