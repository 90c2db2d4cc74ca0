"""Claims: only what the law had erased is passed over; a value that says so itself, or a commitment of nothing, is a difference."""

from __future__ import annotations

import json

import pytest

from workflows.ledger.commitments import MARK
from workflows.proof.comparing import Erased, Unkept, comparable, first_difference, revealed

PRICE = {MARK: "sha256:aa"}
DONE = {"form": {"price": "1.00"}, "rows": [["quotation", 1, "insert", {}, {}]]}


def said(price: object) -> dict[str, object]:
    """An entry's body that names a price."""
    return {"form": {"price": price}, "rows": [["quotation", 1, "insert", {}, {}]]}


def test_what_was_erased_is_not_compared() -> None:
    assert first_difference(comparable(said(PRICE), {"sha256:aa": None}), comparable(DONE, {})) is None


@pytest.mark.parametrize("price", [{"erased": "已依法删除"}, PRICE, {MARK: None}, "1.01", None])
def test_what_only_says_so_is_a_difference(price: object) -> None:
    found = first_difference(comparable(said(price), {"sha256:bb": None}), comparable(DONE, {}))
    assert found == ("form.price", price, "1.00")


@pytest.mark.parametrize("other", [True, 1.0, "1"])
def test_a_value_of_another_type_is_a_difference(other: object) -> None:
    assert first_difference({"number": other}, {"number": 1}) == ("number", other, 1)


def test_a_form_is_read_with_what_was_kept() -> None:
    assert revealed({"price": PRICE, "note": "x"}, {"sha256:aa": json.dumps("1.00")}) == {"price": "1.00", "note": "x"}
    with pytest.raises(Erased):
        revealed({"price": PRICE}, {"sha256:aa": None})
    with pytest.raises(Unkept):
        revealed({"price": PRICE}, {})
