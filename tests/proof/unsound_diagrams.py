"""Diagrams that can be read and drawn, and yet go wrong at work: how a shipped one is broken, and which rule must say so."""

from __future__ import annotations

from tests.proof.breaking import both, flow, node, put, retag, say, write
from tests.proof.broken_diagrams import COMPARISON, LIFECYCLE, PLAN, REVIEW, Case
from workflows.proof.lint_tokens import MOST_MARKINGS

ROUND = "performance/acceptance_round.bpmn"
BRANCHES = MOST_MARKINGS.bit_length()
MANY = [
    step
    for name in map(str, range(BRANCHES))
    for step in (
        node("exclusiveGateway", f"ask{name}", "finance_lane"),
        node("exclusiveGateway", f"met{name}", "finance_lane"),
        node("serviceTask", f"do{name}", "finance_lane", implementation="funds.reserve"),
        flow(f"a{name}", "ask_opinions", f"ask{name}"),
        flow(f"b{name}", f"ask{name}", f"met{name}"),
        flow(f"c{name}", f"ask{name}", f"do{name}"),
        flow(f"d{name}", f"do{name}", f"met{name}"),
        flow(f"e{name}", f"met{name}", "opinions_in"),
        node("boundaryEvent", f"g{name}", "finance_lane", attachedToRef=f"do{name}"),
        flow(f"h{name}", f"g{name}", f"met{name}"),
    )
]
TOKENS = [
    Case("structure.once", REVIEW, "opinions_in", retag("opinions_in", "exclusiveGateway")),
    Case("structure.once", ROUND, "checked", retag("checked", "exclusiveGateway")),
    Case("structure.once", COMPARISON, "to_open", put("quotation_closed", cancelActivity="false")),
    Case("structure.waits", COMPARISON, "to_open", retag("to_open", "parallelGateway")),
]
NAMES = [
    Case("binding.period", PLAN, "review_plan", say("review_plan", "due", "TD02")),
    Case("binding.period", REVIEW, "publicity_over", write("publicity_over", "timeDate", 'deadline("TD02")')),
    Case("text.no_article", PLAN, "review_plan", say("review_plan", "article", "16 99")),
    Case("event.unsent", LIFECYCLE, "all_settled", put("all_settled_message", name="nobody_sends")),
]
UNSOUND = TOKENS + NAMES
DOUBTFUL = [Case("structure.unproven", REVIEW, "project_review", both(*MANY))]
