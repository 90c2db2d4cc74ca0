"""All built-in functions of FEEL by name; each family registers its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.engine import (
    feel_contexts,
    feel_conversions,
    feel_lists,
    feel_numbers,
    feel_range_text,
    feel_ranges,
    feel_statistics,
    feel_strings,
)
from workflows.engine.feel_registry import REGISTERED
from workflows.engine.feel_values import FeelFunction

FAMILIES: Final = (feel_contexts, feel_conversions, feel_lists, feel_numbers, feel_range_text, feel_ranges, feel_statistics, feel_strings)
LIBRARY: Final[Mapping[str, FeelFunction]] = REGISTERED
