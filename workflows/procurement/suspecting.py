"""Flags an act for whoever audits it: facts are told to the table of risks (handbook 6.2, D12), which says what to look at."""

from __future__ import annotations

from workflows.act import Act
from workflows.procurement.rules.suspicions import Told

TABLE = "risk"


def suspect(act: Act, told: Told) -> None:
    """Keep each flag that the table raises over these facts, once: a reason to look, never a verdict."""
    flags = [row["flag"] for fact, value in told for row in act.decide(TABLE, fact=fact, value=value)]
    act.record.flags.extend(dict.fromkeys(flags))
