"""A decision as compiled: a table and its hit policy, or one expression, and the decisions that it requires.

Hit policies: U (exactly one rule), F (the first), C (all; or their SUM, MIN, MAX, COUNT).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from workflows.engine.decision_columns import NOTHING, DecisionError, Input, Output, Rule, Type
from workflows.engine.decision_findings import Finding, findings
from workflows.engine.expressions import Expression, ExpressionError
from workflows.engine.feel_functions import BUILT_IN
from workflows.text import _

HitPolicy = Literal["U", "F", "C"]
Aggregation = Literal["", "SUM", "MIN", "MAX", "COUNT"]
_AGGREGATES: Final[Mapping[str, Callable[..., Any]]] = {name: BUILT_IN[name.lower()].call for name in ("SUM", "MIN", "MAX", "COUNT")}


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision answered.

    `outputs`: one mapping of output name to value (U, F, aggregates; every value None where no rule matched),
    a list of them (C), `rules`: ids of the rules that gave it, in the table's order.
    """

    outputs: dict[str, Any] | list[dict[str, Any]]
    rules: tuple[str, ...]
    decision: str

    @property
    def value(self) -> Any:
        """The same as FEEL sees it: with a single output its bare value, or the list of values."""
        if isinstance(self.outputs, list):
            return [_bare(row) for row in self.outputs]
        return _bare(self.outputs)


def _bare(row: dict[str, Any]) -> Any:
    return next(iter(row.values())) if len(row) == 1 else row


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: a table, or (no hit policy) one expression. `required`: the decisions of the file that come before it.

    `variable` is the name under which other decisions read its value; `data`: types of the file's input data by name.
    """

    id: str
    name: str
    variable: str
    hit_policy: HitPolicy | Literal[""]
    aggregation: Aggregation = ""
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    rules: tuple[Rule, ...] = ()
    expression: Expression | None = None
    required: tuple[Decision, ...] = field(default=(), repr=False)
    data: Mapping[str, Type] = field(default_factory=dict, repr=False)

    def decide(self, inputs: Mapping[str, Any]) -> Decided:
        """Decides after the decisions that this one requires.

        A missing input is null. Raises DecisionError: an input of another type or outside the allowed values, two rules under U.
        """
        return decide_all((*self.required, self), inputs)[self.id]

    def findings(self) -> list[Finding]:
        """Overlaps, gaps and rules never used, each with an example; `unproven` where the table cannot be walked through."""
        found = findings(self.hit_policy, self.inputs, self.rules) if self.hit_policy else []
        answered = all(column.default is not None for column in self.outputs)
        return [finding for finding in found if not (answered and finding.kind == "gap")]

    def decide_alone(self, names: Mapping[str, Any]) -> Decided:
        """Decides over names among which the values of the required decisions already are."""
        try:
            if self.expression is not None:
                value = self.outputs[0].typed.of(self.expression.evaluate(names, NOTHING), self._what(self.outputs[0].name))
                return Decided({self.outputs[0].name: value}, (), self.id)
            return self._decide_by_rules(names)
        except ExpressionError as error:
            raise DecisionError(_("决策“{name}”不能计算：{error}").format(name=self.name, error=error)) from error

    def _decide_by_rules(self, names: Mapping[str, Any]) -> Decided:
        values = tuple(column.typed.of(column.expression.evaluate(names, NOTHING), self._what(column.label)) for column in self.inputs)
        matched = []
        for rule in self.rules:
            if rule.matches(values, names):
                matched.append(rule)
                if self.hit_policy == "F":
                    break
        if self.hit_policy == "U" and len(matched) > 1:
            rules = "、".join(rule.id for rule in matched)
            raise DecisionError(_("决策“{name}”要求只有一条规则适用，现有 {rules} 同时适用。").format(name=self.name, rules=rules))
        rows = [self._row(rule, names) for rule in matched]
        return Decided(self._joined(rows, names), tuple(rule.id for rule in matched), self.id)

    def _joined(self, rows: list[dict[str, Any]], names: Mapping[str, Any]) -> dict[str, Any] | list[dict[str, Any]]:
        if self.aggregation:
            name = self.outputs[0].name
            values = tuple(row[name] for row in rows)
            return {name: _AGGREGATES[self.aggregation](values)}
        if self.hit_policy == "C":
            return rows
        return rows[0] if rows else {column.name: column.default and column.default.evaluate(names, NOTHING) for column in self.outputs}

    def _row(self, rule: Rule, names: Mapping[str, Any]) -> dict[str, Any]:
        answers = zip(self.outputs, rule.answers, strict=True)
        return {column.name: column.typed.of(answer.evaluate(names, NOTHING), self._what(column.name)) for column, answer in answers}

    def _what(self, label: str) -> Callable[[], str]:
        return lambda: _("决策“{name}”的“{label}”").format(name=self.name, label=label)


def decide_all(decisions: Sequence[Decision], inputs: Mapping[str, Any]) -> dict[str, Decided]:
    """Decides each once, in the order given (required ones first), by decision id; each value is then a name for the next ones.

    Raises DecisionError as Decision.decide.
    """
    names = dict(inputs)
    data = decisions[-1].data if decisions else NOTHING
    names.update((name, _datum(kind, inputs[name], name)) for name, kind in data.items() if name in inputs)
    decided: dict[str, Decided] = {}
    for decision in decisions:
        answer = decided[decision.id] = decision.decide_alone(names)
        names[decision.variable] = answer.value
    return decided


def _datum(kind: Type, value: Any, name: str) -> Any:
    try:
        return kind.of(value, lambda: _("输入“{name}”").format(name=name))
    except ExpressionError as error:
        raise DecisionError(_("输入“{name}”：{error}").format(name=name, error=error)) from error
