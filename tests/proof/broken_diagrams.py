"""One table: how a shipped diagram is broken, and which rule must name which element."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from tests.proof.breaking import Break, both, delete, drop, flow, inside, move, node, part, put, retag, say, write

SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
PLAN, METHOD, COMPARISON = "procurement/plan.bpmn", "procurement/method.bpmn", "procurement/comparison.bpmn"
REVIEW, SIGNING, LIFECYCLE = "review/project_review.bpmn", "contract/signing.bpmn", "purchase/lifecycle.bpmn"
NOT_APART = ("binding.not_apart",)
CUT = ("structure.unreachable", "structure.dead_end")


class Case(NamedTuple):
    """`rule` must name `element` of `file` after the break; `others`: what else that break is bound to raise."""

    rule: str
    file: str
    element: str
    how: Break
    others: tuple[str, ...] = ()


def prescript(root: etree._Element) -> None:
    """SpiffWorkflow's own extension."""
    etree.SubElement(part(root, "reserve_funds", "extensionElements"), f"{{{SPIFF}}}preScript").text = "import os"


def condition(flow_id: str, text: str) -> Break:
    """Another condition on a way out."""
    return write(flow_id, "conditionExpression", text)


def when(text: str) -> Break:
    """Another date for the end of the publicity."""
    return write("publicity_over", "timeDate", text)


APPROVED, RETURNED = "plan_reviewed_to_plan_approved", "plan_reviewed_to_to_draft"
TO_LEADER, RESERVE = "objected_to_to_leader", "leader_decided_to_to_approve"
AGREED = 'outcome = "同意"'

