"""The shipped diagrams and tables: valid, faultless, well drawn, and in the words of the golden case, the world and the forms."""

from __future__ import annotations

import importlib.util
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import forms
from forms.base import REGISTRY
from tests.proof.breaking import shipped_files, shipped_names
from workflows.engine.decisions import read_decisions
from workflows.engine.elements import USER, Element, tag
from workflows.procurement.rules.separation import PURCHASE
from workflows.procurement.world import standard
from workflows.proof.layout import layout
from workflows.proof.lint import check_set
from workflows.proof.lint_drawing import faults
from workflows.proof.lint_model import EXCLUSIVE, Diagram, read

DIAGRAMS = sorted(name for name in shipped_files() if name.endswith(".bpmn"))
TABLES = sorted(name for name in shipped_files() if name.endswith(".dmn"))
GOLDEN = Path(__file__).parent.parent / "scenarios" / "golden-case.toml"
ROUNDS = {"performance/acceptance_round": "performance/acceptance", "performance/evaluation_round": "performance/evaluation"}
ROUNDS |= {"contract/contractor_signing": "contract/signing", "performance/yearly_steps": "performance/yearly_review"}
ROUNDS |= {f"contract/{name}_steps": f"contract/{name}" for name in ("amendment", "suspension")}
ROUNDS |= {"payment/payment_request": "payment/instalment", "payment/payment_steps": "payment/instalment"}
ROUNDS |= {"performance/progress_report": "performance/supervision", "performance/completion": "performance/acceptance"}
ROUNDS["performance/evaluation_answer"] = "performance/evaluation"
PAYING = ("payment.review", "payment.check_again", "payment.release", "payment.pay")
REMEDIES = {f"remedies/{name}" for name in ("challenge", "inquiry", "complaint", "feedback", "community_feedback")}
CHANGES = {f"contract/{name}" for name in ("amendment", "amendment_withdrawal", "suspension", "termination")}
STANDING = frozenset(name.removesuffix(".bpmn") for name in DIAGRAMS if name.startswith("standing/"))
"""Duties outside any project (Art. 7 to 10, 18, 24, 28)."""
SIDE_CASES = REMEDIES | CHANGES | STANDING | {"contract/amendment_steps", "contract/suspension_steps", "contract/filing"}
"""Begun when there is a reason, or where a contract is large: the golden case needs none."""
OTHER_ROUTES = frozenset(
    {"origination/community_proposal", "origination/library_entry", "origination/organisation_design", "origination/proposal_withdrawal"}
    | {"origination/repeated_return"}
)
"""Items 2 and 3 of Art. 19: the golden case takes the first."""
EVALUATING = ("evaluation.score", "evaluation.score_by_town")
SEPARATIONS = {
    "SOD-a": {("procurement.review_plan", "procurement.draft_plan")},
    "SOD-b": {
        (task, "project.draft_plan")
        for task in (
            "review.give_finance_opinion",
            "review.give_business_opinion",
            "review.give_compliance_opinion",
            "review.give_leader_opinion",
            "review.decide_collectively",
            "comparison.award",
            "contract.sign_as_town",
            "payment.release",
            "contract.give_legal_opinion",
            "supervision.verify_progress",
            "acceptance.check_items",
            "acceptance.conclude",
            "evaluation.conclude",
            "yearly.decide",
        )
    }
    | {("comparison.award", "comparison.open_quotations"), ("contract.give_legal_opinion", "contract.draft")},
    "SOD-d": {(by, task) for by in EVALUATING for task in ("project.draft_plan", "acceptance.check_items", "acceptance.conclude")}
    | {("evaluation.score_by_town", "supervision.verify_progress"), ("evaluation.score_by_town", "acceptance.record_survey")}
    | {("yearly.score", "project.draft_plan"), ("yearly.score", "supervision.verify_progress")},
    "SOD-e": {
        (later, earlier) for place, later in enumerate(PAYING) for earlier in ("payment.request", "payment.settle_dispute", *PAYING[:place])
    }
    | {("payment.check_again", "payment.release")},
    "SOD-f": {("acceptance.check_items", "contract.sign_as_town"), ("acceptance.conclude", "contract.sign_as_town")},
    "SOD-g": {("challenge.examine", done) for done in PURCHASE} | {("challenge.answer", "*")},
    "SOD-h": {("acceptance.give_opinion", "@contractor"), ("evaluation.give_opinion", "@contractor")},
}

CHANGING = {
    "SOD-b": {
        (task, "project.draft_plan")
        for task in (
            "contract.give_amendment_opinion",
            "contract.approve_amendment",
            "contract.sign_amendment",
            "contract.decide_suspension",
            "contract.resume",
            "comparison.award_next",
            "contract.handle_unsigned",
            "sign_off.replace_signer",
            "project.settle_return",
            "contract.give_termination_opinion",
            "contract.decide_termination",
        )
    }
    | {
        ("contract.give_amendment_opinion", "contract.amend"),
        ("contract.approve_amendment", "contract.amend"),
        ("contract.decide_suspension", "contract.suspend"),
        ("comparison.award_next", "comparison.open_quotations"),
        ("contract.handle_unsigned", "comparison.open_quotations"),
        ("list.approve", "list.draft"),
        ("guide.approve", "guide.draft"),
    },
    "SOD-e": {("contract.check_settlement", "contract.settle_termination")},
}
"""Those of the contract's side cases, and of the standing duties."""
SEPARATIONS |= {rule: SEPARATIONS[rule] | pairs for rule, pairs in CHANGING.items()}


