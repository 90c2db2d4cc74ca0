"""Where a rule of the book is applied, read out of the hands themselves: which forms, operations and facts lead to its function."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from sqlalchemy.orm import QueryableAttribute

from app.composition import hands, shipped
from forms.base import Form, Line
from workflows.engine.definitions import Definition, build, closures, user_tasks
from workflows.procurement.deadlines import Register
from workflows.procurement.rules import BOOK, Bound

ROOMS = ("forms", "workflows.procurement")
ENDS = (Form, Line)
ANY_TASK = "deadlines.compute"
"""Where a period is computed: whichever task opens one."""


@cache
def places() -> dict[str, tuple[str, ...]]:
    """Name of a rule's function → tasks, operations and facts whose code leads to it, and tasks whose drawing names it."""
    found: dict[str, set[str]] = {}
    known = hands()
    roots = {**{task: type(form) for task, form in known.forms.items()}, **known.operations, **known.facts, **known.instants}
    roots[ANY_TASK] = Register.compute
    for place, root in roots.items():
        for one in reached(root):
            if isinstance(one, Bound):
                found.setdefault(one.name, set()).add(place)
    for rule_id, task in drawn():
        for bound in BOOK.get(rule_id, ()):
            if bound.name.startswith("separation."):
                found.setdefault(bound.name, set()).add(task)
    return {name: tuple(sorted(where)) for name, where in found.items()}


@cache
def procedures() -> dict[str, Definition]:
    """The shipped diagrams by key, each with what it calls."""
    files = shipped()
    return {key: build(key, {name: files[name] for name in parts}) for key, parts in closures(files).items()}


def drawn() -> Iterator[tuple[str, str]]:
    """(rule, task) of every separation that a diagram names."""
    for definition in procedures().values():
        for element in user_tasks(definition):
            for rule_id, _whom in element.apart_from:
                yield rule_id, element.implementation


@cache
def reached(root: Any, rooms: tuple[str, ...] = ROOMS) -> tuple[Any, ...]:
    """Every function, class and rule of these rooms that a function or class can come to, itself among them."""
    seen: dict[int, Any] = {}
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            waiting.extend([one.function] if isinstance(one, Bound) else _next(one, rooms))
    return (*seen.values(),)


def _next(one: Any, rooms: tuple[str, ...]) -> Iterator[Any]:
    """What a function names, and what belongs to a class of ours."""
    if isinstance(one, FunctionType):
        if one.__module__.startswith(rooms):
            yield from _named(one, rooms)
    elif inspect.isclass(one) and one.__module__.startswith(rooms) and one not in ENDS:
        for owner in one.__mro__:
            if owner.__module__.startswith(rooms) and owner not in ENDS:
                yield from (_plain(part) for part in vars(owner).values())


def _plain(part: Any) -> Any:
    """The function inside a property or a static method; the class of a field. A column holds none, and asking it is slow."""
    if isinstance(part, QueryableAttribute):
        return None
    inner = getattr(part, "fget", None) or getattr(part, "__func__", None) or getattr(part, "func", None)
    return inner or part


def _named(function: FunctionType, rooms: tuple[str, ...]) -> Iterator[Any]:
    names = {name for code in _codes(function.__code__) for name in code.co_names}
    modules = [one for name in names if isinstance(one := function.__globals__.get(name), ModuleType)]
    for name in names:
        if name in function.__globals__:
            yield function.__globals__[name]
        for module in modules:
            if module.__name__.startswith(rooms) and hasattr(module, name):
                yield getattr(module, name)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
