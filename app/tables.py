"""Makes the one MetaData complete: imports every module that declares rows."""

from __future__ import annotations

import importlib

MODULES = (
    "app.clock",
    "app.web.audit.tables",
    "app.web.auth.tables",
    "app.web.forms.tables",
    "app.web.studio.tables",
    "workflows.engine.reminders",
    "workflows.engine.tables",
    "workflows.ledger.tables",
    "workflows.procurement.models",
)


def load() -> None:
    """Import them."""
    for name in MODULES:
        importlib.import_module(name)
