"""`range("[1..10)")`: a range from its text, whose ends are written out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from workflows.engine.feel import tree
from workflows.engine.feel.budget import Budget
from workflows.engine.feel.dates import read_date, read_date_time, read_duration, read_time
from workflows.engine.feel.parser import parse
from workflows.engine.feel.reader import Scope
from workflows.engine.feel.registry import built_in
from workflows.engine.feel.values import ExpressionError, Range, kind_of, order

_CONVERSIONS: Final = {"date": read_date, "time": read_time, "date and time": read_date_time, "duration": read_duration}
_SCOPE: Final = Scope(_CONVERSIONS, (), {})


@built_in("range", "from:string")
def _range(_budget: Budget, text: str) -> Range | None:
    try:
        read = parse(_with_ends(text), _SCOPE)
    except ExpressionError:
        return None
    if not isinstance(read, tree.Interval) or read.open_to:
        return None
    low, high = _end(read.low), _end(read.high)
    return _made(low, high, read)


def _with_ends(text: str) -> str:
    """`[1..)` has one end only; null stands for the other until the range is made."""
    bare = text.strip()
    opened = f"{bare[:1]} null {bare[1:]}" if bare[1:].lstrip().startswith("..") else bare
    return f"{opened[:-1]} null {opened[-1:]}" if opened[:-1].rstrip().endswith("..") else opened


def _made(low: Any, high: Any, read: tree.Interval) -> Range | None:
    """Only one end may be open, and the ends must be in order."""
    if low is None or high is None:
        bare = low is None and high is None
        closed = (low is None and read.low_within) or (high is None and read.high_within)
        return None if bare or closed else Range(low, high, read.low_within, read.high_within, "low" if low is None else "high")
    return Range(low, high, read.low_within, read.high_within) if kind_of(low) == kind_of(high) and order("<=", low, high) else None


def _end(node: tree.Node) -> Any:
    """Raises ValueError for an end that is not written out."""
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.Negative) and isinstance(node.of, tree.Literal) and isinstance(node.of.value, Decimal):
        return -node.of.value
    if isinstance(node, tree.Invoke) and isinstance(node.of, tree.Variable) and len(node.arguments) == 1 and not node.names:
        read, text = _CONVERSIONS.get(node.of.name), node.arguments[0]
        value = read(text.value) if read is not None and isinstance(text, tree.Literal) and isinstance(text.value, str) else None
        if value is not None:
            return value
    raise ValueError(node)
