"""A refused act leaves one trace, not a flood of them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import select

from app.db import Databases
from tests.ledger.purse import NOON, check
from workflows.ledger.attempts import WINDOW, note_attempt
from workflows.ledger.tables import ledger_entry

SECOND = dt.timedelta(seconds=1)


def refuse(database: Databases, at: dt.datetime = NOON, **other: Any) -> bool:
    said = {"actor": "clerk", "item": "4711", "kind": "refused", "rules": ["ART-23.1"], "fields": ["instalments"], "raw": {"a": "1"}}
    with database.write() as session:
        return note_attempt(session, **{**said, **other}, at=at)


def entries(database: Databases) -> list[Any]:
    with database.read() as session:
        return list(session.execute(select(ledger_entry).order_by(ledger_entry.c.number)))


def test_a_refusal_is_sealed_without_what_was_typed(database: Databases) -> None:
    assert refuse(database, raw={"secret": "身份证号"})
    (entry,) = entries(database)
    body = json.loads(entry.body)
    assert (entry.stream, entry.act, entry.actor) == ("attempts", "refused", "clerk")
    assert len(body.pop("input")) == 64
    assert (body.pop("act"), body.pop("now")) == ("refused", NOON.isoformat())
    assert body == {"item": "4711", "kind": "refused", "rules": ["ART-23.1"], "fields": ["instalments"], "repeated": 0}
    assert "身份证号" not in entry.body
    assert check(database).ok


def test_a_repetition_within_the_window_is_counted_and_told_by_the_next_entry(database: Databases) -> None:
    assert refuse(database)
    assert not refuse(database, NOON + WINDOW - SECOND, raw={"a": "2"})
    assert not refuse(database, NOON + WINDOW - SECOND, fields=["other"])
    assert refuse(database, NOON + WINDOW)
    assert refuse(database, NOON + WINDOW + WINDOW)
    assert [json.loads(entry.body)["repeated"] for entry in entries(database)] == [0, 2, 0]


@pytest.mark.parametrize("other", [{"actor": "leader"}, {"item": "start:town_plan"}, {"kind": "invalid"}, {"rules": ["ART-23.2"]}])
def test_another_refusal_is_another_entry(database: Databases, other: dict[str, Any]) -> None:
    assert refuse(database)
    assert refuse(database, **other)
    assert len(entries(database)) == 2


def test_what_comes_from_outside_is_cut_to_a_sane_length(database: Databases) -> None:
    names = ["\ud800", "zero\x00", "x" * 10_000, *map(str, range(1000))]
    assert refuse(database, actor="a" * 500, item="i" * 500, fields=names, raw={"\ud800": "\x00", "b": object()})
    (entry,) = entries(database)
    fields = json.loads(entry.body)["fields"]
    assert fields[:2] == ["?", "zero?"]
    assert (len(fields), max(map(len, fields))) == (20, 120)
    assert len(entry.actor) == 60
    assert check(database).ok
