"""The seal of an entry depends on every byte of it, and can be recomputed with the standard library alone."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from workflows.ledger.chain import BEGINNING, seal, seal_bytes

BYTES = st.binary(max_size=40)
PARTS = st.tuples(
    BYTES, st.integers(0, 10**9), BYTES, BYTES, st.none() | BYTES, st.none() | BYTES, BYTES, st.binary(min_size=32, max_size=32)
)


def test_an_auditor_recomputes_a_seal_by_hand() -> None:
    body = '{"act":"complete","form":{"opinion":"同意"}}'
    by_hand = (
        b"13:goufu-entry-1,7:case:12,1:3,27:2026-03-02T01:30:00.000000Z,8:complete,5:clerk,-,"
        + b"%d:%b," % (len(body.encode()), body.encode())
        + b"32:"
        + BEGINNING
        + b","
    )
    sealed = seal("case:12", 3, "2026-03-02T01:30:00.000000Z", "complete", "clerk", None, body, BEGINNING)
    assert sealed == hashlib.sha256(by_hand).digest()


@given(PARTS, PARTS)
def test_two_entries_have_two_seals(one: tuple[bytes, ...], other: tuple[bytes, ...]) -> None:
    assert (seal_bytes(*one) == seal_bytes(*other)) == (one == other)


@given(st.lists(BYTES, min_size=2, max_size=9), st.data())
def test_moving_a_byte_into_the_next_part_changes_the_seal(parts: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(parts) - 2))
    moved = list(parts)
    moved[place], moved[place + 1] = parts[place][:-1], parts[place][-1:] + parts[place + 1]
    assert (seal_bytes(*moved) == seal_bytes(*parts)) == (moved == parts)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_an_absent_actor_is_not_an_empty_one(body: str) -> None:
    assert seal("s", 1, "", "", None, None, body, BEGINNING) != seal("s", 1, "", "", "", None, body, BEGINNING)
    assert seal("s", 1, "", "", "a", None, body, BEGINNING) != seal("s", 1, "", "", None, "a", body, BEGINNING)
