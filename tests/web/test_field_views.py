"""Fields on pages: what was typed stands there, and what was wrong stands beside it."""

from __future__ import annotations

import pytest

from app.composition import hands
from app.web.forms.decisions import decisions
from app.web.forms.fields import Filled, field_views, summary
from app.web.views.task import FieldView
from forms.base import Form, Line
from forms.fields import Attachment, Choice, Date, Moment, Money, Picks, Rows, Text, YesNo
from workflows.act import FileRef
from workflows.errors import Reason


class CostLine(Line):
    item = Text("项目")
    amount = Money("金额")


class Plan(Form):
    title = Text("名称", help="最多60字", example="甲镇服务")
    amount = Money("预算")
    met_at = Moment("时间", required=False)
    begins = Date("开始")
    fit = YesNo("相符")
    outcome = Choice("结论", ("同意", "退回补正", "否决"))
    communities = Picks("社区", "communities")
    cost_items = Rows("费用明细", CostLine, least=2)
    minutes = Attachment("纪要")


def views(**filled: object) -> dict[str, FieldView]:
    return {view.name: view for view in field_views(Plan(), Filled(**filled))}  # type: ignore[arg-type]


def test_a_field_says_what_it_is() -> None:
    title = views()["title"]
    assert (title.label, title.help, title.example, title.required) == ("名称", "最多60字", "甲镇服务", True)
    assert not views()["met_at"].required
    assert views()["amount"].unit == "元"


def test_a_help_shared_by_questions_in_a_row_is_said_once() -> None:
    class Screening(Form):
        first = YesNo("一", help="属于的选“是”。")
        second = YesNo("二", help="属于的选“是”。")
        other = Text("说明", help="另一句。")

    assert [view.help for view in field_views(Screening(), Filled())] == ["属于的选“是”。", "", "另一句。"]


def test_an_amount_is_echoed_in_capital_words_when_it_is_one() -> None:
    assert views(raw={"amount": "180000.00"})["amount"].words == "壹拾捌万元整"
    assert [views(raw={"amount": text})["amount"].words for text in ("十八万", "1.234", "-5", "9" * 40, "nan")] == [""] * 5


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-06-18T14:00:00+08:00", "2026-06-18T14:00"),
        ("2026-06-18T06:00:00Z", "2026-06-18T14:00"),
        ("2026-06-18T14:00", "2026-06-18T14:00"),
        ("昨天", "昨天"),
    ],
)
def test_a_moment_is_shown_in_local_time(value: str, shown: str) -> None:
    assert views(raw={"met_at": value})["met_at"].value == shown


def test_lists_come_from_the_form_s_choices() -> None:
    shown = views(raw={"communities": ["a"]}, choices={"communities": (("a", "示范社区"), ("b", "和睦社区"))})["communities"]
    assert (shown.choices, shown.values) == ((("a", "示范社区"), ("b", "和睦社区")), ("a",))


def test_a_table_has_at_least_its_least_lines_and_a_pattern_for_new_ones() -> None:
    table = views(raw={"cost_items": [{"item": "咨询", "amount": "5.00"}]})["cost_items"]
    assert [[cell.value for cell in row] for row in table.rows] == [["咨询", "5.00"], ["", ""]]
    assert [cell.name for cell in table.rows[1]] == ["cost_items.1.item", "cost_items.1.amount"]
    assert [cell.name for cell in table.columns] == ["cost_items.__.item", "cost_items.__.amount"]


def test_a_reason_stands_at_its_cell_and_one_for_a_line_at_the_table() -> None:
    reasons = (
        Reason("金额有误", "cost_items.0.amount"),
        Reason("这一行重复", "cost_items.0"),
        Reason("合计不符", "cost_items", ("ART-13.1",)),
    )
    table = views(reasons=reasons, raw={"cost_items": [{"item": "甲"}]})["cost_items"]
    assert [error.message for error in table.rows[0][1].errors] == ["金额有误"]
    assert [error.message for error in table.errors] == ["这一行重复", "合计不符"]
    assert table.errors[1].rules == ("第十三条",)


def test_the_summary_leads_to_each_field_and_keeps_what_has_none() -> None:
    reasons = (Reason("不能办理", "", ("SOD-a",)), Reason("有误", "cost_items.1.item"), Reason("未知", "nothing"))
    lines = summary(list(views(reasons=reasons).values()), reasons)
    assert [(line.label, line.target, line.rules) for line in lines] == [
        ("", "", ("职责分离",)),
        ("费用明细第2行 项目", "f-cost_items-1-item", ()),
        ("", "", ()),
    ]


def test_files_kept_with_the_draft_are_shown() -> None:
    kept = FileRef("纪要.pdf", "a" * 64, 10, "application/pdf")
    assert [one.name for one in views(files={"minutes": [kept]})["minutes"].files] == ["纪要.pdf"]


def test_an_outcome_is_a_button_each_and_refusing_is_marked() -> None:
    assert [(one.text, one.value, one.tone) for one in decisions(Plan())] == [
        ("同意", "同意", "main"),
        ("退回补正", "退回补正", "plain"),
        ("否决", "否决", "refusal"),
    ]


@pytest.mark.parametrize("task", sorted(hands().forms))
def test_every_form_can_be_drawn(task: str) -> None:
    form = hands().forms[task]
    assert isinstance(form, Form)
    assert len(field_views(form, Filled())) == len(form.fields)
    assert decisions(form)
