"""The ledger commits to personal values without holding them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import Databases
from tests.ledger.purse import NOON, check
from tests.ledger.test_canonical import JSON, TEXT
from workflows.ledger.append import append_to_stream
from workflows.ledger.commitments import commit, keep_personal, split
from workflows.ledger.tables import personal_value

SALTS = st.binary(min_size=16, max_size=16)


@given(SALTS, JSON)
def test_a_commitment_is_recomputed_by_hand(salt: bytes, value: Any) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert commit(salt, value) == "sha256:" + hashlib.sha256(salt + text.encode()).hexdigest()


@given(SALTS, SALTS, TEXT, TEXT)
def test_another_salt_or_value_gives_another_commitment(salt: bytes, other_salt: bytes, value: str, other: str) -> None:
    assert (commit(salt, value) == commit(other_salt, other)) == ((salt, value) == (other_salt, other))


@given(st.dictionaries(st.sampled_from(["phone", "members", "members.0.name", "title", "phones"]), JSON))
def test_only_personal_fields_are_withheld(form: dict[str, Any]) -> None:
    sealed, kept = split(form, {"phone", "members"})
    assert set(sealed) == set(form)
    assert {name: sealed[name] for name in sealed if name in ("title", "phones")} == {
        name: form[name] for name in form if name in ("title", "phones")
    }
    for one in kept:
        assert sealed[one.field] == {"commitment": commit(one.salt, form[one.field])}
        assert json.loads(one.text) == form[one.field]
    assert {one.field for one in kept} == {name for name in form if name.startswith(("phone", "members")) and name != "phones"}


def test_equal_values_do_not_look_equal() -> None:
    sealed, _ = split({"one": "张三", "other": "张三"}, {"one", "other"})
    assert sealed["one"] != sealed["other"]


def test_nothing_personal_nothing_kept() -> None:
    form = {"title": "甲"}
    assert split(form, frozenset()) == (form, [])


def test_values_are_kept_beside_their_entry(database: Databases) -> None:
    sealed, kept = split({"phone": "13800000000", "title": "甲"}, {"phone"})
    with database.write() as session:
        head = append_to_stream(session, "organisation:org_1", NOON, "complete", {"form": sealed})
        keep_personal(session, head.stream, head.number, kept)
    with database.read() as session:
        row = session.execute(select(personal_value)).one()
    assert (row.stream, row.number, row.field, row.value) == ("organisation:org_1", 1, "phone", '"13800000000"')
    assert commit(row.salt, "13800000000") == row.commitment
    assert check(database).ok
