"""All built-in functions of FEEL by name; each family registers its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.engine.feel import contexts, conversions, lists, numbers, range_text, ranges, statistics, strings
from workflows.engine.feel.registry import REGISTERED
from workflows.engine.feel.values import FeelFunction

FAMILIES: Final = (contexts, conversions, lists, numbers, range_text, ranges, statistics, strings)
LIBRARY: Final[Mapping[str, FeelFunction]] = REGISTERED
