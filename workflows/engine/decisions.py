"""Decision tables of this house: read once, they decide over inputs, say which rules matched and what is amiss in the table.

They speak the restricted language, so that they can be proven; `dmn.answers` asks any model in the full one.
"""

from __future__ import annotations

from workflows.engine.dmn.columns import DecisionError
from workflows.engine.dmn.decision import Decided, Decision
from workflows.engine.dmn.findings import Finding
from workflows.engine.dmn.reader import read_decisions

__all__ = ["Decided", "Decision", "DecisionError", "Finding", "read_decisions"]
