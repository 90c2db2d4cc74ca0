"""Reads dated law: figures, thresholds, bands, categories, lists, rule packs, the articles themselves. No row for a date: no answer."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflows.errors import Missing, Reason
from workflows.procurement.classes import CATEGORIES
from workflows.procurement.models.law import Band, Category, Figure, RulePack, RulePackExtension, ServiceList, ServiceListItem, Threshold
from workflows.procurement.models.people import Authority
from workflows.procurement.occasions import Occasion, Span
from workflows.procurement.once import once
from workflows.text import _

LIMIT, OPEN_TENDER = "L", "O"
"""分散采购限额标准 and 公开招标数额标准: the ids of the thresholds."""
BANDS = "bands"
"""What the town's ladder of bands is called where one speaks of it as of a figure."""
On = dt.date | Occasion | Span | None
"""A day, or the occasion of an act, or a period that begins: then each version's own `applies_by` says which day of the case counts."""
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


def figure_row(session: Session, figure_id: str, on: On = None) -> Row[Any]:
    """The row of a figure as it stands on a day or for an act; without either, the latest. Read once in a transaction. Raises Missing."""
    kept = once(session)
    if (Figure, figure_id) not in kept:
        kept[Figure, figure_id] = session.connection().execute(_FIGURE, {"id": figure_id}).all()
    rows = kept[Figure, figure_id]
    found: Row[Any] | None = _standing(rows, on)
    if found is None:
        raise Missing([Reason(_("登记簿中没有数值{id}。").format(id=figure_id), rules=(figure_id,))])
    if len(rows) > 1 and isinstance(on, Occasion):
        on.note(figure_id, found.from_date, found.value)
    return found


def figure(session: Session, figure_id: str, on: On = None) -> Any:
    """The number itself: Decimal for amounts, percents and ratios, int for counts and periods, text for a rule, rows for a table.

    Raises Missing where no such figure stands on that day.
    """
    return parsed(figure_row(session, figure_id, on).value)


def threshold(session: Session, threshold_id: str, on: On, budget_level: str = "区级") -> Decimal | None:
    """The amount from which a stricter law binds on a day, in yuan ("以上" includes it); None: no such row, and so no answer."""
    row = threshold_row(session, threshold_id, on, budget_level)
    return row.amount if row else None


def threshold_row(session: Session, threshold_id: str, on: On, budget_level: str = "区级") -> Threshold | None:
    """The threshold with its document and whether it was verified; for services, at a budget level, on a day or for an act."""
    of = and_(Threshold.id == threshold_id, Threshold.budget_level == budget_level, Threshold.object == "服务")
    rows = session.scalars(select(Threshold).where(of).order_by(Threshold.from_date.desc())).all()
    found: Threshold | None = _standing(rows, on)
    if found and len(rows) > 1 and isinstance(on, Occasion):
        on.note(threshold_id, found.from_date, str(found.amount))
    return found


def bands(session: Session, on: On = None) -> list[Band]:
    """The town's ladder of procedures below the limit on a day or for an act, the lowest first; empty where there is none."""
    rows = session.scalars(select(Band).order_by(Band.from_date.desc(), Band.from_amount)).all()
    found: Band | None = _standing(rows, on)
    if found is None:
        return []
    if isinstance(on, Occasion) and rows[-1].from_date != rows[0].from_date:
        on.note(BANDS, found.from_date, "")
    return [row for row in rows if row.from_date == found.from_date]


def band_of(session: Session, amount: Decimal, on: On = None) -> Band | None:
    """The town's procedure for an amount below the limit; from the limit on None. A band's lower end belongs to it, its upper does not."""
    for band in reversed(bands(session, on)):
        if band.from_amount <= amount:
            end = band.below if band.below_threshold is None else _end_of(session, band.below_threshold, on)
            return band if end is not None and amount < end else None
    return None


def categories(session: Session, on: On = None) -> list[Category]:
    """The classes of service (Art. 8) as they stand on a day or for an act, in order; without either, the latest."""
    rows = session.scalars(select(Category).order_by(Category.from_date.desc(), Category.number)).all()
    found: Category | None = _standing(rows, on)
    if found is None:
        return []
    if isinstance(on, Occasion) and rows[-1].from_date != rows[0].from_date:
        on.note(CATEGORIES, found.from_date, "")
    return [row for row in rows if row.from_date == found.from_date]


def category_of(session: Session, sub_item: str, on: On = None) -> Category | None:
    """The class to which a named sub-item belongs (Art. 8); None for 其他 and for what no class names."""
    return next((row for row in categories(session, on) if sub_item in row.items), None)


def is_sensitive(session: Session, sub_item: str, on: On = None) -> bool:
    """Whether a sub-item touches sensitive personal data (ART-8.2)."""
    row = category_of(session, sub_item, on)
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


def term_of(session: Session, pack_id: str) -> tuple[dt.date, dt.date | None]:
    """The first and the last day of a rule pack with everything that carries it on; None: no end. Raises NoResultFound."""
    pack = session.get_one(RulePack, pack_id)
    longer = session.scalars(select(RulePackExtension.to_date).where(RulePackExtension.pack_id == pack_id)).all()
    ends = [pack.to_date, *longer]
    return pack.from_date, None if None in ends else max(filter(None, ends))


def _holds(start: InstrumentedAttribute[dt.date], end: InstrumentedAttribute[dt.date | None], on: dt.date) -> ColumnElement[bool]:
    return and_(start <= on, or_(end.is_(None), end >= on))


def _standing(rows: Sequence[Any], on: On) -> Any:
    """The version that is applied: the latest one whose days hold the day by which it is chosen."""
    for row in rows:
        day = on.by(row.applies_by) if isinstance(on, Occasion | Span) else on
        if day is None or (row.from_date <= day and (row.to_date is None or day <= row.to_date)):
            return row
    return None


def _end_of(session: Session, threshold_id: str, on: On) -> Decimal | None:
    if on is not None:
        return threshold(session, threshold_id, on)
    latest = select(Threshold.amount).where(Threshold.id == threshold_id).order_by(Threshold.from_date.desc()).limit(1)
    return session.scalars(latest).one_or_none()


def parsed(value: Any) -> Any:
    """What a figure's value means: decimals are kept as text."""
    if isinstance(value, str):
        return Decimal(value) if DECIMAL.fullmatch(value) else value
    if isinstance(value, list):
        return [parsed(one) for one in value]
    if isinstance(value, dict):
        return {key: parsed(one) for key, one in value.items()}
    return value
