"""One value has one canonical text."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.ledger.canonical import LEAST, MOST, canonical, digest, instant_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(LEAST, MOST) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_the_standard_library_writes_the_same_text(value: Any) -> None:
    assert canonical(value) == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(JSON)
def test_a_reader_gets_the_value_back(value: Any) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(TEXT, JSON, max_size=6))
def test_the_order_in_which_keys_were_set_does_not_matter(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical(turned) == canonical(value)
    assert digest(turned) == digest(value)


@given(JSON, JSON)
def test_two_values_have_two_texts(one: Any, other: Any) -> None:
    # JSON tells true from 1, Python's equality does not.
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical(one) == canonical(other)) == same


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_a_decimal_keeps_its_decimals(value: Decimal) -> None:
    assert canonical(value) == f'"{value:f}"'


@dataclass(frozen=True)
class Point:
    """A record."""

    name: str
    on: dt.date


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("180000.00"), '"180000.00"'),
        (Decimal("1E+3"), '"1000"'),
        (0.1, '"0.1"'),
        (1e300 / 1e284, '"10000000000000000"'),
        (MOST + 1, '"9223372036854775808"'),
        (dt.date(2026, 3, 2), '"2026-03-02"'),
        (dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))), '"2026-03-02T01:30:00.000000Z"'),
        (b"\x00\xff", '"00ff"'),
        ((1, "甲"), '[1,"甲"]'),
        (Point("甲", dt.date(2026, 1, 1)), '{"name":"甲","on":"2026-01-01"}'),
        ({"乙": 1, "a": {"z": 1, "b": 2}}, '{"a":{"b":2,"z":1},"乙":1}'),
    ],
)
def test_other_values_have_the_documented_text(value: Any, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize("value", [{1: "a"}, {1, 2}, float("nan"), Decimal("Infinity"), "\ud800", object(), {"deep": [{2: 3}]}])
def test_what_has_no_canonical_text_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = dt.datetime(2026, 3, 2, tzinfo=dt.UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        instant_text(naive)


@given(st.lists(st.datetimes(timezones=st.just(dt.UTC)), min_size=2))
def test_texts_of_moments_sort_as_moments(moments: list[dt.datetime]) -> None:
    assert [instant_text(moment) for moment in sorted(moments)] == sorted(map(instant_text, moments))
