"""The one MetaData of all tables, and the column types on which both databases agree to the bit."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = BigInteger().with_variant(Integer, "sqlite")
"""A surrogate key: never shown to an auditor, never part of a digest."""

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


class Instant(TypeDecorator[dt.datetime]):
    """A moment in UTC, stored as microseconds since 1970: the same on both databases, exact after any round trip."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        """Refuse a naive moment: it has no meaning."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """An aware moment in UTC."""
        return None if value is None else EPOCH + int(value) * MICROSECOND


class Money(TypeDecorator[Decimal]):
    """Yuan with two decimals, stored as whole fen, so that sums in SQL are exact on SQLite too. Decimal(18,2)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse a third decimal instead of rounding it."""
        if value is None:
            return None
        fen = value * 100
        if fen != fen.to_integral_value():
            raise ValueError("money has at most two decimals")
        return int(fen)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Yuan, always with two decimals."""
        return None if value is None else Decimal(int(value)).scaleb(-2)


class Hundredths(Money):
    """A weight, a share, a score, a quantity: any number with at most two decimals, stored whole like money."""

    cache_ok = True


class Json(TypeDecorator[Any]):
    """A JSON value as text (never JSONB: key order is part of what is kept)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Compact text; None stays NULL."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The value as it was given."""
        return None if value is None else json.loads(value)


class Row(DeclarativeBase):
    """Base of the domain's classes; the engine's and the ledger's tables are plain Core on the same MetaData."""

    metadata = metadata


def one_at_a_time(session: Session, what: str) -> None:
    """Wait for others who do the same in this moment; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": what})
