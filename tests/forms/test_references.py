"""Claims: two spellings of the number of a paper are one number; however it is written, it fits its column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from forms import fields

NUMBER = fields.Reference("银行回单号", most=60)


@pytest.mark.parametrize(
    "written",
    ["RR1", "rr1", " rr 1 ", "ＲＲ１", "rR１", "R\u200bR1", "RR1\u3000", "\u2060RR\u00ad1"],  # noqa: RUF001  full-width on purpose
)
def test_spellings_of_one_number_are_one(written: str) -> None:
    assert NUMBER.deserialize(written) == "RR1"


@given(st.text(max_size=80))
def test_what_is_kept_is_kept_again_and_fits(written: str) -> None:
    try:
        kept = NUMBER.deserialize(written)
    except ValidationError:
        return
    assert 0 < len(kept) <= NUMBER.most
    assert NUMBER.deserialize(kept) == kept


@pytest.mark.parametrize("written", ["", "  ", "\u200b", "㍿" * 20, "甲\x00"])
def test_nothing_and_too_much_are_no_number(written: str) -> None:
    with pytest.raises(ValidationError):
        NUMBER.deserialize(written)
