"""Claims: the classes of service are dated; a change is read as it is written, told in words, and chosen by the day that it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.worlds import act_for, fresh_session
from workflows.procurement import classes
from workflows.procurement.lawbook import categories, category_of, is_sensitive
from workflows.procurement.models.law import Category
from workflows.procurement.models.projects import Project
from workflows.procurement.occasions import NOTED, occasion
from workflows.procurement.rules import packs as rules

JUNE, JULY = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
COUNSEL = "心理咨询"


@pytest.fixture
def world() -> Iterator[Session]:
    """A fresh standard world."""
    with fresh_session() as session:
        yield session


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(2), dt.UTC)


def retire(session: Session, item: str, applies_by: str) -> None:
    """A version from July on without an item, as an approved change writes it."""
    for one in categories(session):
        told = classes.kept(one)
        without = {name: [each for each in told[name] if each != item] for name in ("items", "sensitive")}
        session.add(Category(**{**told, **without}, from_date=JULY, applies_by=applies_by, source="示民〔2026〕21号"))
    session.flush()


@pytest.mark.parametrize(
    ("applies_by", "step", "day", "listed"),
    [
        ("act_date", JUNE, JULY, False),
        ("act_date", JUNE, JUNE, True),
        ("step_start", JUNE, JULY, True),
        ("step_start", JULY, JULY, False),
        ("case_start", JUNE, JUNE, True),
        ("case_start", JUNE, JULY, False),
    ],
)
def test_a_version_is_chosen_by_the_day_that_it_names(world: Session, applies_by: str, step: dt.date, day: dt.date, listed: bool) -> None:
    retire(world, COUNSEL, applies_by)
    acting = act_for(world, "clerk", "town.clerk@town_a", at(day))
    assert (category_of(world, COUNSEL, occasion(acting, step)) is not None) is listed
    assert is_sensitive(world, COUNSEL, occasion(acting, step)) is listed
    assert [fact[:2] for fact in acting.record.facts] == [[NOTED, classes.CATEGORIES]]


def test_a_project_corrected_later_keeps_the_day_on_which_it_was_first_handed_in() -> None:
    assert Project(submitted_at=at(JULY), first_submitted_at=at(JUNE)).first_submitted == at(JUNE)
    assert Project(submitted_at=at(JULY)).first_submitted == at(JULY)


def one(
    number: int = 5, name: str = "社区营造类", items: tuple[str, ...] = ("议事协商", "社区文化"), sensitive: tuple[str, ...] = ()
) -> Any:
    return {"number": number, "name": name, "items": list(items), "sensitive": list(sensitive)}


def test_classes_are_read_as_they_are_written() -> None:
    told = [one(2, "基本服务类", ("社区教育", COUNSEL), (COUNSEL,)), one()]
    assert classes.read(classes.written(told)) == told
    assert classes.read(" 5 社区营造类:议事协商 、 社区文化 \n\n") == [one()]
    for wrong in ("社区营造类：议事协商", "5 社区营造类", "5 社区营造类：议事协商、、社区文化", "取消"):
        with pytest.raises(ValueError, match=wrong[:2]):
            classes.read(wrong)


def test_a_change_is_told_by_what_differs() -> None:
    before = [one(2, "基本服务类", ("社区教育", COUNSEL), (COUNSEL,)), one()]
    after = [one(2, "基本类", ("社区教育", "议事协商"), ("社区教育",)), one(items=("社区文化", "数字助老"))]
    told = "第2类改称基本类；增加“数字助老”（社区营造类）；取消“心理咨询”（基本服务类）；“社区教育”列为敏感；“议事协商”改列基本类"
    assert classes.difference(before, after) == told
    assert classes.difference(before, before) == ""
    assert [classes.of_item(before, item) for item in (COUNSEL, "数字助老")] == ["基本服务类·心理咨询（敏感）", "“数字助老”未列入"]


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ([one()], []),
        ([one(), one(5, "平安建设类", ("应急管理",))], ["类号“5”写了不止一次。"]),
        ([one(), one(4, "社区营造类", ("应急管理",))], ["类别“社区营造类”写了不止一次。"]),
        ([one(), one(4, "平安建设类", ("社区文化",))], ["子项“社区文化”写了不止一次。"]),
        ([one(items=("其他",))], ["“其他”不是子项，第八条以外的服务自会列入。"]),
    ],
)
def test_every_service_has_one_class(told: list[Any], wrong: list[str]) -> None:
    assert [reason.message for reason in rules.classes_name_each_once(told)] == wrong
