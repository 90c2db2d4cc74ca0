"""FEEL's functions of points and ranges: before, meets, overlaps, during … (DMN 1.5, table 78)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.registry import built_in
from workflows.engine.feel.values import Range, equal, order


def _lower(one: Any, other: Any) -> bool:
    """Raises ValueError where the two have no order, and for a range without an end."""
    answer = order("<", one, other)
    if answer is None:
        raise ValueError(one, other)
    return answer


def _same(one: Any, other: Any) -> bool:
    return equal(one, other) is True


def _before(one: Any, other: Any) -> bool:
    last, last_within = (one.high, one.high_within) if isinstance(one, Range) else (one, True)
    first, first_within = (other.low, other.low_within) if isinstance(other, Range) else (other, True)
    return _lower(last, first) or (_same(last, first) and not (last_within and first_within))


def _meets(one: Range, other: Range) -> bool:
    return one.high_within and other.low_within and not _lower(one.high, other.low) and _same(one.high, other.low)


def _reaches(one: Range, other: Range) -> bool:
    """Whether the one ends where the other has begun."""
    return _lower(other.low, one.high) or (_same(one.high, other.low) and one.high_within and other.low_within)


def _overlaps(one: Range, other: Range) -> bool:
    return _reaches(one, other) and _reaches(other, one)


def _begins_earlier(one: Range, other: Range) -> bool:
    return _lower(one.low, other.low) or (_same(one.low, other.low) and one.low_within and not other.low_within)


def _ends_by(one: Range, other: Range) -> bool:
    return _lower(one.high, other.high) or (_same(one.high, other.high) and (not one.high_within or other.high_within))


def _begins_from(one: Range, other: Range) -> bool:
    return _lower(other.low, one.low) or (_same(one.low, other.low) and (not one.low_within or other.low_within))


def _overlaps_before(one: Range, other: Range) -> bool:
    return _begins_earlier(one, other) and _reaches(one, other) and _ends_by(one, other)


def _finishes(one: Any, other: Range) -> bool:
    if not isinstance(one, Range):
        return not _lower(one, other.high) and other.high_within and _same(one, other.high)
    return one.high_within == other.high_within and _same(one.high, other.high) and _begins_from(one, other)


def _starts(one: Any, other: Range) -> bool:
    if not isinstance(one, Range):
        return not _lower(one, other.low) and other.low_within and _same(one, other.low)
    return one.low_within == other.low_within and _same(one.low, other.low) and _ends_by(one, other)


def _during(one: Any, other: Range) -> bool:
    if isinstance(one, Range):
        return _begins_from(one, other) and _ends_by(one, other)
    held = other.holds(one)
    if held is None:
        raise ValueError(one, other)
    return held


def _coincides(one: Any, other: Any) -> bool:
    if not isinstance(one, Range) or not isinstance(other, Range):
        _lower(one, other)
        return _same(one, other)
    ends = _same(one.low, other.low) and _same(one.high, other.high)
    return ends and (one.low_within, one.high_within) == (other.low_within, other.high_within)


def _registered(name: str, relation: Callable[[Any, Any], bool], first: str, second: str, *, both: bool = False) -> None:
    """`both`: only two ranges, or two points. The names of the arguments are those of any signature."""
    ranges, points = tuple(f"range{n}" for n in (1, 2)), tuple(f"point{n}" for n in (1, 2))

    @built_in(name, f"{ranges[0]}:{first}", f"{ranges[1]}:{second}", others=(points, ("point", "range"), ("range", "point")))
    def _related(_budget: Budget, one: Any, other: Any) -> bool | None:
        if both and isinstance(one, Range) != isinstance(other, Range):
            return None
        return relation(one, other)


_ANY, _RANGE = "any", "range"
_registered("before", _before, _ANY, _ANY)
_registered("after", lambda one, other: _before(other, one), _ANY, _ANY)
_registered("meets", _meets, _RANGE, _RANGE)
_registered("met by", lambda one, other: _meets(other, one), _RANGE, _RANGE)
_registered("overlaps", _overlaps, _RANGE, _RANGE)
_registered("overlaps before", _overlaps_before, _RANGE, _RANGE)
_registered("overlaps after", lambda one, other: _overlaps_before(other, one), _RANGE, _RANGE)
_registered("finishes", _finishes, _ANY, _RANGE)
_registered("finished by", lambda one, other: _finishes(other, one), _RANGE, _ANY)
_registered("includes", lambda one, other: _during(other, one), _RANGE, _ANY)
_registered("during", _during, _ANY, _RANGE)
_registered("starts", _starts, _ANY, _RANGE)
_registered("started by", lambda one, other: _starts(other, one), _RANGE, _ANY)
_registered("coincides", _coincides, _ANY, _ANY, both=True)
