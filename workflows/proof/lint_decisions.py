"""Rules on decision tables: readable, one answer for every question, nothing that is never used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from workflows.engine.decisions import Decision, read_decisions
from workflows.engine.dmn.columns import KINDS, DecisionError, Rule
from workflows.engine.dmn.xml import attribute, children, parse
from workflows.engine.feel import tree
from workflows.engine.feel.values import Range, kind_of
from workflows.proof.lint_model import Finding, Severity
from workflows.text import _

SEVERITY: dict[str, Severity] = {
    "overlap": "error",
    "more": "error",
    "gap": "error",
    "large": "error",
    "unreachable": "warning",
    "unproven": "warning",
}


ROOT: Final = "definitions"
"""The element that is named where a file does not get as far as its decisions."""


def read_table(file: str, xml: bytes) -> tuple[dict[str, Decision], list[Finding]]:
    """The decisions of a file, or why it cannot be read: an unsupported hit policy, a cell outside the language, an entity."""
    try:
        return read_decisions(xml), list(_identities(file, xml))
    except DecisionError as error:
        return {}, [Finding(file, _guilty(xml, str(error)), "decision.unreadable", "error", str(error))]


def _guilty(xml: bytes, said: str) -> str:
    """The decision that a refusal names, the only one of the file, or the file's root."""
    try:
        root = parse(xml)
    except DecisionError:
        return ROOT
    decisions = {attribute(one, "name"): attribute(one, "id") for one in children(root, "decision")}
    named = [key for name, key in decisions.items() if key and name and f"“{name}”" in said]
    return (named or (list(decisions.values()) if len(decisions) == 1 else []) or [""])[0] or attribute(root, "id") or ROOT


def _identities(file: str, xml: bytes) -> Iterator[Finding]:
    """Ids that stand twice: a rule that decided could not be told from another."""
    for name, number in Counter(str(node.get("id")) for node in parse(xml).iter() if node.get("id")).items():
        if number > 1:
            text = _("标识“{id}”用了{number}次，无法区分。请改名。")
            yield Finding(file, name, "file.id", "error", text.format(id=name[:80], number=number))


def table_findings(file: str, decisions: dict[str, Decision]) -> Iterator[Finding]:
    """Overlaps and gaps (errors), rules never used and what could not be proven (warnings)."""
    for decision in decisions.values():
        yield from _types(file, decision)
        for found in decision.findings() if decision.hit_policy else ():
            rule = f"decision.{found.kind}"
            yield Finding(file, found.rules[0] if found.rules else decision.id, rule, SEVERITY[found.kind], found.sentence, found.rules)


def _types(file: str, decision: Decision) -> Iterator[Finding]:
    """Columns whose type is another than that of the input they read, cells that can never hold for a value of the column."""
    for place, column in enumerate(decision.inputs):
        kind = KINDS[column.type]
        datum = decision.data.get(column.expression.text)
        given = KINDS[datum.name] if datum else ""
        if kind and given and kind != given:
            text = _("决策“{name}”的输入列“{label}”类型是{kind}，输入数据“{input}”的类型却是{given}。请改为同一类型。")
            said = text.format(name=decision.name, label=column.label, kind=column.type, input=column.expression.text, given=given)
            yield Finding(file, decision.id, "decision.type", "error", said)
        for rule in decision.rules if kind else ():
            wrong = next((value for value in _literals(rule, place) if kind_of(value) not in (kind, "null")), None)
            if wrong is not None:
                text = _("规则 {rule} 的“{label}”写的是另一种类型的值（{cell}），该列类型是{kind}，规则永不适用。")
                cell = rule.tests[place].text.strip()[:80]
                yield Finding(
                    file, rule.id, "decision.type", "error", text.format(rule=rule.id, label=column.label, cell=cell, kind=column.type)
                )


def _literals(rule: Rule, place: int) -> Iterator[Any]:
    """What a cell compares the value of its column with, where that is written out."""
    waiting: list[tree.Node] = [rule.tests[place].tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tree.Tests | tree.Not):
            waiting.extend(part.tests)
        elif isinstance(part, tree.Pointed):
            waiting.append(part.right)
        elif isinstance(part, tree.Interval):
            waiting.extend((part.low, part.high))
        elif isinstance(part, tree.Literal):
            yield from (part.value.low, part.value.high) if isinstance(part.value, Range) else (part.value,)


def outputs_of(decisions: Mapping[str, Decision]) -> dict[str, frozenset[str]]:
    """Which routing facts each decision gives."""
    return {name: frozenset(column.name for column in decision.outputs) for name, decision in decisions.items()}