SECOND_END = both(node("endEvent", "e", "procurement_lane"), flow("f", "confirm_method", "e"))
STRUCTURE = [
    Case("structure.start", METHOD, "method", delete("start")),
    Case("structure.start", METHOD, "again", node("startEvent", "again", "procurement_lane"), CUT),
    Case("structure.start", METHOD, "start", inside("start", "timerEventDefinition")),
    Case("structure.start", PLAN, "start", put(RETURNED, targetRef="start")),
    Case("structure.end", METHOD, "method", delete("method_fixed")),
    Case("structure.end", METHOD, "method_fixed", flow("on", "method_fixed", "confirm_method"), ("structure.two_incoming",)),
    Case("structure.dangling", COMPARISON, "award_to_decided", put("award_to_decided", targetRef="gone"), CUT),
    Case("structure.dangling", COMPARISON, "quotation_closed", put("quotation_closed", attachedToRef="gone"), CUT),
    Case("structure.into_boundary", COMPARISON, "quotation_closed", put("award_to_decided", targetRef="quotation_closed"), CUT),
    Case("structure.unreachable", SIGNING, "release_first", delete("commit_funds_to_release_first"), CUT),
    Case("structure.dead_end", SIGNING, "commit_funds", delete("commit_funds_to_release_first"), CUT),
    Case("structure.two_incoming", PLAN, "draft_plan", put(RETURNED, targetRef="draft_plan")),
    Case("structure.two_outgoing", METHOD, "confirm_method", SECOND_END),
    Case("structure.parallel_loop", REVIEW, "ask_opinions", put(TO_LEADER, targetRef="ask_opinions")),
    Case("structure.parallel_loop", REVIEW, "opinions_in", put(TO_LEADER, targetRef="ask_opinions")),
    Case("gateway.default", PLAN, "plan_reviewed", put("plan_reviewed", default=None), ("gateway.condition",)),
    Case("gateway.default", PLAN, "plan_reviewed", put("plan_reviewed", default="deleted"), ("gateway.condition",)),
    Case("gateway.condition", PLAN, APPROVED, drop(APPROVED, "conditionExpression")),
    Case("gateway.condition", PLAN, APPROVED, condition(APPROVED, " "), ("expression.language",)),
    Case("gateway.condition", PLAN, RETURNED, inside(RETURNED, "conditionExpression", 'outcome = "退回补正"')),
    Case("gateway.same_condition", REVIEW, "leader_decided", condition(RESERVE, 'outcome =  "提交集体研究"')),
    Case(
        "gateway.stray_condition", PLAN, "draft_plan_to_which_review", inside("draft_plan_to_which_review", "conditionExpression", AGREED)
    ),
]
CONSTRUCTS = [
    Case("construct.compensation", REVIEW, "reserve_funds", put("reserve_funds", isForCompensation="true")),
    Case("construct.compensation", REVIEW, "approved", inside("approved", "compensateEventDefinition")),
    Case("construct.event_subprocess", REVIEW, "late", node("subProcess", "late", "leader_lane", triggeredByEvent="true"), CUT),
    Case("construct.kind", REVIEW, "reserve_funds", retag("reserve_funds", "scriptTask")),
    Case("construct.kind", REVIEW, "reserve_funds", retag("reserve_funds", "task")),
    Case("construct.kind", REVIEW, "reserve_funds", retag("reserve_funds", "subProcess")),
    Case("construct.kind", REVIEW, "reserve_funds", retag("reserve_funds", "transaction"), (*CUT, "structure.dangling", "lane.stale")),
    Case("construct.kind", REVIEW, "ask_opinions", retag("ask_opinions", "complexGateway")),
    Case("construct.event", REVIEW, "publicity_over", retag("publicity_over", "signalEventDefinition", "timerEventDefinition")),
    Case("construct.event", REVIEW, "publicity_over", drop("publicity_over", "timerEventDefinition")),
    Case("event.message", LIFECYCLE, "all_settled", put("all_settled_message", name=None)),
    Case("event.message", LIFECYCLE, "all_settled", put("all_settled_event", messageRef=None)),
    Case("construct.script", REVIEW, "reserve_funds", prescript),
    Case("many.list", COMPARISON, "submit_quotation", inside("submit_quotation_many", "loopDataInputRef", "invited")),
    Case("many.list", COMPARISON, "submit_quotation", drop("submit_quotation_many", "loopCardinality")),
    Case("many.list", COMPARISON, "invite", inside("invite", "standardLoopCharacteristics")),
    Case("many.member", COMPARISON, "submit_quotation", say("submit_quotation", "member", None)),
    Case("many.member", COMPARISON, "invite", say("invite", "member", "invited")),
    Case("many.counted", COMPARISON, "submit_quotation", say("submit_quotation", "member", "signers.residents")),
]
LANES_AND_TEXTS = [
    Case("lane.none", PLAN, "to_review", drop("section_lane", "flowNodeRef")),
    Case("lane.two", PLAN, "review_plan", inside("clerk_lane", "flowNodeRef", "review_plan")),
    Case("lane.stale", PLAN, "section_lane", inside("section_lane", "flowNodeRef", "long_gone")),
    Case("lane.role", PLAN, "section_lane", say("section_lane", "role", None)),
    Case("lane.role", PLAN, "section_lane", say("section_lane", "role", "town.section_haed")),
    Case("text.label", PLAN, "review_plan", put("review_plan", name=" ")),
    Case("text.label", PLAN, "plan_reviewed", put("plan_reviewed", name=None)),
    Case("text.label", PLAN, "section_lane", put("section_lane", name=None)),
    Case("text.label", PLAN, "plan", put("plan", name=None)),
    Case("text.outcome", PLAN, RETURNED, put(RETURNED, name=None)),
    Case("text.instruction", PLAN, "review_plan", drop("review_plan", "documentation")),
    Case("text.article", PLAN, "review_plan", say("review_plan", "article", None)),
    Case("text.article", PLAN, "review_plan", say("review_plan", "article", "第十六条")),
]
NAMES = [
    Case("binding.form", PLAN, "review_plan", put("review_plan", implementation="procurement.reviev_plan")),
    Case("binding.form", PLAN, "review_plan", put("review_plan", implementation=None)),
    Case("binding.form", PLAN, "review_plan", say("review_plan", "field.note", "文字")),
    Case("binding.operation", REVIEW, "reserve_funds", put("reserve_funds", implementation="funds.reserved")),
    Case("binding.decision", METHOD, "procurement_method", put("procurement_method", implementation="method"), ("io.unset",)),
    Case("binding.deadline", PLAN, "review_plan", say("review_plan", "due", "TD200")),
    Case("binding.deadline", COMPARISON, "quotation_closed", say("quotation_closed", "due", "TD199")),
    Case("binding.asked", PLAN, "draft_plan", say("draft_plan", "asks", "unfair_terms, plan_review")),
    Case("binding.asked", PLAN, "review_plan", say("review_plan", "asks", "unfair_terms")),
    Case("binding.apart", PLAN, "review_plan", say("review_plan", "apart_from", "SOD-z procurement.draft_plan"), NOT_APART),
    Case("binding.apart", PLAN, "review_plan", say("review_plan", "apart_from", "SOD-a procurement.draft"), NOT_APART),
    Case("binding.member", COMPARISON, "submit_quotation", say("submit_quotation", "member", "invites"), ("many.counted",)),
]
LENGTH = write("submit_quotation", "loopCardinality", "len(invited)")
EXPRESSIONS = [
    Case("expression.language", PLAN, APPROVED, condition(APPROVED, "__import__('os').system('id')")),
    Case("expression.language", PLAN, APPROVED, condition(APPROVED, 'outcome == "同意"')),
    Case("expression.language", PLAN, APPROVED, condition(APPROVED, "outcome.__class__.__mro__")),
    Case("expression.language", PLAN, APPROVED, condition(APPROVED, "1+" * 500_000 + "1")),
    Case("expression.language", REVIEW, "publicity_over", when('tomorrow("TD04")'), ("expression.period",)),
    Case("expression.language", COMPARISON, "submit_quotation", LENGTH, ("many.counted",)),
    Case("expression.period", REVIEW, "publicity_over", when("P5D")),
    Case("expression.period", REVIEW, "publicity_over", when('"PT48H"')),
    Case("expression.period", REVIEW, "publicity_over", when('"2026-06-30T00:00:00+08:00"')),
    Case("expression.period", REVIEW, "publicity_over", when("outcome")),
    Case("expression.period", REVIEW, "publicity_over", retag("publicity_over", "timeDuration", "timeDate")),
    Case("expression.period", COMPARISON, "submit_quotation", say("submit_quotation", "due_at", "P3D")),
    Case("expression.name", REVIEW, "publicity_over", when('deadline("TD4")')),
    Case("expression.name", COMPARISON, "quotation_closed", write("quotation_closed", "timeDate", 'instant("comparison.closed_at")')),
    Case("expression.argument", REVIEW, "publicity_over", when("deadline(outcome)")),
]
NEW_INPUT = both(put("project", id="DataInput_0x1f3ab"), write("plan_inputs", "dataInputRefs", "DataInput_0x1f3ab"))
OTHER_INPUT = both(put("project", id="input", name="project"), write("plan_inputs", "dataInputRefs", "input"))
LATE_WITHOUT_WORD = both(delete("invite"), flow("on", "start", "submit_quotation"), put("quotation_closed_to_to_open", targetRef="enough"))
CALLS = [
    Case("call.unknown", LIFECYCLE, "plan_call", put("plan_call", calledElement="plans")),
    Case("call.unknown", LIFECYCLE, "plan_call", put("plan_call", calledElement=None)),
    Case("io.name", PLAN, "DataInput_0x1f3ab", NEW_INPUT, ("call.input",)),
    Case("io.name", PLAN, "input", OTHER_INPUT, ("call.input",)),
    Case("io.set", METHOD, "outcome", drop("method_outputs", "dataOutputRefs")),
    Case("io.on_task", LIFECYCLE, "plan_call", inside("plan_call", "ioSpecification")),
    Case(
        "io.unset",
        METHOD,
        "method_fixed",
        both(delete("confirm_method"), flow("on", "procurement_method", "to_fixed")),
        ("structure.unreachable",),
    ),
    Case("io.unset", COMPARISON, "none_valid", LATE_WITHOUT_WORD),
    Case("drawing.clear", PLAN, "plan", move("review_plan", y="middle")),
    Case("call.circle", PLAN, "plan", both(retag("review_plan", "callActivity"), put("review_plan", calledElement="lifecycle"))),
    Case("file.id", PLAN, "clerk_lane", put("section_lane", id="clerk_lane")),
    Case("file.id", PLAN, "", put("review_plan", id=None), (*CUT, "structure.dangling", "lane.stale")),
]
WARNINGS = [
    Case(
        "event.message_once",
        COMPARISON,
        "quotation_closed",
        both(put("quotation_closed", cancelActivity="false"), retag("quotation_closed", "messageEventDefinition", "timerEventDefinition")),
        ("event.message",),
    ),
    Case("drawing.clear", PLAN, "review_plan", move("review_plan", y="20")),
]
ERRORS = STRUCTURE + CONSTRUCTS + LANES_AND_TEXTS + NAMES + EXPRESSIONS + CALLS
