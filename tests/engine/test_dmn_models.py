"""The boxes of DMN models, business knowledge, services, types and tables of the full language."""

from __future__ import annotations

from typing import Any

import pytest

from tests.decision_models import table
from tests.dmn_models import answers, datum, knowledge, literal, named

NUMBER_N = '<formalParameter name="n" typeRef="number"/>'


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (literal("1 + 1"), 2),
        (literal('"a"', "number"), None),
        (f"<list>{literal('1')}{literal('x + 1')}</list>", [1, 6]),
        (f'<relation><column name="项 目"/><column name="b"/><row>{literal("1")}{literal("x")}</row></relation>', [{"项 目": 1, "b": 5}]),
        (
            (
                f'<context><contextEntry><variable name="单 价"/>{literal("x")}</contextEntry>'
                f"<contextEntry>{literal('单 价 * 2')}</contextEntry></context>"
            ),
            10,
        ),
        (f'<context><contextEntry><variable name="a" typeRef="string"/>{literal("x")}</contextEntry></context>', {"a": None}),
        (
            (
                f'<context><contextEntry><variable name="f"/><functionDefinition>{NUMBER_N}{literal("n * 2")}'
                f"</functionDefinition></contextEntry><contextEntry>{literal('[f(x), f(null)]')}</contextEntry></context>"
            ),
            [10, None],
        ),
        (
            f"<conditional><if>{literal('x > 3')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
            1,
        ),
        (f"<filter><in>{literal('[1, x, 9]')}</in><match>{literal('item > 4')}</match></filter>", [5, 9]),
        (
            f'<for iteratorVariable="i"><in>{literal("1..3")}</in><return>{literal("i * x")}</return></for>'.replace("1..3", "[1..3]"),
            [5, 10, 15],
        ),
        (f'<some iteratorVariable="i"><in>{literal("[1, x]")}</in><satisfies>{literal("i = 5")}</satisfies></some>', True),
        (f'<every iteratorVariable="i"><in>{literal("[1, x]")}</in><satisfies>{literal("i = 5")}</satisfies></every>', False),
        ("", None),
    ],
)
def test_boxes(box: str, expected: Any) -> None:
    assert answers(datum("i", "x", "number"), named("答", box, requires="Input:i"), x=5) == {"答": expected}


def test_names_with_spaces_are_those_of_the_model() -> None:
    given: dict[str, Any] = {"申报 项目": {"预算 金额": 180000}}
    found = answers(
        '<itemDefinition name="项目"><itemComponent name="预算 金额"><typeRef>number</typeRef></itemComponent></itemDefinition>',
        datum("i", "申报 项目", "项目"),
        named("首付 款", literal("申报 项目.预算 金额 * 0.4"), "number", "Input:i"),
        named("余-款", literal("申报 项目.预算 金额 - 首付 款"), "number", "Input:i Decision:d_首付_款"),
        **given,
    )
    assert found == {"首付 款": 72000.0, "余-款": 108000.0}


def test_a_decision_reads_only_what_it_requires() -> None:
    assert answers(datum("i", "x", "number"), named("a", literal("x")), named("b", literal("x + y"), requires="Input:i"), x=1, y=2) == {
        "a": None,
        "b": 3,
    }


def test_business_knowledge_is_called_by_place_by_name_and_boxed() -> None:
    rate = knowledge("fee", "base rate", literal("base * rate"), "number")
    bound = "".join(f'<binding><parameter name="{name}"/>{literal(value)}</binding>' for name, value in (("rate", "2"), ("base", "x")))
    boxed = f"<invocation>{literal('fee')}{bound}</invocation>"
    found = answers(
        datum("i", "x", "number"),
        rate,
        named("a", literal("fee(x, 3)"), requires="Input:i Knowledge:b_fee"),
        named("b", literal("fee(rate: 3, base: x)"), requires="Input:i Knowledge:b_fee"),
        named("c", boxed, requires="Input:i Knowledge:b_fee"),
        named("d", literal("fee(x)"), requires="Input:i Knowledge:b_fee"),
        named("e", literal("for f in [fee] return f(1, 2)"), requires="Knowledge:b_fee"),
        x=5,
    )
    assert found == {"a": 15, "b": 15, "c": 10, "d": None, "e": [2]}


