"""Which ways out of a gateway an outcome leaves open, and which outcomes an element can give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.engine.elements import DECISION, SERVICE, USER
from workflows.engine.expressions import ExpressionError, compile_expression
from workflows.proof.lint_model import EXCLUSIVE, Diagram, Flow, designed
from workflows.proof.lint_outcomes import OUTCOME

Word = str | None
"""An outcome; empty before anything has given one, None where it can be any."""


@dataclass(frozen=True, slots=True)
class Answers:
    """`words` that each form and operation can give, outputs of `decisions`."""

    words: Mapping[str, frozenset[str]]
    decisions: Mapping[str, frozenset[str]]

    def after(self, d: Diagram, name: str, word: Word) -> tuple[Word, ...]:
        """What the outcome can be when an element is done."""
        one = d.elements[name]
        if one.kind == DECISION:
            return (None,) if OUTCOME in self.decisions.get(one.implementation, {OUTCOME}) else (word,)
        if one.kind not in (USER, SERVICE):
            return (word,)
        if designed(one) or one.implementation not in self.words:
            return (None,)
        return tuple(sorted(self.words[one.implementation])) or (word,)

    def out(self, d: Diagram, name: str, word: Word) -> list[Flow]:
        """The flows that can be taken: all of them where the answer is not known."""
        flows = d.out[name]
        if d.elements[name].kind != EXCLUSIVE or len(flows) < 2:
            return list(flows)
        default = d.nodes[name].get("default")
        said = {flow.id: _holds(flow.condition, word) for flow in flows if flow.id != default}
        open_ = [flow for flow in flows if said.get(flow.id) is not False]
        return [flow for flow in open_ if flow.id != default or True not in said.values()]


def _holds(condition: str | None, word: Word) -> bool | None:
    """Whether a condition holds; None where that hangs on more than the outcome."""
    if condition is None or word is None:
        return None
    try:
        expression = compile_expression(condition)
        if expression.names - {OUTCOME} or expression.calls:
            return None
        return expression.evaluate({OUTCOME: word} if word else {}, {}) is True
    except ExpressionError:
        return None
