"""Decision tables of DMN 1.3 and later: read once, decide over inputs, say which rules matched and what is amiss in the table.

Hit policies: U (exactly one rule), F (the first), C (all; or their SUM, MIN, MAX, COUNT).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NoReturn

import orjson

from workflows.engine.decision_columns import DecisionError
from workflows.engine.decision_findings import Finding
from workflows.engine.decision_tables import Decided, Decision, decide_all
from workflows.engine.dmn_reader import read_decisions
from workflows.engine.feel_values import ExpressionError, Range, feel, text_of
from workflows.text import _

__all__ = ["Decided", "Decision", "DecisionError", "Finding", "as_json", "decide_file", "read_decisions"]

MAX_INPUT: Final = 1_000_000
"""Characters of JSON that one call may bring."""


def decide_file(xml: bytes, inputs_json: str | bytes) -> dict[str, Any]:
    """The value of every decision of a file, by decision name, outside any case; numbers are exact.

    Raises DecisionError for a file that cannot be read, inputs that are no JSON object, or a decision that cannot be taken.
    """
    decisions = read_decisions(xml)
    answers = decide_all(tuple(decisions.values()), _inputs(inputs_json))
    return {decision.name: answers[key].value for key, decision in decisions.items()}


def as_json(value: Any) -> str:
    """JSON text of a value; numbers digit by digit (51840.00), dates as ISO text."""
    return orjson.dumps(_portable(value), option=orjson.OPT_NON_STR_KEYS).decode()


def _portable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _portable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_portable(item) for item in value]
    if isinstance(value, Range):
        low, high = "[" if value.low_within else "(", "]" if value.high_within else ")"
        return f"{low}{as_json(value.low)}..{as_json(value.high)}{high}"
    value = feel(value)
    return orjson.Fragment(text_of(value)) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else value


def _inputs(text: str | bytes) -> dict[str, Any]:
    if len(text) > MAX_INPUT:
        raise DecisionError(_("输入数据过大：最多 {limit} 个字符。").format(limit=MAX_INPUT))
    try:
        inputs = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
        known = {name: feel(value) for name, value in inputs.items()} if isinstance(inputs, dict) else None
    except ExpressionError as error:
        raise DecisionError(_("输入数据不能使用：{error}").format(error=error)) from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise DecisionError(_("输入数据不是有效的 JSON。")) from error
    if known is None:
        raise DecisionError(_('输入数据应为 JSON 对象，例如 {"amount": 180000}。'))
    return known


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
