"""The rule packs as officials read and change them: every figure by kind with its versions, its value in words, and a new value read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.procurement import classes
from workflows.procurement.classes import CATEGORIES
from workflows.procurement.lawbook import BANDS
from workflows.procurement.models.law import Band, Category, Figure, Threshold
from workflows.procurement.occasions import CASE_START
from workflows.procurement.world import role_label
from workflows.text import _

THRESHOLD, BAND, DEADLINE, CAP, TABLE, CATEGORY = "threshold", "band", "deadline", "cap", "table", "category"
KINDS: Mapping[str, str] = {
    THRESHOLD: _("限额标准"),
    BAND: _("限额以下档次"),
    DEADLINE: _("期限"),
    CAP: _("金额、比例和次数"),
    TABLE: _("规则和表"),
    CATEGORY: _("服务类别"),
}
NAMELESS = frozenset({BANDS, CATEGORIES})
"""What has no id that officials use."""
"""Kinds of what may be changed, in the order of the pages."""
PERIODS: Mapping[str, str] = {
    "working": _("{n}个工作日"),
    "calendar": _("{n}日"),
    "months": _("{n}个月"),
    "years": _("{n}年"),
    "date": _("每年{n}"),
}
SHARES = frozenset({"ratio", "percent"})
NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
LABELS: Mapping[str, str] = {
    "committee_members": _("两委成员"),
    "resident_reps": _("居民代表"),
    "counted": _("计算范围"),
    "legal_committee_members": _("两委成员法定下限"),
    "legal_resident_reps": _("居民代表法定下限"),
    "from_score": _("得分不低于"),
    "grade": _("等级"),
    "ratio": _("支付比例"),
    "part": _("评选环节"),
    "weight": _("权重"),
    "from_amount": _("不低于"),
    "below": _("低于"),
    "procedure": _("程序"),
    "quotations": _("报价家数"),
    "notice_working_days": _("公告工作日"),
}
WORDS = (
    ("last ", _("十二月最后 ")),
    (" working days of December and amount >= ", _(" 个工作日，且金额不低于合同价的 ")),
    (" % of contract price", "%"),
    ("present", _("到会人数")),
    ("eligible", _("应到人数")),
    ("beneficiaries", _("受益人数")),
    ("valid", _("有效份数")),
    ("for ", _("赞成票 ")),
    (" or ", _("，或者 ")),
    (">=", "≥"),
    ("*", "×"),
)
"""What a rule written as a formula says in plain words; its numbers stay in their order."""
BAND_FIELDS = ("from_amount", "below", "procedure", "quotations", "notice_working_days")


@dataclass(frozen=True, slots=True)
class Version:
    """A dated row: from which day, by what document, by which day of a case it is chosen. `value` as kept, `text` in words."""

    from_date: dt.date
    to_date: dt.date | None
    value: Any
    text: str
    source: str
    applies_by: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a rule pack says: a threshold, a ladder of bands, a figure. `versions`: the latest first."""

    key: str
    kind: str
    name: str
    unit: str
    versions: Sequence[Version]

    def on(self, day: dt.date) -> Version | None:
        """The version of a day."""
        return next((one for one in self.versions if one.from_date <= day and (one.to_date is None or day <= one.to_date)), None)

    def of_period(self, start: dt.date, submitted: dt.date) -> Version | None:
        """The version by which a period is counted that begins on a day in a project submitted on another."""
        days = ((one, submitted if one.applies_by == CASE_START else start) for one in self.versions)
        return next((one for one, day in days if one.from_date <= day and (one.to_date is None or day <= one.to_date)), None)

    def before(self, version: Version) -> Version | None:
        """The version that another one followed; None of the first."""
        return next((one for one in self.versions if one.from_date < version.from_date), None)

    @property
    def title(self) -> str:
        """Its id, where it has one that officials use, and its name."""
        return self.name if self.key in NAMELESS else f"{self.key} {self.name}"

    @property
    def changeable(self) -> bool:
        """Whether it holds a number, or is rewritten as a whole: other words of the law change only with the law."""
        return self.kind == CATEGORY or NUMBER.search(written(self.versions[0].value)) is not None


def matters(session: Session) -> list[Matter]:
    """Everything that may be looked up, kind by kind."""
    found = [*_thresholds(session), *_ladder(session), *_figures(session), *_classes(session)]
    order = list(KINDS)
    return sorted(found, key=lambda one: (order.index(one.kind), one.key))


def matter(session: Session, key: str) -> Matter | None:
    """One of them; None where there is none of that id."""
    return next((one for one in matters(session) if one.key == key), None)


def said(value: Any, unit: str) -> str:
    """A value as one says it: 5个工作日, 40%, 50,000.00元, 5类25项."""
    if unit == classes.UNIT:
        return classes.said(value)
    if unit in PERIODS:
        return PERIODS[unit].format(n=value)
    if unit == "amount":
        return _("{amount}元").format(amount=f"{Decimal(value):,.2f}")
    if unit in SHARES:
        share = Decimal(value) * (100 if unit == "ratio" else 1)
        return f"{share.normalize():f}%"
    return "；".join(written(value).splitlines())


