"""A decision as compiled: a table and its hit policy, or one expression, and the decisions that it requires.

Hit policies: U (exactly one rule), A (any, as they agree), F (the first), P (the most important answer), R, O (all, in the order of the
rules or of importance), C (all; or their SUM, MIN, MAX, COUNT).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from workflows.engine.dmn.columns import NOTHING, DecisionError, Input, Output, Rule, Type
from workflows.engine.dmn.findings import Finding, findings
from workflows.engine.dmn.policies import MANY, HitPolicy, SeveralError, chosen
from workflows.engine.expressions import Expression, ExpressionError
from workflows.engine.feel.statistics import aggregated
from workflows.text import _

Aggregation = Literal["", "SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision answered.

    `outputs`: one mapping of output name to value (U, A, F, P, aggregates; every value None where no rule matched),
    a list of them (R, O, C), `rules`: ids of the rules that gave it, in the table's order.
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
        if not self.hit_policy:
            return []
        rows = [rule.constant for rule in self.rules]
        found = findings(self.hit_policy, self.inputs, self.rules, rows, [column.ranks for column in self.outputs])
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
        matched: list[int] = []
        for place, rule in enumerate(self.rules):
            if rule.matches(values, names):
                matched.append(place)
                if self.hit_policy == "F":
                    break
        rows = {place: self._row(self.rules[place], names) for place in matched} if self.hit_policy != "U" or len(matched) < 2 else {}
        answering = self._answering(matched, rows)
        answers = self._joined([rows[place] for place in answering], names)
        return Decided(answers, tuple(self.rules[place].id for place in answering), self.id)

    def _answering(self, matched: list[int], rows: dict[int, dict[str, Any]]) -> list[int]:
        if len(matched) < 2:
            return matched
        ranks = [column.ranks for column in self.outputs]
        try:
            return chosen(self.hit_policy or "U", matched, lambda place: tuple(rows[place].values()), ranks)
        except SeveralError as several:
            rules = "、".join(self.rules[place].id for place in several.rules)
            if self.hit_policy == "A":
                sentence = _("决策“{name}”要求同时适用的规则答案相同，现有 {rules} 答案不同。")
            else:
                sentence = _("决策“{name}”要求只有一条规则适用，现有 {rules} 同时适用。")
            raise DecisionError(sentence.format(name=self.name, rules=rules)) from None

    def _joined(self, rows: list[dict[str, Any]], names: Mapping[str, Any]) -> dict[str, Any] | list[dict[str, Any]]:
        if self.aggregation:
            name = self.outputs[0].name
            return {name: aggregated(self.aggregation, tuple(row[name] for row in rows))}
        if self.hit_policy in MANY:
            return rows
        return rows[0] if rows else {column.name: column.default and column.default.evaluate(names, NOTHING) for column in self.outputs}

    def _row(self, rule: Rule, names: Mapping[str, Any]) -> dict[str, Any]:
        if rule.constant is not None:
            return dict(zip((column.name for column in self.outputs), rule.constant, strict=True))
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
