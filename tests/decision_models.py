"""DMN files for tests, from their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from workflows.engine.decisions import Decision, read_decisions

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
Column = tuple[str, str]
LITERAL = "<literalExpression><text>{}</text></literalExpression>"


def text(tag: str, content: str) -> str:
    """An element that holds a text element."""
    return f"<{tag}><text>{escape(content)}</text></{tag}>"


def table(
    rows: Sequence[tuple[Sequence[str], Sequence[str]]],
    inputs: Sequence[Column] = (("amount", "number"),),
    outputs: Sequence[Column] = (("band", "string"),),
    policy: str = 'hitPolicy="UNIQUE"',
    allowed: str = "",
) -> str:
    """A decision table; rows are (input cells, output cells), allowed values are those of the first column."""
    columns = [
        f'<input label={quoteattr(name)}><inputExpression typeRef="{kind}"><text>{escape(name)}</text></inputExpression>'
        + (text("inputValues", allowed) if allowed and not place else "")
        + "</input>"
        for place, (name, kind) in enumerate(inputs)
    ]
    columns += [f'<output name={quoteattr(name)} typeRef="{kind}"/>' for name, kind in outputs]
    rules = [
        f'<rule id="r{number}">'
        + "".join(text("inputEntry", cell) for cell in tests)
        + "".join(text("outputEntry", cell) for cell in answers)
        + "</rule>"
        for number, (tests, answers) in enumerate(rows, 1)
    ]
    return f"<decisionTable {policy}>{''.join(columns)}{''.join(rules)}</decisionTable>"


def decision(inside: str, key: str = "d", name: str = "", requires: Sequence[str] = ()) -> str:
    """A decision element around its logic."""
    needs = "".join(f'<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>' for other in requires)
    return f'<decision id="{key}" name={quoteattr(name or key)}>{needs}{inside}</decision>'


def model(*inside: str, namespace: str = DMN) -> bytes:
    """A DMN file."""
    return f'<definitions xmlns="{namespace}" name="m" namespace="n">{"".join(inside)}</definitions>'.encode()


def read(rows: Sequence[tuple[Sequence[str], Sequence[str]]], **columns: Any) -> Decision:
    """The one decision of a file with one table."""
    return read_decisions(model(decision(table(rows, **columns))))["d"]


BANDS = [(["< 50"], ['"B1"']), (["[50..200)"], ['"B2"']), ([">= 200"], ['"B3"'])]
FIRST, COLLECT = 'hitPolicy="FIRST"', 'hitPolicy="COLLECT"'
