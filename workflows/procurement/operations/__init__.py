"""Machine hands: what service tasks call, by name. Each module here enters its own in a dictionary `OPERATIONS`."""

from __future__ import annotations

import importlib
import pkgutil

from workflows.act import Operation

OPERATIONS: dict[str, Operation] = {}

for _module in pkgutil.iter_modules(__path__):
    OPERATIONS |= importlib.import_module(f"{__name__}.{_module.name}").OPERATIONS
