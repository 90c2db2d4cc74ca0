"""FEEL's functions of contexts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.registry import built_in


@built_in("get value", "m:context", "key:string|list", others=(("context", "key"),))
def _get_value(_budget: Budget, context: Mapping[str, Any], key: Any) -> Any:
    if key == ():
        return None
    value: Any = context
    for step in key if key.__class__ is tuple else (key,):
        value = value.get(step) if isinstance(value, Mapping) and step.__class__ is str else None
    return value


@built_in("get entries", "m:context", others=(("context",),))
def _get_entries(budget: Budget, context: Mapping[str, Any]) -> tuple[Any, ...]:
    budget.spend(len(context))
    return tuple({"key": key, "value": value} for key, value in context.items())


@built_in("context", "entries:list")
def _context(budget: Budget, entries: tuple[Any, ...]) -> dict[str, Any] | None:
    budget.spend(len(entries))
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or "value" not in entry or entry.get("key").__class__ is not str or entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@built_in(
    "context put",
    "context:context",
    "key:string|list",
    "value:any",
    named=(("context", "key:string", "value"), ("context", "keys:list", "value")),
)
def _context_put(budget: Budget, context: Mapping[str, Any], key: Any, value: Any) -> Any:
    keys = key if key.__class__ is tuple else (key,)
    if not keys or any(step.__class__ is not str for step in keys):
        return None
    budget.spend(len(context) + len(keys))
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    put = _context_put(budget, inner, keys[1:], value) if isinstance(inner, Mapping) else None
    return None if put is None else {**context, keys[0]: put}


@built_in("context merge", "contexts:list")
def _context_merge(budget: Budget, contexts: tuple[Any, ...]) -> dict[str, Any] | None:
    merged: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return None
        budget.spend(len(context))
        merged.update(context)
    return merged
