"""Claim: no entry is kept from being executed again by the place that it was given, which nothing seals."""

from __future__ import annotations

from typing import Any

from app.replaying import replay
from tests.ledger.tampering import rewrite, tamper
from tests.towns import Towns


def warned(body: dict[str, Any]) -> None:
    body["warnings"] = [[["ART-1"], "", "x"]]


def test_an_entry_that_was_put_before_all_others_is_still_compared(sqlite_towns: Towns) -> None:
    office = sqlite_towns.after(1).open()
    database = office.bench.databases
    rewrite(database, "case:1", 1, warned)
    tamper(database, "UPDATE ledger_entry SET position = -1 WHERE stream = 'case:1'")
    found = replay(office.bench, None)["difference"]
    office.close()
    sqlite_towns.take_back()
    assert (found["stream"], found["number"]) == ("case:1", 1)
