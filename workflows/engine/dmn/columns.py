"""Columns and rules of a decision table: what types they have, which values they accept, and what they say when a value does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workflows.engine.expressions import Expression, UnaryTests
from workflows.engine.feel import tree
from workflows.engine.feel.functions import date, moment
from workflows.engine.feel.values import feel, kind_of, text_of
from workflows.text import _

KINDS: Final[Mapping[str, str]] = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "long": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "dateTime": "date and time",
    "date and time": "date and time",
    "context": "context",
    "list": "list",
    "Any": "",
    "": "",
}
"""Type names of DMN and the kind of value each asks for; no kind: any."""
_KIND_TITLES: Final = {
    "string": "文字",
    "number": "数字",
    "boolean": "真假值",
    "date": "日期",
    "date and time": "日期和时间",
    "context": "上下文",
    "list": "列表",
}
_PLAIN: Final[Mapping[type, str]] = {str: "string", bool: "boolean"}
NOTHING: Final[Mapping[str, Any]] = {}


class DecisionError(ValueError):
    """A table that cannot be read, or inputs that it cannot decide; one sentence."""


What = Callable[[], str]
"""Names the value that a sentence is about; asked only when there is a sentence to make."""


def typed(value: Any, type_name: str, what: What) -> Any:
    """The value as one of the type: a date may come as text YYYY-MM-DD. Null is of every type.

    Raises DecisionError naming `what` if it is of another type; ExpressionError for data foreign to the language.
    """
    kind = KINDS[type_name]
    if value.__class__ in _PLAIN and _PLAIN[value.__class__] == kind:
        return value
    value = feel(value)
    if value is None or not kind or kind_of(value) == kind:
        return value
    read = {"date": date, "date and time": moment}.get(kind)
    known = read(value) if read is not None and isinstance(value, str) else None
    if known is None:
        raise DecisionError(_("{what}应为{kind}，得到的是{value}。").format(what=what(), kind=_(_KIND_TITLES[kind]), value=shown(value)))
    return known


def shown(value: Any) -> str:
    """A value as a sentence shows it."""
    if isinstance(value, str):
        return f"“{value[:60]}”"
    kind = kind_of(value)
    if kind == "boolean":
        return _("是（true）") if value else _("否（false）")
    if kind == "number":
        return text_of(value)
    return _("空值") if value is None else str(value)[:60]


@dataclass(frozen=True, slots=True)
class Type:
    """A type by name and the values it allows (None: all of them)."""

    name: str = ""
    allowed: UnaryTests | None = None

    def of(self, value: Any, what: What) -> Any:
        """The value as one of this type; null is always allowed. Raises DecisionError naming `what`."""
        known = typed(value, self.name, what)
        if known is not None and self.allowed is not None and self.allowed.match(known, NOTHING, NOTHING) is not True:
            sentence = _("{what}不在允许的值之内：{value}（允许：{allowed}）。")
            raise DecisionError(sentence.format(what=what(), value=shown(known), allowed=self.allowed.text.strip()))
        return known


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions: what it asks (`expression` over the inputs), and of what type the answer is."""

    label: str
    expression: Expression
    typed: Type

    @property
    def type(self) -> str:
        """Name of the type, empty for any."""
        return self.typed.name

    @property
    def allowed(self) -> UnaryTests | None:
        """The values allowed, None for all of the type."""
        return self.typed.allowed


@dataclass(frozen=True, slots=True)
class Output:
    """A column of answers; `default` stands where no rule matches."""

    name: str
    typed: Type
    default: Expression | None = None

    @property
    def type(self) -> str:
        """Name of the type, empty for any."""
        return self.typed.name

    @property
    def ranks(self) -> tuple[Any, ...]:
        """The values that it may have, the most important first; none if they are not listed one by one."""
        allowed = self.typed.allowed
        tests = allowed.tree.tests if allowed is not None and isinstance(allowed.tree, tree.Tests) else ()
        return tuple(test.value for test in tests if isinstance(test, tree.Literal))


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one test for each input column, one answer for each output column.

    `constant`: what it answers whatever the inputs are; None if that depends on them.
    """

    id: str
    tests: tuple[UnaryTests, ...]
    answers: tuple[Expression, ...]
    annotation: str = ""
    constant: tuple[Any, ...] | None = None
    _asks: tuple[tuple[int, Callable[..., bool | None]], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        asks = tuple((place, test.match) for place, test in enumerate(self.tests) if not _accepts_anything(test))
        object.__setattr__(self, "_asks", asks)

    def matches(self, values: tuple[Any, ...], names: Mapping[str, Any]) -> bool:
        """Whether every test is true of its value; null is not true."""
        for place, match in self._asks:  # noqa: SIM110  the loop that a table's time goes into
            if match(values[place], names, NOTHING) is not True:
                return False
        return True


def _accepts_anything(test: UnaryTests) -> bool:
    return isinstance(test.tree, tree.Tests) and not test.tree.tests
