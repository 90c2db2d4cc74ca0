"""A draft may hold anything: whatever was left in a field, its page opens; and what breaks a rule is told beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forms
from app.web.forms.fields import Filled, field_views
from forms.base import Form, Line
from forms.base import forms as every_form
from forms.fields import Attachment, Choice, Date, Moment, Money, Number, Pick, Picks, Reference, Rows, Text, YesNo
from tests.towns import step
from tests.web.conftest import House
from tests.web.sheets import JSON, START, hand_in, posted, text_of

Open = Callable[[int], House]
forms.load()
FORMS = every_form()
MOMENTS = ("0001-01-01T00:00+14:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59-12:00", "9999-12-31T23:59:59.999999-23:59")
FIGURES = ("9" * 5000, "1e999999", "0e999999999999999999", "1e-999999", "NaN", "sNaN", "-Infinity", "-0", "+5", "1_000", "\u0663", "²")
SIGNS = ("", "\x00", "\u202e", "\ud800", "0001-01-01", "9999-12-31", "2026-W01-1", "24:00", "<script>")
LARGEST = "9999999999999999.99"
YEARS = "请核对日期：年份应在1990年至2100年之间。"


class Cells(Line):
    """A cell of each kind."""

    text, reference, money, number = Text("文字"), Reference("编号"), Money("金额"), Number("数量", places=2)
    date, moment, yesno, choice = Date("日期"), Moment("时间"), YesNo("是否"), Choice("选择", ("甲", "乙"))
    pick, picks = Pick("选取", "list"), Picks("多选", "list")


class EveryKind(Form):
    """A field of each kind, and a table of each kind of cell."""

    text, reference, money, number = Text("文字"), Reference("编号"), Money("金额"), Number("数量", places=2)
    date, moment, yesno, choice = Date("日期"), Moment("时间"), YesNo("是否"), Choice("选择", ("甲", "乙"))
    pick, picks = Pick("选取", "list"), Picks("多选", "list")
    rows, file = Rows("表", Cells), Attachment("附件")


typed = st.one_of(
    st.text(), st.sampled_from((*MOMENTS, *FIGURES, *SIGNS)), st.datetimes().map(str), st.decimals().map(str), st.integers().map(str)
)


@given(st.dictionaries(st.sampled_from(sorted(Cells().fields)), typed), st.lists(typed, max_size=3))
def test_whatever_was_typed_is_shown(line: dict[str, str], several: list[str]) -> None:
    raw: dict[str, Any] = {**line, "picks": several, "rows": [line, {**line, "picks": several}], "file": ""}
    views = {view.name: view for view in field_views(EveryKind(), Filled(raw))}
    for name in ("text", "money", "number", "date"):
        assert views[name].value == line.get(name, "")


@given(typed, st.sampled_from(sorted(FORMS)))
def test_no_form_of_ours_is_broken_by_its_draft(value: str, task: str) -> None:
    form = FORMS[task]
    raw = {name: [dict.fromkeys(field.row().fields, value)] if isinstance(field, Rows) else value for name, field in form.fields.items()}
    assert len(field_views(form, Filled(raw))) == len(form.fields)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_out_of_reach_stands_as_it_was_typed(moment: str) -> None:
    views = {view.name: view for view in field_views(EveryKind(), Filled({"moment": moment}))}
    assert views["moment"].value == moment


def test_a_moment_of_an_early_year_keeps_its_four_digits() -> None:
    (view,) = [one for one in field_views(EveryKind(), Filled({"moment": "0099-05-06T07:08"})) if one.name == "moment"]
    assert view.value == "0099-05-06T07:08"


def test_the_page_of_a_task_opens_over_any_draft(house_after: Open) -> None:
    house = house_after(7)
    person, path = house.browser(step(8)["who"]), f"/tasks/{house.item(step(8)['task'])}"
    for value in (*MOMENTS, "9" * 5000):
        answer = person.post(f"{path}/draft", {"receipt_at": value, "notice_text": "仍在", "receipt_number": value[:60]}, headers=JSON)
        assert answer.status_code == 200
        shown = person.get(path)
        assert (shown.status_code, "仍在" in shown.text) == (200, True)


@pytest.mark.parametrize("moment", MOMENTS[:3])
def test_a_moment_out_of_reach_is_named_at_its_field_and_all_is_kept(house_after: Open, moment: str) -> None:
    house = house_after(7)
    person, path = house.browser(step(8)["who"]), f"/tasks/{house.item(step(8)['task'])}"
    answer = hand_in(person, path, posted(8, receipt_at=moment, notice_text="写了很久的公示"))
    assert (answer.status_code, YEARS in text_of(answer.text), "写了很久的公示" in answer.text) == (422, True, True)
    assert "写了很久的公示" in person.get(path).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"cost_items": [{"item": "个案", "unit": "项", "quantity": LARGEST, "price": LARGEST, "amount": "1"}]}, "不得大于999999999.99。"),
        ({"supporters": "2147483648"}, "不得大于2147483647。"),
        ({"begins_on": "9998-01-01", "ends_on": "9999-12-31"}, YEARS),
    ],
)
def test_a_plan_with_extreme_figures_keeps_what_was_typed(house_after: Open, wrong: dict[str, Any], sentence: str) -> None:
    person = house_after(0).browser("clerk")
    answer = hand_in(person, START, posted(1, title="写了很久的计划", **wrong))
    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert "写了很久的计划" in answer.text
    assert "写了很久的计划" in person.get(START).text
