"""Rules on decision tables: readable, one answer for every question, nothing that is never used."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.engine.decision_columns import DecisionError
from workflows.engine.decisions import Decision, read_decisions
from workflows.proof.lint_model import Finding, Severity

SEVERITY: dict[str, Severity] = {
    "overlap": "error",
    "more": "error",
    "gap": "error",
    "large": "error",
    "unreachable": "warning",
    "unproven": "warning",
}


def read_table(file: str, xml: bytes) -> tuple[dict[str, Decision], list[Finding]]:
    """The decisions of a file, or why it cannot be read: an unsupported hit policy, a cell outside the language, an entity."""
    try:
        return read_decisions(xml), []
    except DecisionError as error:
        return {}, [Finding(file, "", "decision.unreadable", "error", str(error))]


def table_findings(file: str, decisions: dict[str, Decision]) -> Iterator[Finding]:
    """Overlaps and gaps (errors), rules never used and what could not be proven (warnings)."""
    for decision in decisions.values():
        for found in decision.findings() if decision.hit_policy else ():
            rule = f"decision.{found.kind}"
            yield Finding(file, found.rules[0] if found.rules else decision.id, rule, SEVERITY[found.kind], found.sentence, found.rules)


def outputs_of(decisions: dict[str, Decision]) -> dict[str, frozenset[str]]:
    """Which routing facts each decision gives."""
    return {name: frozenset(column.name for column in decision.outputs) for name, decision in decisions.items()}