def written(value: Any, unit: str = "") -> str:
    """A value as it stands in the field of a form: one line, or one line a row."""
    if unit == classes.UNIT:
        return classes.written(value)
    if isinstance(value, Mapping):
        return "，".join(f"{LABELS.get(key, key)} {one}" for key, one in value.items() if one is not None)
    if isinstance(value, list):
        return "\n".join(map(written, value))
    text = role_label(str(value))
    for word, plain in WORDS if isinstance(value, str) else ():
        text = text.replace(word, plain)
    return text


def told(before: Any, after: Any, unit: str) -> str:
    """A new value as one tells of it: of the classes what is added and retired, else the value."""
    return classes.difference(before, after) if unit == classes.UNIT else said(after, unit)


def read(text: str, like: Any, unit: str = "") -> Any:
    """A new value of the same form: only numbers may differ, but for the classes, which are rewritten as a whole.

    Raises ValueError where the words do, a number is of another kind, or a line is no class.
    """
    if unit == classes.UNIT:
        return classes.read(text)
    old, new = " ".join(written(like).split()), " ".join(text.split())
    if NUMBER.sub("#", old) != NUMBER.sub("#", new):
        raise ValueError(text)
    try:
        return _put(like, iter(NUMBER.findall(new)))
    except (ArithmeticError, ValueError) as error:
        raise ValueError(text) from error


def _put(like: Any, numbers: Iterator[str]) -> Any:
    if isinstance(like, Mapping):
        return {key: _put(one, numbers) for key, one in like.items()}
    if isinstance(like, list):
        return [_put(one, numbers) for one in like]
    if isinstance(like, int):
        return int(next(numbers))
    return NUMBER.sub(lambda old: _alike(old.group(), next(numbers)), like) if isinstance(like, str) else like


def _alike(old: str, new: str) -> str:
    """As many decimals, or as many digits, as before."""
    places = len(old.partition(".")[2])
    number = Decimal(new)
    if number != round(number, places):
        raise ValueError(new)
    return f"{number:.{places}f}".zfill(len(old) if old.startswith("0") and not places else 0)


def _thresholds(session: Session) -> Iterator[Matter]:
    rows: dict[str, list[Threshold]] = {}
    for row in session.scalars(select(Threshold).order_by(Threshold.id, Threshold.from_date.desc())):
        rows.setdefault(row.id, []).append(row)
    for key, versions in rows.items():
        name = _("{kind}（{region}，{level}，{object}）").format(
            kind=versions[0].kind, region=versions[0].region, level=versions[0].budget_level, object=versions[0].object
        )
        yield Matter(key, THRESHOLD, name, "amount", [_version(one, str(one.amount), "amount", one.document) for one in versions])


def _ladder(session: Session) -> Iterator[Matter]:
    rows: dict[dt.date, list[Band]] = {}
    for row in session.scalars(select(Band).order_by(Band.from_date.desc(), Band.from_amount)):
        rows.setdefault(row.from_date, []).append(row)
    versions = [_version(one[0], [_rung(band) for band in one], TABLE, one[0].source) for one in rows.values()]
    if versions:
        yield Matter(BANDS, BAND, _("限额以下的采购程序"), TABLE, versions)


def _classes(session: Session) -> Iterator[Matter]:
    rows: dict[dt.date, list[Category]] = {}
    for row in session.scalars(select(Category).order_by(Category.from_date.desc(), Category.number)):
        rows.setdefault(row.from_date, []).append(row)
    versions = [_version(one[0], list(map(classes.kept, one)), classes.UNIT, one[0].source) for one in rows.values()]
    if versions:
        yield Matter(CATEGORIES, CATEGORY, _("服务类别和子项"), classes.UNIT, versions)


def _rung(band: Band) -> dict[str, Any]:
    values = {name: getattr(band, name) for name in BAND_FIELDS}
    return {name: str(one) if isinstance(one, Decimal) else one for name, one in values.items()}


def _figures(session: Session) -> Iterator[Matter]:
    rows: dict[str, list[Figure]] = {}
    for row in session.scalars(select(Figure).order_by(Figure.id, Figure.from_date.desc())):
        rows.setdefault(row.id, []).append(row)
    for key, versions in rows.items():
        first = versions[0]
        kind = DEADLINE if first.unit in PERIODS else TABLE if first.unit in (TABLE, "rule") else CAP
        name = "".join(
            part for part in (_("{event}起，").format(event=first.from_event) if first.from_event else "", first.to_event or key)
        )
        yield Matter(key, kind, name, first.unit, [_version(one, one.value, one.unit, one.source) for one in versions])


def _version(row: Threshold | Band | Figure | Category, value: Any, unit: str, source: str) -> Version:
    verified = getattr(row, "verification", "") != "unverified"
    return Version(row.from_date, row.to_date, value, said(value, unit), source, row.applies_by, verified)
