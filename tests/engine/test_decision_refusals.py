"""A decision file outside the subset is refused by name; a hostile or damaged one never reaches out, never breaks anything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decision_models import BANDS, COLLECT, LITERAL, decision, model, table
from workflows.engine.decisions import DecisionError, read_decisions
from workflows.engine.dmn.answers import decide_file

REFUSED: list[tuple[str, bytes, str]] = [
    ("hit policy", model(decision(table(BANDS, policy='hitPolicy="LAST"'))), "LAST"),
    ("priority without values", model(decision(table(BANDS, policy='hitPolicy="PRIORITY"'))), "重要性"),
    ("order without values", model(decision(table(BANDS, policy='hitPolicy="OUTPUT ORDER"'))), "重要性"),
    ("aggregation", model(decision(table(BANDS, policy=f'{COLLECT} aggregation="AVERAGE"'))), "AVERAGE"),
    ("two sums", model(decision(table([], outputs=[("x", ""), ("y", "")], policy=f'{COLLECT} aggregation="SUM"'))), "SUM"),
    ("cell", model(decision(table([(['__import__("os").system("id")'], ['"a"'])]))), "第 1 行“amount”.*__import__"),
    ("cell", model(decision(table([(["< 5"], ['"a"']), (["9**9"], ['"a"'])]))), "第 2 行.*乘方"),
    ("answer", model(decision(table([(["< 5"], ["open(1)"])]))), "第 1 行“band”.*open"),
    ("type of an answer", model(decision(table([(["< 5"], ["5"])]))), "第 1 行“band”应为文字"),
    ("input", model(decision(table([], inputs=[("for", "number")]))), "输入列.*for"),
    ("columns", model(decision(table([(["1", "2"], ['"a"'])]))), "格子数"),
    ("type", model(decision(table([], inputs=[("a", "Widget")]))), "Widget"),
    ("business knowledge", model("<businessKnowledgeModel id='b' name='b'/>", decision(LITERAL.format(1))), "业务知识模型"),
    ("service", model("<decisionService id='b' name='b'/>", decision(LITERAL.format(1))), "决策服务"),
    ("import", model("<import namespace='x' name='y' importType='z'/>", decision(LITERAL.format(1))), "引入"),
    ("invocation", model(decision("<invocation/>")), "调用"),
    ("context", model(decision("<context/>")), "上下文"),
    ("nothing", model(decision("")), "没有决策表"),
    ("no decision", model(), "没有决策"),
    ("same id", model(decision(LITERAL.format(1), "a", "x"), decision(LITERAL.format(1), "a", "y")), "自己的标识"),
    ("same name", model(decision(LITERAL.format(1), "a", "x"), decision(LITERAL.format(1), "b", "x")), "自己的标识"),
    ("language", model(decision('<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>')), "juel"),
    ("loop of types", model('<itemDefinition name="A"><typeRef>A</typeRef></itemDefinition>', decision(LITERAL.format(1))), "互相引用"),
    ("old version", model(decision(LITERAL.format(1)), namespace="http://www.omg.org/spec/DMN/20180521/MODEL/"), "1.3"),
    ("other XML", b"<definitions/>", "不是 DMN"),
    ("no XML", b"PK\x03\x04", "XML"),
    ("empty", b"", "XML"),
    ("too large", b" " * 2_000_001, "过大"),
]


@pytest.mark.parametrize(("xml", "named"), [pytest.param(xml, named, id=f"{case}: {named}") for case, xml, named in REFUSED])
def test_what_is_outside_the_subset_is_refused_by_name(xml: bytes, named: str) -> None:
    with pytest.raises(DecisionError, match=named):
        read_decisions(xml)


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 12))
HOSTILE = [
    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">',
    '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p;]>',
    f'<!DOCTYPE d [<!ENTITY e0 "x">{BOMB}]>',
    "<!DOCTYPE d>",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("prolog", HOSTILE)
@pytest.mark.parametrize("reference", ["&x;", "&e11;", ""])
def test_document_types_and_entities_are_refused(prolog: str, reference: str, encoding: str) -> None:
    body = model(decision(LITERAL.format(1))).decode().replace(">1<", f">{reference or 1}<")
    with pytest.raises(DecisionError, match=r"DOCTYPE|XML"):
        read_decisions(f'<?xml version="1.0" encoding="{encoding}"?>{prolog}{body}'.encode(encoding))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 600))
def test_damaged_files_give_a_decision_error(junk: bytes, at: int) -> None:
    whole = model(decision(table(BANDS)))
    try:
        read_decisions(whole[:at] + junk + whole[at + len(junk) :])
    except DecisionError as refused:
        assert str(refused)


@pytest.mark.parametrize(
    "inputs",
    [
        "",
        "[1]",
        "5",
        "{",
        '{"amount": NaN}',
        '{"amount": 1e999999999}',
        "[" * 100_000,
        '{"amount": ' + "[" * 500 + "]" * 500 + "}",
        "9" * 5_000,
        " " * 1_000_001,
    ],
)
def test_inputs_that_are_no_json_object_are_refused(inputs: str) -> None:
    with pytest.raises(DecisionError):
        decide_file(model(decision(table(BANDS))), inputs)
