"""Every rule of the lint: a shipped diagram, broken in one place, is refused by that rule at that element, and by no unrelated one."""

from __future__ import annotations

import pytest

from tests.proof.breaking import Break, broken, drop, put, shipped_files, shipped_names, write
from tests.proof.broken_diagrams import COMPARISON, ERRORS, LATE_WITHOUT_WORD, LIFECYCLE, METHOD, PLAN, WARNINGS, Case
from tests.proof.unsound_diagrams import DOUBTFUL, UNSOUND
from workflows.proof.lint import RULES, Finding, check_file, check_set

TOWN_PLAN = "origination/town_plan.bpmn"


def findings_of(file: str, how: Break) -> list[Finding]:
    """What the lint says of one broken file among the shipped ones."""
    around = {name: xml for name, xml in shipped_files().items() if name != file}
    return check_set({file: broken(file, how)}, shipped_names(), beside=around)


def ids(cases: list[Case]) -> list[str]:
    """A name for each row."""
    return [f"{number}-{one.rule}-{one.element}" for number, one in enumerate(cases)]


@pytest.mark.parametrize("one", ERRORS + UNSOUND, ids=ids(ERRORS + UNSOUND))
def test_a_broken_diagram_is_refused_at_the_element(one: Case) -> None:
    found = [f for f in findings_of(one.file, one.how) if f.severity == "error"]
    named = [f for f in found if (f.rule, f.element) == (one.rule, one.element)]
    assert named, found
    assert all(f.file == one.file and len(f.message) > 10 for f in named)
    assert {f.rule for f in found} <= {one.rule, *one.others}


@pytest.mark.parametrize("one", WARNINGS + DOUBTFUL, ids=ids(WARNINGS + DOUBTFUL))
def test_a_doubtful_diagram_is_accepted_with_a_warning(one: Case) -> None:
    found = findings_of(one.file, one.how)
    assert (one.rule, one.element) in [(f.rule, f.element) for f in found if f.severity == "warning"]


def test_every_rule_of_the_book_has_a_case_here() -> None:
    below = {"call.signature", "call.input"}
    assert set(RULES) <= {one.rule for one in ERRORS + WARNINGS + UNSOUND + DOUBTFUL} | below


def test_a_called_process_must_declare_what_it_takes_and_gives() -> None:
    files = shipped_files() | {PLAN: broken(PLAN, drop("plan", "ioSpecification"))}
    found = [f for f in check_set(files, shipped_names()) if f.severity == "error"]
    assert [(f.file, f.element, f.rule) for f in found] == [(LIFECYCLE, "plan_call", "call.signature")]
    assert "plan.bpmn" in found[0].message


def test_a_caller_must_have_what_the_called_process_takes() -> None:
    wants_more = broken(PLAN, put("project", id="contract", name=None), write("plan_inputs", "dataInputRefs", "contract"))
    found = [f for f in check_set(shipped_files() | {PLAN: wants_more}, shipped_names()) if f.severity == "error"]
    assert {(f.file, f.element, f.rule) for f in found} == {(LIFECYCLE, "plan_call", "call.input"), (PLAN, "board_call", "call.input")}


def test_a_name_that_resolves_to_nothing_is_told_with_diagram_element_and_the_likely_name() -> None:
    (found,) = [f for f in findings_of(PLAN, put("review_plan", implementation="procurement.reviev_plan")) if f.severity == "error"]
    for part in ("plan", "审查采购实施计划", "procurement.reviev_plan", "procurement.review_plan"):
        assert part in found.message


def test_the_trace_of_a_loop_round_a_fork_is_the_loop() -> None:
    found = findings_of("review/project_review.bpmn", put("objected_to_to_leader", targetRef="ask_opinions"))
    trace = next(f.trace for f in found if f.element == "ask_opinions")
    assert trace[0] == trace[-1] == "ask_opinions"
    assert "objected" in trace


def test_the_trace_of_an_unset_output_is_the_way_that_leaves_it_unset() -> None:
    found = findings_of(COMPARISON, LATE_WITHOUT_WORD)
    trace = next(f.trace for f in found if f.rule == "io.unset")
    assert trace == ("start", "submit_quotation", "quotation_closed", "enough", "none_valid")


def test_one_file_alone_is_not_blamed_for_what_it_cannot_show() -> None:
    for name, xml in shipped_files().items():
        assert check_file(xml, name, shipped_names()) == []


def test_one_file_alone_is_judged_by_every_rule_that_needs_no_other() -> None:
    xml = broken(PLAN, put("review_plan", implementation="nothing"))
    assert [(f.rule, f.element) for f in check_file(xml, PLAN, shipped_names())] == [("binding.form", "review_plan")]


def test_two_files_may_not_define_the_same_process() -> None:
    files = shipped_files() | {"zz/plan.bpmn": shipped_files()[PLAN]}
    assert ("zz/plan.bpmn", "plan", "set.duplicate") in [(f.file, f.element, f.rule) for f in check_set(files, shipped_names())]


def test_a_form_that_no_diagram_uses_is_a_note_and_an_error_in_the_shipped_set() -> None:
    files = {name: xml for name, xml in shipped_files().items() if not name.startswith("payment/")}
    tasks = ("check_again", "explain_delay", "pay", "release", "request", "review", "settle_dispute")
    unused = {f.element: f.severity for f in check_set(files, shipped_names()) if f.rule == "set.unused_form"}
    assert unused == {f"payment.{task}": "note" for task in tasks}
    strict = [f.severity for f in check_set(files, shipped_names(), shipped=True) if f.rule == "set.unused_form"]
    assert strict == ["error"] * len(tasks)


def test_a_table_that_no_diagram_uses_is_a_note() -> None:
    files = {name: xml for name, xml in shipped_files().items() if name != METHOD}
    found = [(f.element, f.severity) for f in check_set(files, shipped_names()) if f.rule == "set.unused_table"]
    assert found == [("deviation_approver", "note"), ("procurement_method", "note")]


def test_a_decision_without_its_table_is_told() -> None:
    files = {name: xml for name, xml in shipped_files().items() if name != "decisions/regime.dmn"}
    found = [(f.file, f.element, f.rule) for f in check_set(files, shipped_names()) if f.severity == "error"]
    assert {one[1:] for one in found} == {("regime", "binding.decision"), ("draft_plan", "binding.asked")}
    assert TOWN_PLAN in {one[0] for one in found}
