"""Claims: beside a task a table of its case stands in lines, each table under a name of its own."""

from __future__ import annotations

from app.web.dossier.standing import in_line
from app.web.views.bits import Fact, TableView

HEADS = ("项目", "单位")


def test_the_cells_of_a_row_are_told_apart_and_every_table_has_a_label() -> None:
    rows = [("青少年心理健康服务", "甲镇"), ("助餐服务", "")]
    assert in_line(TableView("推荐项目", HEADS, rows)) == Fact("推荐项目", "青少年心理健康服务 · 甲镇\n助餐服务")
    assert in_line(TableView("", HEADS, rows[1:])) == Fact("明细", "助餐服务")