def schema(language: str, name: str) -> etree.XMLSchema:
    """The schema that comes with the engine's library."""
    found = importlib.util.find_spec("SpiffWorkflow")
    assert found is not None
    assert found.submodule_search_locations is not None
    return etree.XMLSchema(etree.parse(str(Path(found.submodule_search_locations[0]) / language / "parser" / "schema" / name)))


@cache
def diagram(name: str) -> Diagram:
    """A shipped diagram as read."""
    return read(name, etree.fromstring(shipped_files()[name]))[0]


def user_tasks() -> list[tuple[str, Element]]:
    """(process key, task) of every user task."""
    return [(name.removesuffix(".bpmn"), one) for name in DIAGRAMS for one in diagram(name).of(USER)]


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


@pytest.mark.parametrize("name", TABLES)
def test_a_shipped_table_is_valid_dmn(name: str) -> None:
    found = schema("dmn", "DMN13.xsd")
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
    corrections |= {one.implementation for key, one in user_tasks() if key == "performance/yearly_steps"}
    corrections |= {"supervision.end_without_report", "acceptance.begin_without_report", "evaluation.note_silence"}
    assert {one.implementation for key, one in user_tasks() if key not in SIDE_CASES} == played | corrections


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


def test_separations_are_drawn_as_the_controls_demand() -> None:
    drawn: dict[str, set[tuple[str, str]]] = {}
    for _key, one in user_tasks():
        for sod, task in one.apart_from:
            drawn.setdefault(sod, set()).add((one.implementation, task))
    received = {(sod, task) for sod, pairs in SEPARATIONS.items() for task, done in pairs if done == "project.draft_plan"}
    wanted = {sod: pairs | {(task, "project.receive") for _sod, task in received if _sod == sod} for sod, pairs in SEPARATIONS.items()}
    assert drawn == wanted


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


def _table(name: str) -> Any:
    return read_decisions(shipped_files()[f"decisions/{name}.dmn"])[name]


@pytest.mark.parametrize("score", ["100.00", "90.00", "89.99", "80.00", "79.99", "70.00", "69.99", "60.00", "59.99", "0.00"])
@pytest.mark.parametrize("satisfaction", ["100.00", "60.00", "59.99", "0.00"])
def test_the_final_payment_is_that_of_the_towns_figures(score: str, satisfaction: str) -> None:
    figures = {figure["id"]: figure for figure in standard()["figure"]}
    rows = [row for row in figures["TD27"]["rows"] if Decimal(row["from_score"]) <= Decimal(score)]
    if Decimal(satisfaction) < Decimal(figures["TD28"]["value"]):
        rows = [row for row in rows if Decimal(row["from_score"]) <= Decimal("60.00")]
    wanted = max(rows, key=lambda row: Decimal(row["from_score"]))
    answer = _table("final_payment").decide({"score": Decimal(score), "satisfaction": Decimal(satisfaction)})
    assert answer.outputs == {"grade": wanted["grade"], "ratio": Decimal(wanted["ratio"])}


@pytest.mark.parametrize(
    ("facts", "regime"),
    [
        ({"all_social": True, "in_catalogue": False, "amount_fiscal": "0.00", "limit": "1000000.00"}, "social_funds"),
        ({"all_social": False, "in_catalogue": True, "amount_fiscal": "1.00", "limit": "1000000.00"}, "procurement_law"),
        ({"all_social": False, "in_catalogue": False, "amount_fiscal": "1000000.00", "limit": "1000000.00"}, "procurement_law"),
        ({"all_social": False, "in_catalogue": False, "amount_fiscal": "999999.99", "limit": "1000000.00"}, "below_threshold"),
        ({"all_social": False, "in_catalogue": False, "amount_fiscal": "180000.00", "limit": None}, None),
    ],
)
def test_the_limit_itself_is_within_the_procurement_law_and_without_a_limit_nothing_is_decided(
    facts: dict[str, Any], regime: str | None
) -> None:
    amounts = {key: Decimal(value) if isinstance(value, str) else value for key, value in facts.items()}
    assert _table("regime").decide(amounts).outputs == {"regime": regime}


def test_every_band_of_the_world_has_its_method() -> None:
    known = {"regime": "below_threshold", "limit_known": True, "amount": Decimal("1.00"), "open_threshold": Decimal("4000000.00")}
    for band in standard()["band"]:
        answer = _table("procurement_method").decide(known | {"band": band["id"]}).outputs
        assert answer["method"] == f"自行采购·{band['procedure'].removesuffix('并留存价格依据')}"
    unknown = _table("procurement_method").decide(known | {"band": ""}).outputs
    assert (unknown["method"], unknown["procedure"]) == ("无法判定", "none")


def test_every_property_that_the_engine_reads_is_in_our_own_namespace() -> None:
    for name in DIAGRAMS:
        for extensions in diagram(name).root.iter(tag("extensionElements")):
            assert [etree.QName(child).namespace for child in extensions] == ["https://goufu.example/schema/bpmn"]
