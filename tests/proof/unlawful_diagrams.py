"""Shipped diagrams changed so that they break the law: which property says so, and at which element."""

from __future__ import annotations

from typing import NamedTuple

from tests.proof.breaking import Break, put, say
from tests.proof.broken_diagrams import LIFECYCLE, PLAN, REVIEW, SIGNING

PROPOSAL, ENTRY, METHODS = "origination/community_proposal.bpmn", "origination/library_entry.bpmn", "procurement/comparison.bpmn"
ROUND, EVALUATION, PAYMENT = "performance/acceptance_round.bpmn", "performance/evaluation.bpmn", "payment/payment_steps.bpmn"


class Mutant(NamedTuple):
    """A diagram changed by `how`; the property must be refuted at `element` by a way that passes `through`."""

    property: str
    file: str
    how: Break
    element: str
    through: str = ""


def another(task: str, form: str) -> Break:
    """The task taken away: another one stands in its place."""
    return put(task, implementation=form)


def past(flow: str, target: str) -> Break:
    """A flow that leads elsewhere."""
    return put(flow, targetRef=target)


MUTANTS = [
    Mutant("screened_before_approval", REVIEW, another("compliance_opinion", "review.give_business_opinion"), "reserve_funds"),
    Mutant(
        "opinions_before_decision", REVIEW, past("start_to_ask_opinions", "to_leader"), "leader_review", "lifecycle_call/review_call/start"
    ),
    Mutant("opinions_before_decision", REVIEW, another("finance_opinion", "review.give_business_opinion"), "leader_review"),
    Mutant("money_before_plan", REVIEW, past("regime_to_reserve_funds", "record_receipts"), "draft_plan", "lifecycle_call/plan_call/start"),
    Mutant("publicity_before_procurement", LIFECYCLE, past("reviewed_to_not_approved", "to_plan"), "draft_plan", "lifecycle_call/reviewed"),
    Mutant("publicity_before_procurement", LIFECYCLE, past("start_to_review_call", "to_plan"), "draft_plan"),
    Mutant("plan_reviewed_before_procurement", PLAN, past("which_review_to_to_review", "plan_approved"), "invite"),
    Mutant("vote_before_application", PROPOSAL, past("convene_to_called", "to_apply"), "apply", "convene"),
    Mutant("vote_on_every_community_purchase", PROPOSAL, past("called_to_meeting", "to_apply"), "closed", "lifecycle_call/close"),
    Mutant("consent_before_library", ENTRY, past("submit_to_to_check", "stand"), "stand", "submit"),
    Mutant(
        "notice_before_signing", METHODS, another("publish_result", "comparison.award"), "sign_as_town", "lifecycle_call/signing_call/draft"
    ),
    Mutant("notice_before_signing", METHODS, past("decided_to_publish_result", "awarded"), "sign_as_town"),
    Mutant("lawyer_before_signing", SIGNING, past("plan_payments_to_legal_opinion", "contractor_call"), "sign_as_town"),
    Mutant("signing_before_payment", SIGNING, past("start_to_to_draft", "release_first"), "request"),
    Mutant("signing_before_payment", SIGNING, another("plan_payments", "instalments.release_due"), "request"),
    Mutant("contract_published", SIGNING, another("publish_contract", "contract.plan_payments"), "closed"),
    Mutant("contract_published", SIGNING, past("commit_funds_to_release_first", "signed"), "closed"),
    Mutant("committees_before_acceptance", ROUND, another("committee_opinion", "acceptance.check_items"), "conclude"),
    Mutant("residents_before_acceptance", ROUND, another("resident_opinion", "acceptance.check_items"), "conclude"),
    Mutant("evaluation_before_closing", EVALUATION, past("concluded_to_publish", "evaluated"), "close"),
    Mutant("last_payment_after_evaluation", EVALUATION, past("publish_to_release_due", "evaluated"), "closed"),
    Mutant("reviewer_did_not_request", PAYMENT, say("review", "apart_from", None), "review"),
    Mutant("releaser_did_not_request", PAYMENT, say("release", "apart_from", "SOD-e payment.request"), "release"),
    Mutant("payer_did_not_release", PAYMENT, say("pay", "apart_from", "SOD-e payment.request"), "pay"),
    Mutant("leader_releases", PAYMENT, say("release", "role", "town.finance"), "release"),
    Mutant("every_task_has_its_day", PLAN, say("review_plan", "due", None), "review_plan"),
]
