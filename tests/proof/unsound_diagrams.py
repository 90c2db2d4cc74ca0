"""Diagrams that can be read and drawn, and yet go wrong at work: how a shipped one is broken, and which rule must say so."""

from __future__ import annotations

from tests.proof.breaking import both, delete, flow, inside, node, put, retag, say, write
from tests.proof.broken_diagrams import APPROVED, COMPARISON, LIFECYCLE, PLAN, REVIEW, Case, condition
from workflows.proof.soundness.exploring import MOST_MARKINGS

TO_MEETING, SIGNED = "leader_decided_to_to_meeting", "signed_to_supervision_call"
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
    Case("soundness.improper", REVIEW, "opinions_in", retag("opinions_in", "exclusiveGateway")),
    Case("soundness.improper", ROUND, "checked", retag("checked", "exclusiveGateway")),
    Case("soundness.improper", COMPARISON, "to_open", put("quotation_closed", cancelActivity="false")),
    Case("soundness.deadlock", COMPARISON, "to_open", retag("to_open", "parallelGateway")),
]
UNPROVEN = ("gateway.default", "gateway.condition", "construct.event", "text.outcome")
NO_WAY_OUT = both(
    put(APPROVED, targetRef="to_draft"),
    node("boundaryEvent", "never", "section_lane", attachedToRef="board_call"),
    inside("never", "errorEventDefinition"),
    flow("out", "never", "plan_approved"),
)
MORE_EACH_ROUND = both(put("explain_delay_to_explained", targetRef="which"), delete("explained"))
STATES = [
    Case("soundness.dead", LIFECYCLE, "plan_anew", retag("plan_anew", "errorEventDefinition", "messageEventDefinition")),
    Case("soundness.livelock", PLAN, "which_review", NO_WAY_OUT, ("soundness.dead",)),
    Case("soundness.unbounded", "payment/instalment.bpmn", "which", MORE_EACH_ROUND),
    Case("soundness.unproven", REVIEW, "project_review", both(*MANY), UNPROVEN),
]
NAMES = [
    Case("binding.period", PLAN, "review_plan", say("review_plan", "due", "TD02")),
    Case("binding.period", REVIEW, "publicity_over", write("publicity_over", "timeDate", 'deadline("TD02")')),
    Case("text.no_article", PLAN, "review_plan", say("review_plan", "article", "16 99")),
    Case("event.unsent", LIFECYCLE, "all_settled", put("all_settled_message", name="nobody_sends")),
]
CONDITIONS = [
    Case("expression.unknown", PLAN, APPROVED, condition(APPROVED, 'outcom = "同意"')),
    Case("condition.constant", PLAN, APPROVED, condition(APPROVED, '"x"')),
    Case("condition.constant", PLAN, APPROVED, condition(APPROVED, "false")),
    Case("condition.constant", PLAN, APPROVED, condition(APPROVED, "1 = 1 or 2 > 3")),
    Case("condition.answer", PLAN, APPROVED, condition(APPROVED, "outcome > 5")),
    Case("condition.answer", PLAN, APPROVED, condition(APPROVED, "outcome = 5")),
    Case("condition.answer", PLAN, APPROVED, condition(APPROVED, "outcome")),
    Case("condition.answer", PLAN, APPROVED, condition(APPROVED, 'outcome = "同意" or "不同意"')),
    Case("condition.answer", PLAN, APPROVED, condition(APPROVED, "not(string length(outcome))")),
    Case("condition.word", PLAN, APPROVED, condition(APPROVED, 'outcome = "通过"')),
    Case("condition.word", PLAN, APPROVED, condition(APPROVED, 'outcome in ("同意", "通过")')),
    Case("condition.word", REVIEW, TO_MEETING, condition(TO_MEETING, 'outcome = "提交集体研究会"')),
    Case("condition.word", LIFECYCLE, SIGNED, condition(SIGNED, 'outcome = "已签约了"')),
    Case("condition.word", LIFECYCLE, SIGNED, condition(SIGNED, 'outcome = "结案"')),
]
DUTIES = [
    Case("binding.not_apart", PLAN, "review_plan", say("review_plan", "apart_from", None)),
    Case("binding.not_apart", REVIEW, "finance_opinion", say("finance_opinion", "apart_from", "SOD-a project.draft_plan")),
    Case("binding.not_apart", "payment/payment_steps.bpmn", "pay", say("pay", "apart_from", "SOD-e payment.request, SOD-e payment.review")),
    Case("binding.not_apart", ROUND, "resident_opinion", say("resident_opinion", "apart_from", None)),
    Case("duty.closing", LIFECYCLE, "lifecycle", put("close", implementation="supervision.report_progress"), ("binding.asked",)),
    Case("duty.closing", LIFECYCLE, "lifecycle", put("close", implementation="project.draft_plan"), ("binding.asked",)),
    Case("expression.language", PLAN, APPROVED, condition(APPROVED, "(" * 20_000 + "1" + ")" * 20_000)),
    Case("expression.language", PLAN, APPROVED, condition(APPROVED, "(" * 2_000 + "1" + ")" * 2_000)),
]
UNSOUND = TOKENS + STATES + NAMES + CONDITIONS + DUTIES
DOUBTFUL = [
    Case("duty.due", PLAN, "review_plan", say("review_plan", "due", None)),
    Case("duty.twice", PLAN, "review_plan", put("review_plan", implementation="procurement.draft_plan")),
    Case("duty.twice", COMPARISON, "open_quotations", put("open_quotations", implementation="comparison.invite")),
    Case("duty.twice", REVIEW, "business_opinion", put("business_opinion", implementation="review.give_finance_opinion")),
]