def test_business_knowledge_may_call_itself_and_others() -> None:
    other = '<knowledgeRequirement><requiredKnowledge href="#b_one"/></knowledgeRequirement></businessKnowledgeModel>'
    found = answers(
        knowledge("one", "", literal("1")),
        knowledge("fact", "n", literal("if n = 0 then one() else n * fact(n - 1)")).replace("</businessKnowledgeModel>", other),
        named("a", literal("fact(5)"), requires="Knowledge:b_fact"),
    )
    assert found == {"a": 120, "one": 1}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"net": 90, "none": [7]}),
        ({"x": 4}, {"net": 90, "none": [7], "twice": 8}),
        ({"x": "no number"}, {"net": 90, "none": [7], "twice": None}),
        ({"base": 20}, {"net": 20, "none": [7], "after tax": 21}),
    ],
)
def test_services_and_knowledge_are_answered_where_their_parameters_are_given(given: dict[str, Any], expected: dict[str, Any]) -> None:
    service = '<decisionService id="s" name="after tax"><outputDecision href="#d_gross"/><inputDecision href="#d_base"/></decisionService>'
    found = answers(
        '<itemDefinition name="numbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>',
        named("base", literal("90")),
        named("net", literal("base"), requires="Decision:d_base"),
        named("gross", literal("base + 1"), requires="Decision:d_base"),
        knowledge("twice", "x", literal("x * 2"), "number").replace('name="x"', 'name="x" typeRef="number"'),
        knowledge("none", "", literal("7"), "numbers"),
        service,
        **given,
    )
    assert {name: value for name, value in found.items() if name not in ("base", "gross")} == expected


def test_a_service_is_a_function_of_its_inputs() -> None:
    service = (
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#d_sum"/><encapsulatedDecision href="#d_twice"/>'
        '<inputDecision href="#d_y"/><inputData href="#i"/></decisionService>'
    )
    found = answers(
        datum("i", "x", "number"),
        named("y", literal("7")),
        named("twice", literal("x * 2"), requires="Input:i"),
        named("sum", literal("twice + y"), requires="Decision:d_twice Decision:d_y"),
        service,
        named("a", literal("s(10, 1)"), requires="Knowledge:s"),
        named("b", literal("s(y: 2, x: 1)"), requires="Knowledge:s"),
        named("c", literal("s(1)"), requires="Knowledge:s"),
        x=5,
    )
    assert found == {"y": 7, "twice": 10, "sum": 17, "a": 21, "b": 4, "c": None}


def test_values_are_brought_to_the_types_of_the_model() -> None:
    items = (
        '<itemDefinition name="级"><typeRef>string</typeRef><allowedValues><text>"甲", "乙"</text></allowedValues></itemDefinition>'
        '<itemDefinition name="级们" isCollection="true"><typeRef>级</typeRef></itemDefinition>'
        '<itemDefinition name="树"><itemComponent name="值"><typeRef>number</typeRef></itemComponent>'
        '<itemComponent name="子" isCollection="true"><typeRef>树</typeRef></itemComponent></itemDefinition>'
    )
    found = answers(
        items,
        datum("i", "日", "date"),
        named("a", literal('"甲"'), "级"),
        named("b", literal('"丙"'), "级"),
        named("c", literal('"乙"'), "级们"),
        named("d", literal('["甲", "丙"]'), "级们"),
        named("e", literal('["甲"]'), "级"),
        named("f", literal("{值: 1, 子: [{值: 2, 子: []}]}"), "树"),
        named("g", literal("{值: 1, 子: [{值: true, 子: []}]}"), "树"),
        named("h", literal('日 + duration("P1D")'), "date", "Input:i"),
        named("k", literal("日"), "dateTime", "Input:i"),
        named("m", literal('"丙" instance of 级')),
        日="2026-06-15",
    )
    assert found == {
        "a": "甲",
        "b": None,
        "c": ["乙"],
        "d": None,
        "e": "甲",
        "f": {"值": 1, "子": [{"值": 2, "子": []}]},
        "g": None,
        "h": "2026-06-16",
        "k": "2026-06-15T00:00:00Z",
        "m": True,
    }


def test_an_input_of_another_type_is_null() -> None:
    assert answers(datum("i", "x", "number"), named("a", literal("x = null"), requires="Input:i"), x="五") == {"a": True}


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("number", "012.50", 12.5),
        ("number", "-3", -3),
        ("number", "五", None),
        ("number", "1 2", None),
        ("boolean", "true", True),
        ("boolean", "是", None),
        ("string", "12", "12"),
        ("numbers", ["1", 2], [1, 2]),
    ],
)
def test_an_input_may_be_the_text_of_a_value_of_its_type(kind: str, given: Any, expected: Any) -> None:
    items = '<itemDefinition name="numbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    assert answers(items, datum("i", "x", kind), named("a", literal("x"), requires="Input:i"), x=given) == {"a": expected}


