"""Machine hands: what service tasks call, by name. Each module here enters its own in a dictionary `OPERATIONS`."""

from __future__ import annotations

import importlib
import pkgutil

from workflows.act import Operation

OPERATIONS: dict[str, Operation] = {}
OUTCOMES: dict[str, frozenset[str]] = {}
"""What an operation answers as outcome; those that are not named leave the outcome as it was."""

for _module in pkgutil.iter_modules(__path__):
    _here = importlib.import_module(f"{__name__}.{_module.name}")
    OPERATIONS |= _here.OPERATIONS
    OUTCOMES |= getattr(_here, "OUTCOMES", {})
