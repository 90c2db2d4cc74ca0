"""Claim: of every table that entries carry, each column changed in one row of a played database is named; generated from the tables."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
from sqlalchemy import Column, Table, and_, select, text, update
from sqlalchemy.orm import Session

from app.tables import load
from tests.ledger.test_verify_rows import other
from tests.towns import Office, Towns
from workflows.ledger.columns import recorded_tables
from workflows.ledger.domain import Domain
from workflows.ledger.memory import Memory
from workflows.ledger.personal import commitments_in, personal_findings
from workflows.ledger.tables import ledger_entry
from workflows.schema import Row

TABLES_AT_LEAST = 40


class Lasting(Memory):
    """Forgets nothing, so that one reading serves every column."""

    def forget(self, name: str, identity: str) -> None:
        """A row that has been compared is compared again."""


@pytest.fixture
def played(sqlite_towns: Towns) -> Iterator[Office]:
    """The whole golden case."""
    office = sqlite_towns.after(61).open()
    yield office
    office.close()
    sqlite_towns.take_back()


def learned(session: Session, tables: list[Table], memory: Memory) -> Domain:
    """What the entries say of these tables."""
    domain = Domain(tables, memory)
    wanted = select(ledger_entry.c.stream, ledger_entry.c.number, ledger_entry.c.body).order_by(ledger_entry.c.position)
    for stream, number, body in session.execute(wanted):
        said = orjson.loads(body)
        domain.learn(stream, number, said.get("rows", ()))
        for field, commitment in commitments_in(said):
            memory.commit(stream, number, commitment, field)
    memory.settle()
    list(personal_findings(session, memory))
    return domain


def unseen(session: Session, domain: Domain, table: Table, column: Column[object]) -> bool:
    """Whether another value in the last row goes unnoticed."""
    key = list(table.primary_key)
    row = session.execute(select(*key, column.label("changed")).order_by(*(one.desc() for one in key)).limit(1)).one()
    with session.begin_nested() as attempt:
        mine = and_(*(one == value for one, value in zip(key, row, strict=False)))
        session.execute(update(table).where(mine).values({column.name: other(column, row.changed)}))
        named = [one for one in domain.differences(session, table) if one.subject.endswith(f" {column.name}")]
        attempt.rollback()
    return not named


def test_every_column_of_every_carried_table_is_compared(played: Office) -> None:
    load()
    tables = recorded_tables(mapper.local_table for mapper in Row.registry.mappers)  # type: ignore[misc]
    with played.bench.databases.write() as session, Lasting() as memory:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        domain = learned(session, tables, memory)
        filled = [table for table in tables if session.execute(select(*table.primary_key).limit(1)).first()]
        columns = [(table, one) for table in filled for one in table.c if not one.primary_key and not one.info.get("derived")]
        missed = [f"{table.name}.{column.name}" for table, column in columns if unseen(session, domain, table, column)]
        session.rollback()
    assert missed == []
    assert len(filled) > TABLES_AT_LEAST
