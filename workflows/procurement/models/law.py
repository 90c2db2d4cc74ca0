"""Rows of dated law: figures and periods, thresholds and bands, the calendar, categories, the yearly list, the rule pack."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.schema import Id, Instant, Json, Money, Row


class Figure(Row):
    """A number of the law (T.., R.., G.., V..) or the town's own (TD..), from a day to a day, both included.

    `unit`: working, calendar (days, the first not counted), months, years, date (MM-DD), amount, percent, ratio, count, rule, table.
    Amounts, percents and ratios are strings in `value`, tables and groups of counts are objects. `bound`: min, max or exact.
    `effect`: gate (the flow waits), due (somebody owes it), info.
    `applies_by`: by which day of a case a version is chosen (case_start, step_start, act_date); a period that runs, by its own first day.
    A change is a row of its own from a later day on; the rows before it stay as they are.
    `start_fact` names the row that starts the period; absent: the day the task opens. `warn`: calendar days before its last day on
    which it is told, `escalates_to`: the role that looks after what is late; absent: as TD42 and TD44 say; empty: a diagram asks.
    """

    __tablename__ = "figure"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    from_date: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    to_date: Mapped[dt.date | None] = mapped_column(Date)
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(Json)
    unit: Mapped[str] = mapped_column(String(10))
    bound: Mapped[str | None] = mapped_column(String(10))
    effect: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(200))
    from_event: Mapped[str | None] = mapped_column(String(100))
    to_event: Mapped[str | None] = mapped_column(String(100))
    start_fact: Mapped[str | None] = mapped_column(String(60))
    on_breach: Mapped[str | None] = mapped_column(String(20))
    applies_by: Mapped[str] = mapped_column(String(20))
    regimes: Mapped[list[str]] = mapped_column(Json)
    verification: Mapped[str | None] = mapped_column(String(20))
    warn: Mapped[list[int] | None] = mapped_column(Json)
    escalates_to: Mapped[str | None] = mapped_column(String(60))


class Threshold(Row):
    """An amount from which the Procurement Law binds, or open tender is due: by region, budget level, object, kind and date."""

    __tablename__ = "threshold"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    from_date: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    to_date: Mapped[dt.date | None] = mapped_column(Date)
    region: Mapped[str] = mapped_column(String(20))
    budget_level: Mapped[str] = mapped_column(String(10))
    object: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(40))
    amount: Mapped[Decimal] = mapped_column(Money)
    document: Mapped[str] = mapped_column(String(200))
    verification: Mapped[str] = mapped_column(String(20))
    applies_by: Mapped[str] = mapped_column(String(20))


class Band(Row):
    """A town's own procedure below the limit, from an amount (included) to `below` or the threshold `below_threshold` (excluded).

    All bands of one first day are a ladder; a change is a whole new ladder.
    """

    __tablename__ = "band"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    from_date: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    to_date: Mapped[dt.date | None] = mapped_column(Date)
    from_amount: Mapped[Decimal] = mapped_column(Money)
    below: Mapped[Decimal | None] = mapped_column(Money)
    below_threshold: Mapped[str | None] = mapped_column(String(20))
    procedure: Mapped[str] = mapped_column(String(60))
    quotations: Mapped[int] = mapped_column(Integer)
    notice_working_days: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200))
    applies_by: Mapped[str] = mapped_column(String(20))


class CalendarYear(Row):
    """A year whose holidays are known. `digest` (SHA-256 of its days) tells whether what was computed before still stands."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class CalendarDay(Row):
    """A day that is not what its weekday says: `off`, a weekday without work, or `make_up`, a weekend day with work.

    A notice that is replaced leaves its days behind as `ordinary`; nothing is deleted.
    """

    __tablename__ = "calendar_day"

    date: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_year.year"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))


class Category(Row):
    """A class of service (ART-8.1) with its named sub-items; `sensitive` are those that touch sensitive personal data (ART-8.2).

    All classes of one first day are a version; a change is a whole new one. `applies_by`: by which day of a case it is chosen.
    """

    __tablename__ = "category"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    from_date: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    to_date: Mapped[dt.date | None] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(40))
    items: Mapped[list[str]] = mapped_column(Json)
    sensitive: Mapped[list[str]] = mapped_column(Json)
    source: Mapped[str] = mapped_column(String(200))
    applies_by: Mapped[str] = mapped_column(String(20))


class ServiceList(Row):
    """A version of a district's yearly list of services (ART-7.1); a change is a new version (ART-7.3)."""

    __tablename__ = "service_list"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("authority.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    published_on: Mapped[dt.date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why a later version amends the one before; empty for the year's first."""


class ServiceListItem(Row):
    """An item of a list: pooled fiscal money buys only what stands here (ART-13.2)."""

    __tablename__ = "service_list_item"

    list_id: Mapped[str] = mapped_column(ForeignKey("service_list.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    sub_item: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    standard: Mapped[str] = mapped_column(Text, default="")
    price_guide: Mapped[str] = mapped_column(Text)
    funding: Mapped[str] = mapped_column(String(100), default="")


class RulePack(Row):
    """A regulation with its term (ART-30.1)."""

    __tablename__ = "rule_pack"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(100))
    from_date: Mapped[dt.date] = mapped_column(Date)
    to_date: Mapped[dt.date | None] = mapped_column(Date)


class RulePackExtension(Row):
    """A registered document that carries a rule pack on beyond its term (ART-30.1)."""

    __tablename__ = "rule_pack_extension"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    pack_id: Mapped[str] = mapped_column(ForeignKey("rule_pack.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(100))
    registered_on: Mapped[dt.date] = mapped_column(Date)
    from_date: Mapped[dt.date] = mapped_column(Date)
    to_date: Mapped[dt.date | None] = mapped_column(Date)