@pytest.mark.parametrize(
    ("cell", "kind", "given", "expected"),
    [
        ("limit > 5", "string", "甲", "yes"),
        ("limit > 9", "string", "甲", "no"),
        ("not(limit > 9)", "string", "甲", "yes"),
        ("limit > 5", "boolean", True, "yes"),
        ("limit > 5", "boolean", False, "no"),
        ("limit > 9", "boolean", False, "yes"),
        ("limit > 5", "string", None, "no"),
        ("true", "string", "甲", "no"),
    ],
)
def test_a_cell_that_says_true_or_false_is_the_test_unless_its_input_is_a_boolean(cell: str, kind: str, given: Any, expected: str) -> None:
    box = table([([cell], ['"yes"']), (["-"], ['"no"'])], inputs=[("x", kind)], outputs=[("r", "string")], policy='hitPolicy="FIRST"')
    asked = named("a", box, requires="Input:i Input:l")
    assert answers(datum("i", "x", kind), datum("l", "limit", "number"), asked, x=given, limit=7) == {"a": expected}


def test_the_type_of_nothing_allows_only_null() -> None:
    none = '<itemDefinition name="none"><typeRef>feel:null</typeRef></itemDefinition>'
    assert answers(none, named("a", literal("1"), "none"), named("b", literal("null"), "none")) == {"a": None, "b": None}


ROWS = [(["> 1"], ['"乙"']), (["> 2"], ['"甲"']), (["> 3"], ['"乙"'])]
VALUES = '<outputValues><text>"甲", "乙"</text></outputValues></output>'


@pytest.mark.parametrize(
    ("policy", "x", "expected"),
    [
        ("UNIQUE", 2, "乙"),
        ("UNIQUE", 3, None),
        ("ANY", 3, None),
        ("ANY", 2, "乙"),
        ("FIRST", 5, "乙"),
        ("PRIORITY", 5, "甲"),
        ("RULE ORDER", 5, ["乙", "甲", "乙"]),
        ("OUTPUT ORDER", 5, ["甲", "乙", "乙"]),
        ("COLLECT", 3, ["乙", "甲"]),
        ("COLLECT", 0, []),
        ("FIRST", 0, None),
    ],
)
def test_hit_policies_give_null_where_a_table_is_broken(policy: str, x: int, expected: Any) -> None:
    xml = table(ROWS, inputs=[("x", "number")], outputs=[("r", "string")], policy=f'hitPolicy="{policy}"')
    xml = xml.replace('<output name="r" typeRef="string"/>', f'<output name="r" typeRef="string">{VALUES}')
    assert answers(datum("i", "x", "number"), named("a", xml, requires="Input:i"), x=x) == {"a": expected}


def test_cells_of_a_table_are_full_expressions() -> None:
    rows = [
        (['? > limit and string length("甲") = 1', "-"], ["x * 2", "{a: x}.a"]),
        (["not(1, 2)", "names"], ["for i in 1..2 return i", "null"]),
    ]
    xml = table(rows, inputs=[("x", "number"), ('"甲"', "string")], outputs=[("p", ""), ("q", "")], policy='hitPolicy="FIRST"')
    parts = (
        datum("i", "x", "number"),
        datum("j", "limit", "number"),
        datum("k", "names"),
        named("a", xml, requires="Input:i Input:j Input:k"),
    )
    assert answers(*parts, x=5, limit=4, names=[]) == {"a": {"p": 10, "q": 5}}
    assert answers(*parts, x=3, limit=4, names=["甲"]) == {"a": {"p": [1, 2], "q": None}}


def test_a_decision_that_is_given_is_not_evaluated() -> None:
    rate = named("rate", literal("1 +"), "number")
    twice = named("twice", literal("rate * 2"), "number", "Decision:d_rate")
    assert answers(rate, twice, rate=21) == {"rate": 21, "twice": 42}
    assert answers(rate, twice, rate="x") == {"rate": None, "twice": None}


def test_a_function_in_a_context_stays_one_whatever_its_entry_is_said_to_be() -> None:
    entry = '<contextEntry><variable name="add" typeRef="number"/>' + literal("function(a, b) a + b") + "</contextEntry>"
    result = "<contextEntry>" + literal("add(1, 2)") + "</contextEntry>"
    assert answers(named("sum", f"<context>{entry}{result}</context>")) == {"sum": 3}
