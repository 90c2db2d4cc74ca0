"""The types of FEEL: which values conform to them, and how a value is brought to the type that a model declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workflows.engine.feel.dates import midnight
from workflows.engine.feel.temporal import Date
from workflows.engine.feel.values import FeelFunction, Range, kind_of

DURATIONS: Final = ("days and time duration", "years and months duration")


@dataclass(slots=True, eq=False)
class FeelType:
    """A type; a model's own types may refer to each other, and are therefore filled in after they are made.

    `kind`: a basic type, or list, range (one of `parts`), context (`entries`), function (`parts`: parameters, then the result).
    `allowed` says which values of the type a model allows; None: all.
    """

    kind: str = "Any"
    parts: tuple[FeelType, ...] = ()
    entries: tuple[tuple[str, FeelType], ...] = ()
    allowed: Callable[[Any], bool] | None = None


ANY: Final = FeelType()
BASIC: Final[Mapping[str, FeelType]] = {
    **{name: FeelType(name) for name in ("number", "string", "boolean", "date", "time", "date and time", *DURATIONS, "context", "Null")},
    "Any": ANY,
    "list": FeelType("list", (ANY,)),
    "range": FeelType("range", (ANY,)),
    "function": FeelType("function"),
}
NAMES: Final[Mapping[str, str]] = {
    "": "Any",
    "any": "Any",
    "null": "Null",
    "integer": "number",
    "long": "number",
    "double": "number",
    "dateTime": "date and time",
    "dayTimeDuration": DURATIONS[0],
    "yearMonthDuration": DURATIONS[1],
    **{name: name for name in BASIC},
}
"""Every way in which a `typeRef` or `instance of` may name a basic type."""


def conforms(value: Any, to: FeelType, *, null: bool = True) -> bool:
    """Whether the value is of the type; `null`: whether null is of every type (it is where values are passed)."""
    if value is None:
        return null or to.kind == "Null"
    if to.kind == "Any":
        return True
    if kind_of(value) != to.kind:
        return False
    inner = _INNER.get(to.kind)
    return inner is None or inner(value, to)


def _is_list_of(value: tuple[Any, ...], to: FeelType) -> bool:
    return all(conforms(item, to.parts[0]) for item in value)


def _has_entries(value: Mapping[str, Any], to: FeelType) -> bool:
    return all(key in value and conforms(value[key], entry) for key, entry in to.entries)


def _is_range_of(value: Range, to: FeelType) -> bool:
    return all(conforms(end, to.parts[0]) for end in (value.low, value.high))


def _is_such_function(value: FeelFunction, to: FeelType) -> bool:
    """A function that takes at least what the type promises to give, and gives what the type promises."""
    if not to.parts:
        return True
    *wanted, result = to.parts
    return (
        len(wanted) == len(value.types)
        and all(_narrower(one, other or ANY) for one, other in zip(wanted, value.types, strict=True))
        and _narrower(value.result or ANY, result)
    )


_INNER: Final[Mapping[str, Callable[[Any, FeelType], bool]]] = {
    "list": _is_list_of,
    "context": _has_entries,
    "range": _is_range_of,
    "function": _is_such_function,
}


def _narrower(one: FeelType, other: FeelType) -> bool:
    """Whether every value of the one type is of the other."""
    if one is other or other.kind == "Any" or one.kind == "Null":
        return True
    if one.kind != other.kind:
        return False
    if one.kind == "context":
        known = dict(one.entries)
        return all(key in known and _narrower(known[key], entry) for key, entry in other.entries)
    if one.kind == "function":
        return len(one.parts) == len(other.parts)
    return all(_narrower(mine, its) for mine, its in zip(one.parts, other.parts, strict=False))


def coerced(value: Any, to: FeelType) -> Any:
    """The value as one of the type: itself, the one item of a list, a list of it, the midnight (UTC) of a date; else null."""
    if value is None or to.kind == "Any":
        return value if to.allowed is None or value is None or to.allowed(value) else None
    brought = _brought(value, to)
    return brought if brought is None or to.allowed is None or to.allowed(brought) else None


def _brought(value: Any, to: FeelType) -> Any:
    if conforms(value, to):
        return value
    if to.kind == "date and time" and isinstance(value, Date):
        return midnight(value)
    if to.kind == "list" and conforms(value, to.parts[0]):
        return (value,)
    if value.__class__ is tuple and len(value) == 1 and conforms(value[0], to):
        return value[0]
    return None
