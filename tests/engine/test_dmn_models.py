"""Whole DMN models: boxes, business knowledge, services, types, imports; what is refused is named, the rest answered."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.composition import DIAGRAMS, shipped
from tests.decision_models import decision, model, table, text
from workflows.engine.decisions import DecisionError, read_decisions
from workflows.engine.dmn_answers import as_json, decide_file

DMN_1_1 = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
NUMBER_N = '<formalParameter name="n" typeRef="number"/>'
DMN_1_5 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def literal(content: str, kind: str = "") -> str:
    """A literal expression."""
    return text("literalExpression", content).replace(
        "<literalExpression>", f'<literalExpression typeRef="{kind}">' if kind else "<literalExpression>"
    )


def named(name: str, inside: str, kind: str = "", requires: str = "") -> str:
    """A decision with its variable; `requires`: elements by tag and id, `Input:i Knowledge:b`."""
    needs = ""
    for need in requires.split():
        tag, _colon, key = need.partition(":")
        around = "knowledgeRequirement" if tag == "Knowledge" else "informationRequirement"
        needs += f'<{around}><required{tag} href="#{key}"/></{around}>'
    variable = f'<variable name="{name}" typeRef="{kind}"/>' if kind else f'<variable name="{name}"/>'
    return f'<decision id="d_{name}" name="{name}">{variable}{needs}{inside}</decision>'


def datum(key: str, name: str, kind: str = "") -> str:
    """An input."""
    return (
        f'<inputData id="{key}" name="{name}"><variable name="{name}"{f" typeRef={chr(34)}{kind}{chr(34)}" if kind else ""}/></inputData>'
    )


def knowledge(name: str, parameters: str, body: str, kind: str = "") -> str:
    """A business knowledge model."""
    given = "".join(f'<formalParameter name="{one}"/>' for one in parameters.split())
    return (
        f'<businessKnowledgeModel id="b_{name}" name="{name}"><variable name="{name}" typeRef="{kind or "Any"}"/>'
        f"<encapsulatedLogic>{given}{body}</encapsulatedLogic></businessKnowledgeModel>"
    )


def answers(*inside: str, namespace: str = DMN_1_5, **inputs: Any) -> dict[str, Any]:
    """What the model answers, as its JSON reads."""
    answered = decide_file(model(*inside, namespace=namespace), json.dumps(inputs))
    assert answered.refused == {}
    known: dict[str, Any] = json.loads(as_json(answered.values))
    return known


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
    found = answers(
        '<itemDefinition name="项目"><itemComponent name="预算 金额"><typeRef>number</typeRef></itemComponent></itemDefinition>',
        datum("i", "申报 项目", "项目"),
        named("首付 款", literal("申报 项目.预算 金额 * 0.4"), "number", "Input:i"),
        named("余-款", literal("申报 项目.预算 金额 - 首付 款"), "number", "Input:i Decision:d_首付 款".replace("d_首付 款", "x")).replace(
            "#x", "#d_首付 款"
        ),
        **{"申报 项目": {"预算 金额": 180000}},
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
    assert found == {"a": 120}


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


REFUSED = [
    (named("坏", literal("1 +")), "不完整"),
    (named("坏", literal("1", "无此类型")), "无此类型"),
    (named("坏", '<functionDefinition kind="Java"/>'), "Java"),
    (named("坏", '<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>'), "juel"),
    (named("坏", table([], policy='hitPolicy="LAST"')), "LAST"),
    (named("坏", literal("random number()")), "随机数"),
    (named("坏", literal("坏 + 1"), requires="Decision:d_坏"), None),
    (named("坏", literal("1"), requires="Input:none"), "none"),
    (named("坏", literal("for i in 1..99999999 return i")), "步"),
]


@pytest.mark.parametrize(("broken", "reason"), REFUSED)
def test_what_cannot_be_evaluated_is_named_and_the_rest_is_answered(broken: str, reason: str | None) -> None:
    found = decide_file(model(named("好", literal("1 + 1")), broken, named("靠", literal("坏"), requires="Decision:d_坏")), "{}")
    assert found.values["好"] == 2
    if reason is None:
        return
    assert set(found.refused) == {"坏", "靠"}
    assert reason in found.refused["坏"]


def test_decisions_that_need_each_other_are_refused() -> None:
    found = decide_file(model(named("a", literal("b"), requires="Decision:d_b"), named("b", literal("a"), requires="Decision:d_a")), "{}")
    assert set(found.refused) == {"a", "b"}


@pytest.mark.parametrize(
    "xml", [b"<definitions/>", model(), model(datum("i", "x")), model(decision(literal("1"), "a"), decision(literal("1"), "a"))]
)
def test_what_is_no_model_is_refused(xml: bytes) -> None:
    with pytest.raises(DecisionError):
        decide_file(xml, "{}")


def test_the_clock_is_given() -> None:
    xml = model(named("a", literal("today()")), named("b", literal("now()")))
    assert (
        as_json(decide_file(xml, "{}", now=dt.datetime(2026, 6, 15, 8, tzinfo=dt.UTC)).values)
        == '{"a":"2026-06-15","b":"2026-06-15T08:00:00Z"}'
    )
    assert set(decide_file(xml, "{}").refused) == {"a", "b"}


def test_older_models_are_read() -> None:
    assert answers(named("a", literal("1 + 1"), "feel:number"), namespace=DMN_1_1) == {"a": 2}


def test_models_import_models_beside_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = model(
        datum("i", "x", "number"), knowledge("twice", "n", literal("n * 2")), named("基 数", literal("x + 1"), "number", "Input:i")
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "shared.dmn").write_bytes(shared.replace(b'namespace="n"', b'namespace="urn:shared"'))
    requires = "".join(
        f'<{around}><{tag} href="urn:shared#{key}"/></{around}>'
        for around, tag, key in (
            ("informationRequirement", "requiredDecision", "d_基 数"),
            ("knowledgeRequirement", "requiredKnowledge", "b_twice"),
        )
    )
    body = f'<decision id="d" name="结果"><variable name="结果"/>{requires}{literal("公 用.twice(公 用.基 数)")}</decision>'
    wanted = '<import namespace="urn:{}" name="公 用" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    (tmp_path / "main.dmn").write_bytes(model(wanted.format("shared"), body))
    assert main(["decide", str(tmp_path / "main.dmn"), "--input", '{"x": 4}', "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"结果": 10}
    (tmp_path / "main.dmn").write_bytes(model(wanted.format("elsewhere"), body))
    assert main(["decide", str(tmp_path / "main.dmn"), "--input", "{}", "--json"]) == 2
    assert "公 用" in capsys.readouterr().err


def test_the_verb_names_what_it_refuses_and_answers_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.dmn").write_bytes(model(named("好", literal("1")), named("坏", literal("1 +"))))
    assert main(["decide", str(tmp_path / "m.dmn"), "--input", "{}", "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {"好": 1}
    assert said.err.startswith("goufu: 坏: ")


@pytest.mark.parametrize("name", sorted(path.name for path in (DIAGRAMS / "decisions").glob("*.dmn")))
@pytest.mark.parametrize("given", [{}, {"amount": 5, "score": 88, "satisfaction": 91.5, "limit": 3, "regime": "below_threshold"}])
def test_both_languages_agree_on_the_tables_of_this_house(name: str, given: dict[str, Any]) -> None:
    xml = shipped()[f"decisions/{name}"]
    whole = decide_file(xml, json.dumps(given)).values
    for one in read_decisions(xml).values():
        assert as_json(whole[one.name] or None) == as_json(_null(one.decide(given).value))


def _null(value: Any) -> Any:
    """A table without an answer gives a case every output as null, and FEEL null."""
    return None if isinstance(value, dict) and all(part is None for part in value.values()) else value
