"""Reads dated law: figures, thresholds, bands, categories, lists, rule packs, the articles themselves. No row for a date: no answer."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflows.errors import Missing, Reason
from workflows.procurement.models.law import Band, Category, Figure, RulePack, RulePackExtension, ServiceList, ServiceListItem, Threshold
from workflows.procurement.models.people import Authority
from workflows.procurement.once import once
from workflows.text import _

LIMIT, OPEN_TENDER = "L", "O"
"""分散采购限额标准 and 公开招标数额标准: the ids of the thresholds."""
DECIMAL = re.compile(r"-?\d+\.\d+", re.ASCII)
_FIGURE = (
    select(*(getattr(Figure, column.key) for column in Figure.__table__.columns))
    .where(Figure.id == bindparam("id"))
    .order_by(Figure.from_date.desc())
)


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the measures in Simplified Chinese: `label` 第二十三条, `chapter` 第五章 购买程序."""

    number: int
    label: str
    chapter: str
    text: str


@cache
def regulation() -> str:
    """What the measures are called."""
    document = tomllib.loads(files("workflows.procurement.law").joinpath("articles.toml").read_text(encoding="utf-8"))
    return str(document["regulation"]["title"])


@cache
def articles() -> Mapping[int, Article]:
    """The thirty articles by number."""
    document = tomllib.loads(files("workflows.procurement.law").joinpath("articles.toml").read_text(encoding="utf-8"))
    return {entry["number"]: Article(**entry) for entry in document["article"]}


def figure_row(session: Session, figure_id: str, on: dt.date | None = None) -> Row[Any]:
    """The row of a figure as it stands on a day; without a day, the latest. Read once in a transaction. Raises Missing."""
    kept = once(session)
    if (Figure, figure_id) not in kept:
        kept[Figure, figure_id] = session.execute(_FIGURE, {"id": figure_id}).all()
    for row in kept[Figure, figure_id]:
        if on is None or (row.from_date <= on and (row.to_date is None or on <= row.to_date)):
            found: Row[Any] = row
            return found
    raise Missing([Reason(_("登记簿中没有数值{id}。").format(id=figure_id), rules=(figure_id,))])


def figure(session: Session, figure_id: str, on: dt.date | None = None) -> Any:
    """The number itself: Decimal for amounts, percents and ratios, int for counts and periods, text for a rule, rows for a table.

    Raises Missing where no such figure stands on that day.
    """
    return _parsed(figure_row(session, figure_id, on).value)


def threshold(session: Session, threshold_id: str, on: dt.date, budget_level: str = "区级") -> Decimal | None:
    """The amount from which a stricter law binds on a day, in yuan ("以上" includes it); None: no such row, and so no answer."""
    row = threshold_row(session, threshold_id, on, budget_level)
    return row.amount if row else None


def threshold_row(session: Session, threshold_id: str, on: dt.date, budget_level: str = "区级") -> Threshold | None:
    """The threshold with its document and whether it was verified; for services, at a budget level, on a day."""
    holds = _holds(Threshold.from_date, Threshold.to_date, on)
    of = and_(Threshold.id == threshold_id, Threshold.budget_level == budget_level, Threshold.object == "服务")
    return session.scalars(select(Threshold).where(of, holds).order_by(Threshold.from_date.desc()).limit(1)).one_or_none()


def band_of(session: Session, amount: Decimal, on: dt.date | None = None) -> Band | None:
    """The town's procedure for an amount below the limit; from the limit on None. A band's lower end belongs to it, its upper does not."""
    for band in session.scalars(select(Band).where(Band.from_amount <= amount).order_by(Band.from_amount.desc()).limit(1)):
        end = band.below if band.below_threshold is None else _end_of(session, band.below_threshold, on)
        if end is not None and amount < end:
            return band
    return None


def category_of(session: Session, sub_item: str) -> Category | None:
    """The class to which a named sub-item belongs (Art. 8); None for 其他 and for what no class names."""
    return next((row for row in session.scalars(select(Category).order_by(Category.number)) if sub_item in row.items), None)


def is_sensitive(session: Session, sub_item: str) -> bool:
    """Whether a sub-item touches sensitive personal data (ART-8.2)."""
    row = category_of(session, sub_item)
    return row is not None and sub_item in row.sensitive


def list_in_force(session: Session, town_id: str, on: dt.date) -> ServiceList | None:
    """The district's list that binds a town on a day: the last one published, until the new year's is out (ART-13.2)."""
    town = session.get(Authority, town_id)
    district = town.parent_id if town and town.parent_id else town_id
    newest = ServiceList.year.desc(), ServiceList.version.desc()
    out = select(ServiceList).where(ServiceList.authority_id == district, ServiceList.published_on <= on).order_by(*newest).limit(1)
    return session.scalars(out).one_or_none()


def list_items(session: Session, town_id: str, on: dt.date, kept: str = "") -> list[ServiceListItem]:
    """The items that pooled fiscal money may buy for a town on a day, in order of code.

    `kept`: the version under which a project began, as `id/version`: an amendment does not change what it was begun for (ART-7.3).
    """
    current = session.get(ServiceList, kept.rpartition("/")[0]) if kept else list_in_force(session, town_id, on)
    of = select(ServiceListItem).where(ServiceListItem.list_id == current.id) if current else None
    return [] if of is None else list(session.scalars(of.order_by(ServiceListItem.code)))


def basis(session: Session, on: dt.date) -> RulePack | RulePackExtension | None:
    """What carries the measures on a day: the rule pack itself, a registered extension, or nothing (ART-30.1)."""
    pack = session.scalars(select(RulePack).where(_holds(RulePack.from_date, RulePack.to_date, on)).limit(1)).one_or_none()
    longer = select(RulePackExtension).where(_holds(RulePackExtension.from_date, RulePackExtension.to_date, on))
    return pack or session.scalars(longer.order_by(RulePackExtension.from_date).limit(1)).one_or_none()


def _holds(start: InstrumentedAttribute[dt.date], end: InstrumentedAttribute[dt.date | None], on: dt.date) -> ColumnElement[bool]:
    return and_(start <= on, or_(end.is_(None), end >= on))


def _end_of(session: Session, threshold_id: str, on: dt.date | None) -> Decimal | None:
    if on is not None:
        return threshold(session, threshold_id, on)
    latest = select(Threshold.amount).where(Threshold.id == threshold_id).order_by(Threshold.from_date.desc()).limit(1)
    return session.scalars(latest).one_or_none()


def _parsed(value: Any) -> Any:
    if isinstance(value, str):
        return Decimal(value) if DECIMAL.fullmatch(value) else value
    if isinstance(value, list):
        return [_parsed(one) for one in value]
    if isinstance(value, dict):
        return {key: _parsed(one) for key, one in value.items()}
    return value
