"""Decision tables of this house: read once, they decide over inputs, say which rules matched and what is amiss in the table.

They speak the restricted language, so that they can be proven; `dmn_answers` asks any model in the full one.
"""

from __future__ import annotations

from workflows.engine.decision_columns import DecisionError
from workflows.engine.decision_findings import Finding
from workflows.engine.decision_tables import Decided, Decision
from workflows.engine.dmn_reader import read_decisions

__all__ = ["Decided", "Decision", "DecisionError", "Finding", "read_decisions"]
