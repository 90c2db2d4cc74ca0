"""Human hands: one class per user task, its fields, labels and effect."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Import every module of forms, so that each class enters itself in the registry."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
