"""The small immutable tree of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

TESTED: Final = "?"


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value that the text itself gives."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """What a name stands for; `?`: the value under test."""

    name: str


@dataclass(frozen=True, slots=True)
class Key(Node):
    """What the context `of` holds under `key`; of a list, what each of its contexts holds."""

    of: Node
    key: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function called by name; `position` in the text, from 0."""

    name: str
    arguments: tuple[Node, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """A number with the other sign."""

    of: Node


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Sums or products from left to right: first, then every (sign, part)."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """One of = != < <= > >=."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class All(Node):
    """`and`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """`or`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if … then … else …`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Items(Node):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    """A context: keys and their values."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """A range whose ends must be computed."""

    low: Node
    high: Node
    low_within: bool
    high_within: bool
    open_to: str = ""


@dataclass(frozen=True, slots=True)
class Pointed(Node):
    """A comparison whose left side is the value under test: `< 5`."""

    sign: str
    right: Node


@dataclass(frozen=True, slots=True)
class Within(Node):
    """`value in tests`: any of them."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Of one expression: its negation. Of tests in a cell: none of them."""

    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """A cell of a decision table; no tests: anything."""

    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """What a name of the full language stands for: a value, or a function of the library; null if it is unknown."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`of.key`: an entry of a context, of each context of a list, or a property of a date, a time, a duration or a range."""

    of: Node
    key: str


@dataclass(frozen=True, slots=True)
class Invoke(Node):
    """A function value with arguments by place, or (as many `names`) by name."""

    of: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entries(Node):
    """A context of the full language: each entry sees the ones before it."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`of[by]`: the item at a place, or the items for which it is true."""

    of: Node
    by: Node


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """`for`, `some` or `every` over lists or ranges of whole numbers and days; the last name changes fastest."""

    kind: str
    over: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Stretch(Node):
    """`1..10` after `in` of a `for`: up or down, both ends."""

    first: Node
    last: Node


@dataclass(frozen=True, slots=True)
class Define(Node):
    """`function(a: number) body`; the types stand beside the names."""

    parameters: tuple[tuple[str, Any], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`; `type` None: a type that nobody defined."""

    value: Node
    type: Any


def parts_of(node: Node) -> Iterator[Node]:
    """The node and all that is in it, from left to right."""
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
        elif isinstance(part, Node):
            yield part
            waiting.extend(reversed([getattr(part, field.name) for field in fields(part)]))
