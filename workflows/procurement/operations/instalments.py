"""The machine step that opens payments: every instalment whose trigger is met gets a case of its own (Art. 23)."""

from __future__ import annotations

from workflows.act import Operation
from workflows.procurement.instalments import release_due

OPERATIONS: dict[str, Operation] = {"instalments.release_due": release_due}
