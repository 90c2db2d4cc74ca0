"""Asking a decision table inside an act: the answer, what a case keeps of it, and what the entry says of its grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workflows.act import Act, Facts
from workflows.engine.decisions import Decided, DecisionError
from workflows.engine.definitions import Definition
from workflows.errors import Incident, Reason, Refused
from workflows.text import _

ASKED = "asked"
"""The kind of fact by which an entry tells what a form asked a table; a diagram's own question is `decide`."""


def thin(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """Routing facts as the case keeps them: strings, whole numbers, booleans. Raises Incident for anything else."""
    kept: dict[str, Any] = {}
    for name, value in (facts or {}).items():
        if isinstance(value, Decimal):
            kept[name] = int(value) if value == value.to_integral_value() else str(value)
        elif value is None or isinstance(value, str | int | bool):
            kept[name] = value
        else:
            raise Incident(f"{name} is no routing fact: {type(value).__name__}")
    return kept


def answered(definition: Definition, name: str, inputs: Facts) -> Decided:
    """What a table says. Raises Refused where it cannot or no row answers, Incident for a table that the version does not have."""
    if name not in definition.decisions:
        raise Incident(f"{definition.process} has no decision {name}")
    table = definition.decisions[name]
    try:
        answer = table.decide(inputs)
    except DecisionError as error:
        raise Refused([Reason(str(error))]) from error
    outputs = answer.outputs if isinstance(answer.outputs, dict) else {}
    if outputs and all(value is None for value in outputs.values()):
        raise Refused([Reason(_("决策“{name}”没有适用的规则，请先补齐标准或数据。").format(name=table.name))])
    return answer


def grounds_of(answer: Decided, inputs: Facts) -> dict[str, Any]:
    """Inputs and matched rows, as an entry writes them."""
    return {"inputs": {name: _written(value) for name, value in inputs.items()}, "rules": list(answer.rules)}


def asked(act: Act, definition: Definition, name: str, inputs: Facts) -> Any:
    """The answer to a form: outputs by name, or a list of them; noted in the entry. Raises as `answered`."""
    answer = answered(definition, name, inputs)
    said = [thin(row) for row in answer.outputs] if isinstance(answer.outputs, list) else thin(answer.outputs)
    fact = [ASKED, name, said, grounds_of(answer, inputs)]
    if fact not in act.record.facts:  # a form may ask the same thing twice; it has one answer
        act.record.facts.append(fact)
    return answer.outputs


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value
