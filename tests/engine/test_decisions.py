"""Decision tables decide as their hit policy says, after what they require, with exact numbers."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from tests.decision_models import BANDS, COLLECT, FIRST, LITERAL, decision, model, read, table, text
from workflows.engine.decisions import DecisionError, read_decisions
from workflows.engine.dmn.answers import as_json, decide_file


def test_unique_gives_the_one_rule() -> None:
    decided = read(BANDS).decide({"amount": Decimal("180.50")})
    assert (decided.outputs, decided.rules, decided.decision, decided.value) == ({"band": "B2"}, ("r2",), "d", "B2")


def test_unique_with_two_rules_is_an_error_that_names_them() -> None:
    overlapping = read([(["< 5"], ["1"]), (["> 9"], ["2"]), (["< 7"], ["3"])], outputs=[("x", "number")])
    assert overlapping.decide({"amount": 6}).rules == ("r3",)
    with pytest.raises(DecisionError, match="r1、r3"):
        overlapping.decide({"amount": 4})


@pytest.mark.parametrize("policy", ['hitPolicy="UNIQUE"', "", FIRST])
def test_no_match_gives_every_output_none(policy: str) -> None:
    decided = read([(["< 5"], ["1", "2"])], outputs=[("x", "number"), ("y", "number")], policy=policy).decide({"amount": 6})
    assert (decided.outputs, decided.rules) == ({"x": None, "y": None}, ())


def test_missing_input_matches_only_what_asks_nothing() -> None:
    assert read([(["not(5)"], ['"a"']), (["< 5"], ['"b"']), (["-"], ['"c"'])], policy=FIRST).decide({}).rules == ("r1",)
    assert read([(["< 5, >= 5"], ['"b"']), (["-"], ['"c"'])], policy=FIRST).decide({"amount": None}).rules == ("r2",)


def test_first_stops_at_the_first() -> None:
    assert read([(["< 5"], ['"a"']), (["< 9"], ['"b"'])], policy=FIRST).decide({"amount": 3}).outputs == {"band": "a"}


def test_default_output_stands_where_nothing_matches() -> None:
    default = text("defaultOutputEntry", '"z"')
    xml = table([(["< 5"], ['"a"'])]).replace('typeRef="string"/>', f'typeRef="string">{default}</output>')
    found = read_decisions(model(decision(xml)))["d"]
    assert found.decide({"amount": 9}).outputs == {"band": "z"}
    assert found.findings() == []


@pytest.mark.parametrize(
    ("aggregation", "amount", "expected"),
    [("SUM", 3, "60.5"), ("MIN", 3, "10"), ("MAX", 3, "30.5"), ("COUNT", 3, "3"), ("SUM", 50, "null"), ("COUNT", 50, "0")],
)
def test_collect_aggregates(aggregation: str, amount: int, expected: str) -> None:
    rows = [(["< 5"], ["10"]), (["< 6"], ["20"]), (["< 7"], ["30.5"]), (["> 99"], ["7"])]
    decided = read(rows, outputs=[("x", "number")], policy=f'{COLLECT} aggregation="{aggregation}"').decide({"amount": amount})
    assert isinstance(decided.outputs, dict)
    assert as_json(decided.value) == expected


def test_collect_keeps_the_order_of_rules() -> None:
    decided = read([(["> 1"], ['"b"']), (["> 9"], ['"x"']), (["> 2"], ['"a"'])], policy=COLLECT).decide({"amount": 5})
    assert (decided.outputs, decided.value, decided.rules) == ([{"band": "b"}, {"band": "a"}], ["b", "a"], ("r1", "r3"))


def test_cells_read_other_inputs_and_outputs_compute() -> None:
    found = read(
        [([">= limit", "-"], ["amount - limit"]), (["< limit", "> 0"], ["0"])],
        inputs=[("amount", "number"), ("limit", "number")],
        outputs=[("over", "number")],
    )
    assert found.decide({"amount": 12, "limit": Decimal("9.5")}).value == Decimal("2.5")
    assert found.decide({"amount": 2, "limit": 9}).value == 0


def test_values_are_checked_by_type() -> None:
    with pytest.raises(DecisionError, match="“amount”应为数字，得到的是“十万”"):
        read(BANDS).decide({"amount": "十万"})
    with pytest.raises(DecisionError, match="应为数字"):
        read(BANDS).decide({"amount": True})
    with pytest.raises(DecisionError, match="object"):
        read(BANDS).decide({"amount": object()})
    with pytest.raises(DecisionError, match="不在允许的值之内"):
        read(BANDS, allowed="[0..100]").decide({"amount": 101})
    computed = read([(["-"], ["amount"])])
    with pytest.raises(DecisionError, match="“band”应为文字"):
        computed.decide({"amount": 5})


def test_dates_may_come_as_text() -> None:
    found = read([(['>= date("2026-05-07")'], ['"new"']), (['< date("2026-05-07")'], ['"old"'])], inputs=[("day", "date")])
    assert found.decide({"day": "2026-05-07"}).value == "new"
    assert found.decide({"day": dt.date(2026, 5, 6)}).value == "old"
    with pytest.raises(DecisionError, match="日期"):
        found.decide({"day": "7 May"})


def test_decisions_that_are_required_come_first() -> None:
    invited = table([(['"B1"'], ["1"]), (['"B2"'], ["3"])], inputs=[("band", "string")], outputs=[("invited", "number")])
    found = read_decisions(
        model(
            decision(invited, "n", "家数", ["band"]),
            decision(table(BANDS), "band", requires=["amount"]),
            decision(LITERAL.format("total * 2"), "amount"),
        )
    )
    assert list(found) == ["amount", "band", "n"]
    assert [other.id for other in found["n"].required] == ["amount", "band"]
    assert found["n"].decide({"total": 40}).outputs == {"invited": 3}
    assert found["amount"].decide({"total": 40}).outputs == {"amount": 80}


def test_chain_of_shared_requirements_stays_linear() -> None:
    parts, values = [decision(LITERAL.format("1"), "d0"), decision(LITERAL.format("1"), "d1")], [1, 1]
    for n in range(2, 120):
        parts.append(decision(LITERAL.format(f"d{n - 1} + d{n - 2}"), f"d{n}", requires=[f"d{n - 1}", f"d{n - 2}"]))
        values.append(values[-1] + values[-2])
    assert read_decisions(model(*parts))["d119"].decide({}).value == values[-1]


def test_circular_requirements_are_refused() -> None:
    logic = LITERAL.format(1)
    with pytest.raises(DecisionError, match="互相依赖"):
        read_decisions(model(decision(logic, "a", requires=["b"]), decision(logic, "b", requires=["a"])))
    with pytest.raises(DecisionError, match=r"other\.dmn"):
        read_decisions(model(decision(logic, "a", requires=["b"])).replace(b"#b", b"other.dmn#b"))


def test_types_of_the_file() -> None:
    items = '<itemDefinition name="Money"><typeRef>number</typeRef><allowedValues><text>[0..1000]</text></allowedValues></itemDefinition>'
    data = '<inputData id="i" name="total"><variable name="total" typeRef="Money"/></inputData>'
    found = read_decisions(model(items, data, decision(table(BANDS, inputs=[("amount", "Money")]))))["d"]
    assert found.inputs[0].type == "number"
    with pytest.raises(DecisionError, match="“amount”不在允许的值之内：1001"):
        found.decide({"amount": 1001})
    with pytest.raises(DecisionError, match="“total”"):
        found.decide({"amount": 5, "total": -1})


def test_decide_file_gives_exact_numbers_by_decision_name() -> None:
    xml = model(
        decision(table([(["-"], ["amount * 0.30", '"甲"'])], outputs=[("advance", "number"), ("town", "string")]), "a", "预付"),
        decision(table(BANDS), "b", "档次"),
        decision(table([(["-"], ["amount"])], outputs=[("x", "number")], policy=COLLECT), "c", "全部"),
    )
    answers = decide_file(xml, '{"amount": 172800.10}').values
    assert answers == {"预付": {"advance": Decimal("51840.0300"), "town": "甲"}, "档次": "B3", "全部": (Decimal("172800.10"),)}
    assert as_json(answers) == '{"预付":{"advance":51840.0300,"town":"甲"},"档次":"B3","全部":[172800.10]}'
    assert as_json([Decimal("1E+3"), 10**30, True, None, dt.date(2026, 5, 7)]) == "[1000,1" + "0" * 30 + ',true,null,"2026-05-07"]'


@pytest.mark.parametrize("value", [Decimal("0.10"), 7, "甲", True, None])
def test_json_reads_back_as_the_same_value(value: Any) -> None:
    assert json.loads(as_json({"x": value}), parse_float=Decimal) == {"x": value}
