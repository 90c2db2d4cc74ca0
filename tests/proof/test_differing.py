"""Claims: what a changed drawing means is told step by step and line by line; what only moves on the sheet is nothing."""

from __future__ import annotations

import re

import pytest

from app.composition import shipped
from workflows.proof.differing import differences

DRAWINGS = {name: xml for name, xml in shipped().items() if name.endswith(".bpmn")}
FILE = "review/correction.bpmn"
CHANGES = [
    ('name="处理逾期未补正"', 'name="另一名称"', "的名称由“处理逾期未补正”改为“另一名称”。"),
    ('name="due" value="TD20"', 'name="due" value="TD19"', "的期限由“TD20”改为“TD19”。"),
    ('implementation="review.decide_lapse"', 'implementation="review.other"', "的表单或操作由“review.decide_lapse”改为“review.other”。"),
    ('name="article" value="20"', 'name="article" value="21"', "的条文由“20”改为“21”。"),
    ('name="社区办负责人"', 'name="负责人"', "的由谁办理由“社区办负责人”改为“负责人”。"),
    ('cancelActivity="false"', 'cancelActivity="true"', "的其他设置有改动。"),
    ('value="town.clerk"', 'value="town.finance"', "岗位、数据或者消息有改动。"),
]


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_nothing_differs_from_itself_nor_from_its_shapes_moved(name: str) -> None:
    moved = re.sub(rb'(<dc:Bounds[^>]* x=")', rb"\g<1>1", DRAWINGS[name])
    assert differences(DRAWINGS[name], moved) == []


@pytest.mark.parametrize(("before", "after", "sentence"), CHANGES)
def test_what_changes_is_told_in_a_sentence(before: str, after: str, sentence: str) -> None:
    old = DRAWINGS[FILE]
    new = old.replace(before.encode(), after.encode())
    assert new != old
    assert any(one.endswith(sentence) for one in differences(old, new))


def test_a_line_and_its_condition() -> None:
    old = DRAWINGS[FILE].decode()
    condition = re.search(r"<bpmn:conditionExpression[^>]*>([^<]+)<", old)
    assert condition
    (told,) = differences(old.encode(), old.replace(f">{condition[1]}<", ">outcome = 'x'<").encode())
    assert told.count("从") == 2
    assert "条件：outcome = 'x'" in told


def test_what_is_added_one_way_is_removed_the_other() -> None:
    old = DRAWINGS[FILE].decode()
    new = old.replace("<bpmn:userTask ", '<bpmn:serviceTask id="added" name="加的" implementation="x"/><bpmn:userTask ', 1)
    assert differences(old.encode(), new.encode()) == ["新增自动步骤“加的”：表单或操作为“x”。"]
    assert differences(new.encode(), old.encode()) == ["删去自动步骤“加的”。"]
