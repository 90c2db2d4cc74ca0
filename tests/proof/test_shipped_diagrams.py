"""The shipped diagrams: valid, faultless, well drawn, and in the words of the golden case, the world and the forms."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import forms
from forms.base import REGISTRY
from tests.proof.breaking import shipped_files, shipped_names
from tests.proof.shipped import DIAGRAMS, diagram, schema, user_tasks
from workflows.engine.elements import USER, Element, tag
from workflows.procurement.world import standard
from workflows.proof.layout import layout
from workflows.proof.lint import check_set
from workflows.proof.lint_drawing import faults
from workflows.proof.lint_model import EXCLUSIVE, Diagram

GOLDEN = Path(__file__).parent.parent / "scenarios" / "golden-case.toml"
ROUNDS = {f"performance/{one}_{part}": f"performance/{one}" for one in ("acceptance", "evaluation") for part in ("round", "rectification")}
ROUNDS |= {"contract/contractor_signing": "contract/signing", "performance/yearly_steps": "performance/yearly_review"}
ROUNDS |= {f"contract/{name}_steps": f"contract/{name}" for name in ("amendment", "suspension")}
ROUNDS |= {f"payment/payment_{part}": "payment/instalment" for part in ("request", "steps")}
ROUNDS |= {"performance/evaluation_answer": "performance/evaluation", "performance/completion": "performance/acceptance"}
ROUNDS["performance/progress_report"] = "performance/supervision"
REMEDIES = {f"remedies/{name}" for name in ("challenge", "inquiry", "complaint", "feedback", "community_feedback")}
CHANGES = {f"contract/{name}" for name in ("amendment", "amendment_withdrawal", "suspension", "termination")}
STANDING = frozenset(name.removesuffix(".bpmn") for name in DIAGRAMS if name.startswith("standing/"))
"""Duties outside any project (Art. 7 to 10, 18, 24, 28)."""
SIDE_CASES = REMEDIES | CHANGES | STANDING | {"contract/amendment_steps", "contract/suspension_steps", "contract/filing"}
SIDE_CASES |= {f"procurement/{key}" for key in ("bond_return", "winner_bond_return", "failed_bond_return", "expert_record")}
"""Begun when there is a reason, or where a contract is large: the golden case needs none."""
OTHER_ROUTES = frozenset(
    {"origination/community_proposal", "origination/library_entry", "origination/organisation_design", "origination/proposal_withdrawal"}
    | {"origination/repeated_return", "origination/application_correction", "origination/design_correction"}
)
"""Items 2 and 3 of Art. 19: the golden case takes the first."""
METHODS = frozenset(name.removesuffix(".bpmn") for name in DIAGRAMS if name.startswith("procurement/")) - {
    "procurement/plan",
    "procurement/method",
    "procurement/comparison",
}
"""The methods of the procurement law: the golden case compares quotations."""


def tasks_named(implementation: str) -> list[tuple[str, Element]]:
    """Where a form is used."""
    return [(ROUNDS.get(key, key), one) for key, one in user_tasks() if one.implementation == implementation]


def golden() -> list[dict[str, Any]]:
    """The steps of the golden case that people do."""
    return [step for step in tomllib.loads(GOLDEN.read_text())["step"] if "task" in step]


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_shipped_diagram_is_valid_bpmn(name: str) -> None:
    found = schema("bpmn", "BPMN20.xsd")
    assert found.validate(etree.fromstring(shipped_files()[name])), found.error_log


def test_the_lint_finds_nothing_in_the_shipped_set() -> None:
    assert check_set(shipped_files(), shipped_names(), shipped=True) == []


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_shipped_drawing_has_no_fault_and_no_crossing(name: str) -> None:
    assert list(faults(etree.fromstring(shipped_files()[name]))) == []


@pytest.mark.parametrize("name", DIAGRAMS)
def test_laying_a_shipped_diagram_out_again_changes_nothing(name: str) -> None:
    assert layout(shipped_files()[name]) == shipped_files()[name]


@pytest.mark.parametrize("step", golden(), ids=lambda step: f"{step['n']}-{step['task']}")
def test_every_step_of_the_golden_case_is_drawn_as_written(step: dict[str, Any]) -> None:
    here = [one for key, one in tasks_named(step["task"]) if key == step["process"]]
    role = step["post"].partition("@")[0]
    drawn = [one for one in here if one.role == role and one.name == step["title"]]
    assert drawn, here
    assert set(step["articles"]) <= set(drawn[0].articles)
    dues = [clock["id"] for clock in step.get("deadline", [])]
    assert drawn[0].due in (dues or [""])


def test_every_user_task_is_a_step_of_the_golden_case_or_a_correction() -> None:
    played = {step["task"] for step in golden()} | {one.implementation for key, one in user_tasks() if key in OTHER_ROUTES}
    corrections = {"comparison.award_next", "acceptance.report_rectification", "evaluation.report_rectification"}
    corrections |= {"payment.settle_dispute", "payment.check_again", "payment.explain_delay", "contract.handle_unsigned"}
    corrections |= {"project.amend_plan", "review.decide_lapse", "sign_off.replace_signer", "evaluation.score_by_town"}
    corrections |= {"acceptance.check_items_by_third_party"}
    corrections |= {one.implementation for key, one in user_tasks() if key == "performance/yearly_steps"}
    corrections |= {"supervision.end_without_report", "acceptance.begin_without_report", "evaluation.note_silence"}
    corrections |= {"procurement.approve_deviation", "acceptance.note_unrectified", "evaluation.note_unrectified"}
    assert {one.implementation for key, one in user_tasks() if key not in SIDE_CASES | METHODS} == played | corrections


def test_lanes_carry_the_names_and_roles_of_the_world() -> None:
    drawn: dict[str, set[tuple[str, str]]] = {}
    for name in DIAGRAMS:
        key = name.removesuffix(".bpmn")
        lanes = {(one.lane, one.role) for one in diagram(name).elements.values()}
        drawn.setdefault(ROUNDS.get(key, key), set()).update(lanes)
    assert drawn == {key: set(lanes.items()) for key, lanes in standard()["lanes"].items()}


def test_the_clerk_who_started_a_case_keeps_it() -> None:
    for key, one in user_tasks():
        begins = key in SIDE_CASES and one.id in {flow.target for flow in diagram(f"{key}.bpmn").out["start"]}
        if one.role == "town.clerk" and one.id != "draft_plan" and not begins:
            assert one.assignee == "handler", (key, one.id)


def _question_after(d: Diagram, task: str) -> str | None:
    """The gateway that asks for a task's outcome: the next node that is no service."""
    here = d.out[task][0].target
    while d.elements[here].kind == "serviceTask":
        here = d.out[here][0].target
    return here if d.elements[here].kind == EXCLUSIVE and len(d.out[here]) > 1 else None


