"""Files of DMN: versions, imports, what is no model; what is refused is named, the rest answered."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.composition import DIAGRAMS, shipped
from tests.decision_models import decision, model, table
from tests.dmn_models import DMN_1_5, answers, datum, knowledge, literal, named
from workflows.engine.decisions import DecisionError, read_decisions
from workflows.engine.dmn.answers import as_json, decide_file

DMN_1_1 = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"

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


def test_elements_may_stand_in_a_namespace_that_is_only_said_beside_that_of_the_notation() -> None:
    xml = model(named("one", literal("1")), namespace="urn:some-tool").replace(
        b"<definitions ", f'<definitions xmlns:dmn="{DMN_1_5}" '.encode(), 1
    )
    assert decide_file(xml, "{}").values == {"one": 1}


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
            ("informationRequirement", "requiredDecision", "d_基_数"),
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


MODEL = '<definitions xmlns="{version}" name="{key}" namespace="urn:{key}">{imports}{inside}</definitions>'
NAMELESS = '<import namespace="urn:{}" name="" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'


def united(files: dict[str, tuple[str, str]], **inputs: Any) -> dict[str, Any]:
    """What the first of several models answers; each is given by what it imports without a name, and what is inside."""
    whole = {
        f"urn:{key}": MODEL.format(
            version=DMN_1_5, key=key, imports="".join(NAMELESS.format(other) for other in imports.split()), inside=inside
        ).encode()
        for key, (imports, inside) in files.items()
    }
    answered = decide_file(next(iter(whole.values())), json.dumps(inputs), lambda namespace, _location: whole.get(namespace))
    assert answered.refused == {}
    known: dict[str, Any] = json.loads(as_json(answered.values))
    return known


def test_an_import_without_a_name_makes_one_model_of_two() -> None:
    items = '<itemDefinition name="kind"><typeRef>string</typeRef></itemDefinition>'
    shared = items + datum("i", "x") + named("one", literal("1")) + knowledge("twice", "n", literal("n * 2"))
    mine = named("all", literal("[twice(one), x]"), requires="Decision:d_one Knowledge:b_twice Input:i")
    typed = named("typed", literal("x"), "kind", "Input:i")
    assert united({"a": ("b", mine + typed), "b": ("", shared)}, x="甲") == {"all": [2, "甲"], "typed": "甲", "one": 1}
    assert united({"a": ("b", typed), "b": ("", shared)}, x=1) == {"typed": None, "one": 1}
    assert united({"a": ("b", ""), "b": ("", datum("i", "x") + named("same", literal("x"), requires="Input:i"))}, x=2) == {"same": 2}


def test_of_united_models_the_first_to_say_a_name_is_meant() -> None:
    asks, said = named("asks", literal("said"), requires="Decision:d_said"), '"{}"'
    b, c, d = (named("said", literal(said.format(key))) for key in "bcd")
    assert united({"a": ("b c", asks), "b": ("", b), "c": ("", c)})["asks"] == "b"
    assert united({"a": ("b d", asks), "b": ("c", ""), "c": ("", c), "d": ("", d)})["asks"] == "c"
    through = named("through", literal("asks"), requires="Decision:d_asks")
    assert united({"a": ("b", through + d), "b": ("a b", asks + b)}) == {"through": "d", "said": "d", "asks": "d"}
    with_whole_name = asks.replace("#d_said", "urn:b#d_said")
    assert united({"a": ("b", through + d), "b": ("", with_whole_name + b)})["through"] == "d"
    assert united({"a": ("a", asks + d)}) == {"asks": "d", "said": "d"}


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
    """A table without an answer gives a case every output as null, or where it collects an empty list, and FEEL null."""
    return None if value == [] or (isinstance(value, dict) and all(part is None for part in value.values())) else value
