"""Separation of duties stands in the diagrams exactly where the controls of the handbook demand it."""

from __future__ import annotations

from tests.proof.shipped import user_tasks
from workflows.procurement.rules.separation import PURCHASE

PAYING = ("payment.review", "payment.check_again", "payment.release", "payment.pay")
EVALUATING = ("evaluation.score", "evaluation.score_by_town")
ACCEPTING = ("acceptance.check_items", "acceptance.check_items_by_third_party", "acceptance.conclude")
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
            "acceptance.check_items_by_third_party",
            "acceptance.conclude",
            "evaluation.conclude",
            "yearly.decide",
        )
    }
    | {("comparison.award", "comparison.open_quotations"), ("contract.give_legal_opinion", "contract.draft")},
    "SOD-d": {(by, task) for by in EVALUATING for task in ("project.draft_plan", *ACCEPTING)}
    | {("evaluation.score_by_town", "supervision.verify_progress"), ("evaluation.score_by_town", "acceptance.record_survey")}
    | {("yearly.score", "project.draft_plan"), ("yearly.score", "supervision.verify_progress")},
    "SOD-e": {
        (later, earlier) for place, later in enumerate(PAYING) for earlier in ("payment.request", "payment.settle_dispute", *PAYING[:place])
    }
    | {("payment.check_again", "payment.release")},
    "SOD-f": {(task, "contract.sign_as_town") for task in ACCEPTING},
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
        ("pack.approve", "pack.propose"),
        ("pack.approve_extension", "pack.record_extension"),
    },
    "SOD-e": {("contract.check_settlement", "contract.settle_termination")},
}
"""Those of the contract's side cases, and of the standing duties."""
BUYING = {
    "SOD-a": {("documents.review", "documents.draft")}
    | {(f"procurement.review_as_{one}", "procurement.draft_plan") for one in ("buyer", "finance", "lawyer", "supervisor")},
    "SOD-b": {("confirmation.award", "opening.open"), ("confirmation.award", "project.draft_plan")}
    | {("procurement.approve_deviation", "project.draft_plan")},
    "SOD-c": {("procurement.approve_deviation", "procurement.confirm_method")},
}
"""Those of the methods of the procurement law, and of another method than the table's."""
for pairs_by_rule in (CHANGING, BUYING):
    SEPARATIONS |= {rule: SEPARATIONS.get(rule, set()) | pairs for rule, pairs in pairs_by_rule.items()}


def test_separations_are_drawn_as_the_controls_demand() -> None:
    drawn: dict[str, set[tuple[str, str]]] = {}
    for _key, one in user_tasks():
        for sod, task in one.apart_from:
            drawn.setdefault(sod, set()).add((one.implementation, task))
    received = {(sod, task) for sod, pairs in SEPARATIONS.items() for task, done in pairs if done == "project.draft_plan"}
    wanted = {sod: pairs | {(task, "project.receive") for _sod, task in received if _sod == sod} for sod, pairs in SEPARATIONS.items()}
    assert drawn == wanted
