"""Any model of DMN 1.1 to 1.5, asked once, outside a case: inputs as JSON, answers as JSON, each digit as it was computed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NoReturn

import orjson

from workflows.engine.dmn.columns import DecisionError
from workflows.engine.dmn.evaluation import evaluated
from workflows.engine.dmn.model import Load, read_model
from workflows.engine.feel.budget import Budget
from workflows.engine.feel.conversions import written
from workflows.engine.feel.dates import read_date_time
from workflows.engine.feel.names import normal
from workflows.engine.feel.values import ExpressionError, FeelFunction, Range, feel, is_temporal, text_of
from workflows.text import _

MAX_INPUT: Final = 1_000_000
"""Characters of JSON that one call may bring."""


def _nothing_beside(_namespace: str, _location: str) -> None:
    """A model on its own."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model answered: a value for each decision by its name, and (`refused`) why for each that is outside the language."""

    values: dict[str, Any]
    refused: dict[str, str]


def decide_file(xml: bytes, inputs_json: str | bytes, load: Load = _nothing_beside, now: dt.datetime | None = None) -> Answers:
    """The decisions of a DMN model, outside any case; numbers are exact, what FEEL calls an error is null.

    `load` finds imported models, `now` is what now() and today() read. Raises DecisionError for a file that cannot be read, or inputs
    that are no JSON object.
    """
    inputs = _inputs(inputs_json)
    model = read_model(xml, load)
    budget = Budget(None if now is None else read_date_time(now.isoformat()))
    try:
        return Answers(*evaluated(model, inputs, budget))
    except ExpressionError as error:
        raise DecisionError(_("输入数据不能使用：{error}").format(error=error)) from error


def as_json(value: Any) -> str:
    """JSON text of a value; numbers digit by digit (51840.00), dates as ISO text."""
    return orjson.dumps(_portable(value), option=orjson.OPT_NON_STR_KEYS).decode()


def _portable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _portable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_portable(item) for item in value]
    if isinstance(value, (Range, FeelFunction)) or is_temporal(value):
        return written(value)
    value = feel(value)
    return orjson.Fragment(text_of(value)) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else value


def _inputs(text: str | bytes) -> dict[str, Any]:
    if len(text) > MAX_INPUT:
        raise DecisionError(_("输入数据过大：最多 {limit} 个字符。").format(limit=MAX_INPUT))
    try:
        inputs = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
        known = {normal(name): value for name, value in inputs.items()} if isinstance(inputs, dict) else None
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise DecisionError(_("输入数据不是有效的 JSON。")) from error
    if known is None:
        raise DecisionError(_('输入数据应为 JSON 对象，例如 {"amount": 180000}。'))
    return known


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