def _words(d: Diagram, gateway: str) -> set[str]:
    return {word for flow in d.out[gateway] for word in flow.name.split("、")}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_word_that_a_form_offers_is_on_a_way_out(name: str) -> None:
    forms.load()
    d = diagram(name)
    for one in d.of(USER):
        fields = REGISTRY[one.implementation]._declared_fields
        choice = fields.get("outcome") or fields.get("next")
        gateway = _question_after(d, one.id)
        if gateway and hasattr(choice, "choices"):
            assert _words(d, gateway) == (REGISTRY[one.implementation].outcomes or set(choice.choices)), one.id


def test_the_words_of_a_called_round_are_on_the_ways_out_of_its_caller() -> None:
    forms.load()
    for name, task in (("performance/acceptance.bpmn", "acceptance.conclude"), ("performance/evaluation.bpmn", "evaluation.conclude")):
        offered = REGISTRY[task]._declared_fields["outcome"]
        assert _words(diagram(name), "concluded") == set(getattr(offered, "choices", ()))


def test_conditions_say_the_words_that_are_written_on_them() -> None:
    for name in DIAGRAMS:
        for flow in diagram(name).flows:
            if flow.condition and flow.condition.startswith("outcome"):
                assert set(flow.condition.split('"')[1::2]) == set(flow.name.split("、"))


def test_every_property_that_the_engine_reads_is_in_our_own_namespace() -> None:
    for name in DIAGRAMS:
        for extensions in diagram(name).root.iter(tag("extensionElements")):
            assert [etree.QName(child).namespace for child in extensions] == ["https://goufu.example/schema/bpmn"]
