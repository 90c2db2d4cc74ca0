"""A small world whose history is sealed: purses and slips as rows, dockets that keep the head of their stream as a case row does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, ForeignKey, LargeBinary, MetaData, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.db import Databases
from workflows.ledger.append import Entry, append
from workflows.ledger.canonical import canonical
from workflows.ledger.capture import watch
from workflows.ledger.chain import BEGINNING, Head
from workflows.ledger.columns import recorded_tables
from workflows.ledger.report import Report
from workflows.ledger.tables import attempt_count, ledger_entry, ledger_head, ledger_leaf, ledger_tile, personal_value
from workflows.ledger.verify import verify
from workflows.schema import Id, Instant, Json, Money

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


class World(DeclarativeBase):
    """Apart from the product's tables."""

    metadata = MetaData()


class Purse(World):
    """A row with a natural key, a sum, a personal column and every type of value."""

    __tablename__ = "purse"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    spent: Mapped[Decimal] = mapped_column(Money, default=Decimal(0), info={"derived": True})
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    year_begins: Mapped[dt.date | None]
    pooled: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[Any] = mapped_column(Json, default=list)
    holder: Mapped[str | None] = mapped_column(String(40), info={"personal": True})


class Slip(World):
    """A row with a surrogate key."""

    __tablename__ = "slip"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    purse: Mapped[str] = mapped_column(ForeignKey("purse.code"))
    written_for: Mapped[int] = mapped_column(Id)
    amount: Mapped[Decimal] = mapped_column(Money)
    text: Mapped[str] = mapped_column(String(100), default="")


class Docket(World):
    """Keeps the head of stream `case:<id>`; no part of history itself."""

    __tablename__ = "docket"
    __table_args__ = ({"info": {"recorded": False}},)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    seq: Mapped[int]
    head: Mapped[bytes] = mapped_column(LargeBinary(32))


TABLES = recorded_tables(World.metadata.tables.values())


def build_world(engine: Engine) -> None:
    """The ledger's tables and this world's."""
    tables = [ledger_entry, ledger_leaf, ledger_tile, ledger_head, personal_value, attempt_count]
    ledger_entry.metadata.create_all(engine, tables=tables)
    World.metadata.create_all(engine)


def heads(session: Session) -> Iterable[Head]:
    """The heads that dockets keep."""
    return [Head(f"case:{row.id}", row.seq, row.head) for row in session.execute(select(Docket.id, Docket.seq, Docket.head))]


def do_act(database: Databases, docket: int, effect: Callable[[Session], None] = lambda _: None, **said: Any) -> bytes:
    """One act of a docket: its effect on rows, its entry, its head, in one transaction."""
    rows: list[list[Any]] = []
    with database.write() as session:
        kept = session.execute(select(Docket).where(Docket.id == docket).with_for_update()).scalar_one_or_none()
        if kept is None:
            kept = Docket(id=docket, seq=0, head=BEGINNING)
            session.add(kept)
        watch(session, rows)
        effect(session)
        session.flush()
        body = canonical({**said, "rows": rows})
        entry = Entry(f"case:{docket}", kept.seq + 1, NOON, "complete", "clerk", f"key-{kept.seq}", body)
        kept.head = append(session, entry, kept.head)
        kept.seq += 1
        return kept.head


def check(database: Databases) -> Report:
    """Verify everything."""
    with database.read() as session:
        return verify(session, heads=[heads], tables=TABLES)
