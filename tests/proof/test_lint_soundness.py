"""What can be read and drawn and yet goes wrong at work is refused at the element; what shipped diagrams do is not."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import getsource
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from app.composition import hands
from tests.proof.breaking import broken, put, retag, shipped_files, shipped_names
from tests.proof.test_lint import findings_of
from workflows.engine.elements import BESIDE
from workflows.proof.lint import check_file
from workflows.proof.lint_model import read
from workflows.proof.lint_outcomes import words_of

ROOT = Path(__file__).parents[2]
ROOMS = ("forms", "workflows/procurement")


def test_what_forms_and_operations_send_is_what_the_lint_knows() -> None:
    sources = {
        path: path.read_text(encoding="utf-8") for room in ("forms", "workflows/procurement") for path in (ROOT / room).rglob("*.py")
    }
    sent = {getattr(_module(path), name.rpartition(".")[2]) for path, name in _sent(sources)}
    assert sent
    assert shipped_names().messages == sent


def _sent(sources: dict[Path, str]) -> list[tuple[Path, str]]:
    return [(path, name) for path, text in sources.items() for name in re.findall(r"act\.send\(([^,]+),", text) if "." not in name]


def _module(path: Path) -> ModuleType:
    return import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def test_the_outcomes_of_the_golden_case_are_among_those_the_lint_knows() -> None:
    known = shipped_names().words
    assert known is not None
    assert known["review.give_leader_opinion"] == {"提交集体研究", "同意立项", "修改后同意", "退回补正", "否决", "暂缓"}
    assert known["supervision.verify_progress"] == {"继续监管", "转入完工报告"}
    assert known["contract.publish"] == known["funds.reserve"] == frozenset()


def test_forms_that_tell_an_outcome_without_asking_for_it_are_known() -> None:
    known = shipped_names().words or {}
    tell = {name for name, form in hands().forms.items() if '"outcome":' in getsource(type(form).apply)}
    silent = [name for name in tell - BESIDE if not known[name]]
    assert silent == []


TABLES = [
    ("file.id", "final_payment_1", 'rule id="final_payment_2"', 'rule id="final_payment_1"'),
    ("decision.type", "final_payment", 'name="score" typeRef="number"', 'name="score" typeRef="string"'),
    ("decision.type", "final_payment_2", "[80..90)", '"80"'),
    ("decision.type", "final_payment_2", "[80..90)", 'not("80", "90")'),
    ("decision.unreadable", "final_payment", "<text>0.80</text>", "<text>80</text>"),
    ("decision.unreadable", "final_payment", "[80..90)", "__import__"),
    ("decision.unreadable", "final_payment_definitions", '<decision id="final_payment"', '<decision id=""'),
    ("decision.unreadable", "definitions", "</definitions>", ""),
]


@pytest.mark.parametrize(("rule", "element", "drawn", "instead"), TABLES)
def test_a_wrong_table_is_refused_at_its_rule_or_decision(rule: str, element: str, drawn: str, instead: str) -> None:
    file = "decisions/final_payment.dmn"
    text = shipped_files()[file].decode()
    assert drawn in text
    found = check_file(text.replace(drawn, instead, 1).encode(), file, shipped_names())
    assert (rule, element, "error") in [(one.rule, one.element, one.severity) for one in found], found


def test_what_follows_from_a_choice_where_branches_meet_is_not_told_again() -> None:
    found = [f for f in findings_of("review/project_review.bpmn", retag("opinions_in", "exclusiveGateway")) if f.severity == "error"]
    assert [(f.rule, f.element) for f in found] == [("soundness.improper", "opinions_in")]


def test_a_long_chain_of_calls_is_walked_without_depth() -> None:
    called = broken("purchase/lifecycle.bpmn", put("lifecycle", id="p0"))
    chain = {f"p{n}.bpmn": called.replace(b'"p0"', b'"p%d"' % n).replace(b'"plan"', b'"p%d"' % (n + 1)) for n in range(450)}
    diagrams = [d for name, xml in chain.items() for d in read(name, etree.fromstring(xml))]
    assert words_of(diagrams, shipped_names(), {})["p0"] is None
