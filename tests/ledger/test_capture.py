"""Every row that an act writes is in its entry, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Databases
from tests.ledger.purse import NOON, Docket, Purse, Slip
from workflows.ledger.capture import enter, rows_digest, watch
from workflows.ledger.columns import stored_rows
from workflows.ledger.commitments import CAPTURED, commit

Rows = list[list[Any]]


@pytest.fixture
def rows() -> Rows:
    return []


def purse(**more: Any) -> Purse:
    return Purse(**{"code": "F1", "amount": Decimal(180000), "opened_at": NOON, **more})


def test_an_insert_names_every_column_in_its_canonical_form(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        watch(session, rows)
        session.add(purse(year_begins=dt.date(2026, 1, 1), notes=[{"b": 1, "a": None}]))
        session.flush()
    values = {
        "amount": "180000.00",
        "opened_at": "2026-03-02T04:00:00.000000Z",
        "year_begins": "2026-01-01",
        "pooled": False,
        "notes": [{"b": 1, "a": None}],
    }
    assert [row[:5] for row in rows] == [["purse", ["F1"], "insert", values, {}]]


def test_an_update_names_only_what_changed(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        session.add(purse())
    with database.write() as session:
        watch(session, rows)
        found = session.get_one(Purse, "F1")
        found.amount = Decimal("170000.5")
        found.pooled = False
        session.flush()
    assert rows == [["purse", ["F1"], "update", {"amount": "170000.50"}, {}]]


def test_a_change_to_the_same_value_or_to_a_sum_is_no_change(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        session.add(purse())
    with database.write() as session:
        watch(session, rows)
        found = session.get_one(Purse, "F1")
        found.amount = Decimal(180000)
        found.spent = Decimal(5)
        session.flush()
    assert rows == []


def test_surrogate_keys_stand_apart_and_no_digest_sees_them(database: Databases, rows: Rows) -> None:
    others: Rows = []
    for list_of_rows, written_for in ((rows, 1), (others, 99)):
        with database.write() as session:
            watch(session, list_of_rows)
            session.add(purse(code=f"F{written_for}"))
            session.flush()
            list_of_rows.clear()
            slip = Slip(purse="F1", written_for=written_for, amount=Decimal(1))
            session.add(slip)
            session.flush()
            identity = slip.id
        assert list_of_rows == [
            ["slip", [], "insert", {"purse": "F1", "amount": "1.00", "text": ""}, {"id": identity, "written_for": written_for}]
        ]
    assert rows != others
    assert rows_digest(rows) == rows_digest(others)


def test_a_digest_depends_on_values_and_not_on_order(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        watch(session, rows)
        session.add_all([purse(code="F1"), purse(code="F2")])
        session.flush()
    assert rows_digest(rows) == rows_digest(reversed(rows))
    changed = json.loads(json.dumps(rows))
    changed[0][3]["amount"] = "180000.01"
    assert rows_digest(rows) != rows_digest(changed)


def test_several_flushes_and_updates_are_recorded_in_a_lasting_order(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        session.add_all([purse(code=f"F{n}") for n in range(9)])
    with database.write() as session:
        watch(session, rows)
        found = [session.get_one(Purse, f"F{n}") for n in (5, 3, 8, 1)]
        for one in found:
            one.pooled = True
        session.flush()
        found[0].notes = [1]
        session.flush()
    assert [(row[1], row[3]) for row in rows] == [
        *((["F1"], {"pooled": True}), (["F3"], {"pooled": True}), (["F5"], {"pooled": True}), (["F8"], {"pooled": True})),
        (["F5"], {"notes": [1]}),
    ]


def test_a_personal_column_is_only_committed_to(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        watch(session, rows)
        session.add(purse(holder="张三"))
        session.flush()
        (kept,) = session.info[CAPTURED]
    assert "张三" not in json.dumps(rows, ensure_ascii=False)
    assert rows[0][5] == {"holder": {"commitment": commit(kept.salt, "张三")}}
    assert (kept.field, kept.text) == ("purse.holder", '"张三"')


def test_deleting_a_row_fails_and_nothing_is_kept(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        session.add(purse())

    def delete() -> None:
        with database.write() as session:
            watch(session, rows)
            session.delete(session.get_one(Purse, "F1"))

    with pytest.raises(RuntimeError, match="never deleted: Purse"):
        delete()
    assert rows == []
    with database.read() as session:
        assert session.get(Purse, "F1") is not None


def test_rows_outside_history_and_unwatched_sessions_are_left_alone(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        watch(session, rows)
        session.add(Docket(id=1, seq=0, head=b""))
        session.flush()
        session.delete(session.get_one(Docket, 1))
        session.flush()
    with database.write() as session:
        session.add(purse())
        session.flush()
        session.delete(session.get_one(Purse, "F1"))
    assert rows == []


def test_a_stored_row_says_what_was_captured(database: Databases, rows: Rows) -> None:
    with database.write() as session:
        watch(session, rows)
        session.add(purse(amount=Decimal("-0.00"), notes={"score": 0.5}))
        session.add(Slip(purse="F1", written_for=2**62, amount=Decimal("0.1")))
        session.flush()
    with database.read() as session:
        (stored_purse,) = stored_rows(session, Purse.metadata.tables["purse"])
        (stored_slip,) = stored_rows(session, Slip.metadata.tables["slip"])
    assert stored_purse.values == {**rows[0][3], "holder": None}
    assert stored_purse.identity == ["F1"]
    assert {"id": stored_slip.identity[0], **stored_slip.values} == {**rows[1][3], **rows[1][4]}


def test_capture_asks_the_database_nothing(sqlite_url: str, rows: Rows) -> None:
    database = Databases(sqlite_url)
    meter = database.meter()

    def insert_two(session: Session) -> None:
        session.add_all([purse(code="F1"), purse(code="F2")])
        session.flush()

    with database.write() as session:
        insert_two(session)
        session.rollback()
    without = meter.statements
    with database.write() as session:
        watch(session, rows)
        insert_two(session)
    assert meter.statements == 2 * without
    assert len(rows) == 2
    database.dispose()


def test_a_row_that_is_entered_is_recorded_like_an_object(database: Databases, rows: Rows) -> None:
    added: Rows = []
    with database.write() as session:
        session.add(purse())
        watch(session, added)
        session.add(Slip(purse="F1", written_for=7, amount=Decimal("1.5"), text="a"))
        session.flush()
    with database.write() as session:
        watch(session, rows)
        enter(session, Slip, {"purse": "F1", "written_for": 7, "amount": Decimal("1.5"), "text": "a"})
        entered = session.scalars(select(Slip).order_by(Slip.id.desc())).first()
    slips = [row for row in added if row[0] == "slip"]
    assert entered is not None
    assert [row[:4] for row in rows] == [row[:4] for row in slips]
    assert [row[4] for row in rows] == [{"id": entered.id, "written_for": 7}]
    assert rows_digest(rows) == rows_digest(slips)


def test_a_personal_column_that_is_entered_is_only_committed_to(database: Databases, rows: Rows) -> None:
    given = {"code": "F2", "amount": Decimal(1), "spent": Decimal(0), "opened_at": NOON, "year_begins": None, "pooled": True, "notes": []}
    with database.write() as session:
        watch(session, rows)
        enter(session, Purse, {**given, "holder": "王小明"})
        (kept,) = session.info[CAPTURED]
    assert rows[0][5] == {"holder": {"commitment": kept.commitment}}
    assert "王小明" not in json.dumps(rows, ensure_ascii=False)


def test_a_row_is_entered_whole(database: Databases, rows: Rows) -> None:
    with database.write() as session, pytest.raises(TypeError, match="Slip needs text"):
        enter(session, Slip, {"purse": "F1", "written_for": 7, "amount": Decimal("1.5")})
