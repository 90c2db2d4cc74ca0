"""Separation of duties (ART-6.2; GPL 61, DEM 32): who did one thing may not do the other. The diagrams say between which tasks."""

from __future__ import annotations

from workflows.errors import Reason
from workflows.procurement.rules import BOOK, rule
from workflows.text import _

ANYTHING = "*"
"""Any task of the project."""
DONE = {
    ANYTHING: _("办理过本项目的任务"),
    "project.draft_plan": _("是本项目经办人"),
    "project.receive": _("是本项目经办人"),
    "procurement.draft_plan": _("编制了本采购计划"),
    "procurement.confirm_method": _("提出了采购方式"),
    "comparison.open_quotations": _("主持了本项目比价"),
    "documents.draft": _("编制了本采购文件"),
    "opening.open": _("主持了本项目开启"),
    "contract.draft": _("拟订了本合同"),
    "acceptance.check_items": _("已参加本项目验收"),
    "acceptance.check_items_by_third_party": _("已参加本项目验收"),
    "acceptance.conclude": _("已作出本项目验收结论"),
    "contract.sign_as_town": _("已代表甲方签署合同"),
    "supervision.verify_progress": _("核验了本项目履约进度"),
    "acceptance.record_survey": _("登记了本项目满意度调查"),
    "evaluation.score": _("已评价本项目"),
    "evaluation.score_by_town": _("已评价本项目"),
    "payment.request": _("已提出本期付款申请"),
    "payment.settle_dispute": _("已提出本期争议部分的处理结果"),
    "payment.review": _("已复核本期付款"),
    "payment.check_again": _("已二次复核本期付款"),
    "payment.release": _("已批准本期付款"),
    "payment.pay": _("已支付本期付款"),
    "contract.amend": _("提出了合同变更"),
    "contract.suspend": _("提出了合同中止"),
    "contract.settle_termination": _("提出了终止结算"),
    "comparison.invite": _("发出了本项目比价邀请"),
    "comparison.award": _("确定了本项目成交单位"),
    "procurement.review_plan": _("审查了本采购计划"),
    "list.draft": _("编制了本清单"),
    "guide.draft": _("编制了本指引"),
}
"""What somebody is or did, as the sentence says it; the first task of a pair."""

WANTED = {
    "procurement.review_as_buyer": _("审查本采购计划"),
    "procurement.review_as_finance": _("审查本采购计划"),
    "procurement.review_as_supervisor": _("审查本采购计划"),
    "procurement.review_as_lawyer": _("审查本采购计划"),
    "procurement.approve_deviation": _("批准采购方式的偏离"),
    "documents.review": _("审查本采购文件"),
    "confirmation.award": _("确定成交供应商"),
    "procurement.review_plan": _("审查本采购计划"),
    "comparison.award": _("确定成交单位"),
    "comparison.award_next": _("处理成交单位拒签"),
    "project.settle_return": _("处理多次退回的申报"),
    "contract.give_legal_opinion": _("审核本合同"),
    "contract.sign_as_town": _("代表甲方签署合同"),
    "supervision.verify_progress": _("核验履约进度"),
    "evaluation.score": _("评价本项目"),
    "evaluation.score_by_town": _("评价本项目"),
    "yearly.score": _("进行年度评价"),
    "yearly.decide": _("作出年度决定"),
    "evaluation.conclude": _("审定评价结论"),
    "acceptance.check_items": _("主持验收"),
    "acceptance.check_items_by_third_party": _("参加验收"),
    "acceptance.conclude": _("作出验收结论"),
    "payment.request": _("提出付款申请"),
    "payment.review": _("复核付款"),
    "payment.check_again": _("二次复核付款"),
    "payment.release": _("批准付款"),
    "payment.pay": _("办理支付"),
    "contract.sign_amendment": _("代表甲方签署变更协议"),
    "contract.approve_amendment": _("批准合同变更"),
    "contract.give_amendment_opinion": _("审核合同变更"),
    "contract.decide_suspension": _("决定合同中止"),
    "contract.resume": _("恢复合同履行"),
    "contract.give_termination_opinion": _("审核合同终止"),
    "contract.decide_termination": _("决定合同终止"),
    "contract.check_settlement": _("复核终止结算"),
    "challenge.examine": _("审查对本项目的质疑"),
    "challenge.answer": _("答复对本项目的质疑"),
    "list.approve": _("审定本清单"),
    "guide.approve": _("审定本指引"),
}
"""What the same person may not do; the second task of a pair."""

OPINION = _("为本项目出具审批意见")

CLERK = ("SOD-b", "project.draft_plan")
TIED = ("SOD-h", "@contractor")
ASKED = ("payment.request", "payment.settle_dispute")
SIGNED = ("SOD-f", "contract.sign_as_town")
PURCHASE = (
    "project.draft_plan",
    "procurement.draft_plan",
    "procurement.review_plan",
    "procurement.confirm_method",
    "comparison.invite",
    "comparison.open_quotations",
    "comparison.award",
    "comparison.publish_result",
    "comparison.award_next",
    "contract.draft",
)
"""Whoever did one of these handled the purchase."""
ACCEPTS = ("acceptance.check_items", "acceptance.check_items_by_third_party", "acceptance.conclude")
EVALUATES = {("SOD-d", done) for done in ("project.draft_plan", *ACCEPTS)}
OUTSIDE = {("SOD-g", done) for done in PURCHASE}
APART = {
    "procurement.review_plan": {("SOD-a", "procurement.draft_plan")},
    "procurement.review_as_buyer": {("SOD-a", "procurement.draft_plan")},
    "procurement.review_as_finance": {("SOD-a", "procurement.draft_plan")},
    "procurement.review_as_supervisor": {("SOD-a", "procurement.draft_plan")},
    "procurement.review_as_lawyer": {("SOD-a", "procurement.draft_plan")},
    "procurement.approve_deviation": {CLERK, ("SOD-c", "procurement.confirm_method")},
    "documents.review": {("SOD-a", "documents.draft")},
    "confirmation.award": {CLERK, ("SOD-b", "opening.open")},
    "review.give_finance_opinion": {CLERK},
    "review.give_business_opinion": {CLERK},
    "review.give_compliance_opinion": {CLERK},
    "review.give_leader_opinion": {CLERK},
    "review.decide_collectively": {CLERK},
    "comparison.award": {CLERK, ("SOD-b", "comparison.open_quotations")},
    "comparison.award_next": {CLERK, ("SOD-b", "comparison.open_quotations")},
    "contract.give_legal_opinion": {CLERK, ("SOD-b", "contract.draft")},
    "contract.sign_as_town": {CLERK},
    "supervision.verify_progress": {CLERK},
    **{task: {CLERK, SIGNED} for task in ACCEPTS},
    "acceptance.give_opinion": {TIED},
    "evaluation.score": EVALUATES,
    "evaluation.score_by_town": EVALUATES | {("SOD-d", done) for done in ("supervision.verify_progress", "acceptance.record_survey")},
    "yearly.score": {("SOD-d", done) for done in ("project.draft_plan", "supervision.verify_progress")},
    "yearly.decide": {CLERK},
    "project.settle_return": {CLERK},
    "evaluation.give_opinion": {TIED},
    "evaluation.conclude": {CLERK},
    "payment.review": {("SOD-e", done) for done in ASKED},
    "payment.check_again": {("SOD-e", done) for done in (*ASKED, "payment.review", "payment.release")},
    "payment.release": {CLERK, *(("SOD-e", done) for done in (*ASKED, "payment.review", "payment.check_again"))},
    "payment.pay": {("SOD-e", done) for done in (*ASKED, "payment.review", "payment.check_again", "payment.release")},
    "challenge.examine": OUTSIDE,
    "contract.give_amendment_opinion": {CLERK, ("SOD-b", "contract.amend")},
    "contract.approve_amendment": {CLERK, ("SOD-b", "contract.amend")},
    "contract.sign_amendment": {CLERK},
    "contract.decide_suspension": {CLERK, ("SOD-b", "contract.suspend")},
    "contract.resume": {CLERK},
    "contract.give_termination_opinion": {CLERK},
    "contract.decide_termination": {CLERK},
    "contract.check_settlement": {("SOD-e", "contract.settle_termination")},
    "challenge.answer": {("SOD-g", ANYTHING)},
    "list.approve": {("SOD-b", "list.draft")},
    "guide.approve": {("SOD-b", "guide.draft")},
}
APART = {task: pairs | {(rule_id, "project.receive") for rule_id, done in pairs if done == CLERK[1]} for task, pairs in APART.items()}
"""Task → the rules and tasks (@: ties) from which it must be apart in every diagram that has it.

Whoever received a community's application handles the project as the one who planned it does.
"""


@rule(
    "SOD-a",
    at=(
        "procurement.review_plan",
        "procurement.review_as_buyer",
        "procurement.review_as_finance",
        "procurement.review_as_supervisor",
        "procurement.review_as_lawyer",
        "documents.review",
    ),
)
def drafter_reviews(done: str, wanted: str) -> Reason:
    """Whoever drafted the purchasing plan, or the documents, does not review them."""
    return Reason(_("您{done}，不能{wanted}。").format(done=_did(done), wanted=_may_not(wanted)))


@rule(
    "SOD-b",
    at=(
        "review.give_finance_opinion",
        "review.give_business_opinion",
        "review.give_compliance_opinion",
        "review.give_leader_opinion",
        "review.decide_collectively",
        "comparison.award",
        "comparison.award_next",
        "confirmation.award",
        "procurement.approve_deviation",
        "contract.give_legal_opinion",
        "supervision.verify_progress",
        *ACCEPTS,
        "payment.release",
        "contract.sign_as_town",
        "contract.give_amendment_opinion",
        "contract.approve_amendment",
        "contract.sign_amendment",
        "contract.decide_suspension",
        "contract.resume",
        "contract.give_termination_opinion",
        "contract.decide_termination",
        "evaluation.conclude",
        "yearly.decide",
        "project.settle_return",
        "list.approve",
        "guide.approve",
    ),
)
def clerk_approves(done: str, wanted: str) -> Reason:
    """The clerk of a project approves nothing in it; nor does whoever handled a purchase decide it, review its contract or accept it."""
    return Reason(_("您{done}，不能{wanted}，请由其他人员办理。").format(done=_did(done), wanted=WANTED.get(wanted, OPINION)))


@rule("SOD-c", at=("procurement.approve_deviation",))
def proposer_approves_deviation(done: str, wanted: str) -> Reason:
    """Whoever proposed the method does not approve a deviation from it."""
    return _others_must(done, wanted)


@rule("SOD-d", at=("evaluation.score", "evaluation.score_by_town", "yearly.score"))
def clerk_or_acceptor_evaluates(done: str, wanted: str) -> Reason:
    """Neither the clerk nor those who accepted the service evaluate it."""
    return _others_must(done, wanted)


@rule("SOD-e", at=("payment.review", "payment.check_again", "payment.release", "payment.pay"))
def one_hand_pays_twice(done: str, wanted: str) -> Reason:
    """One instalment is requested, reviewed, released and paid by four persons; a second look is a fifth's."""
    return Reason(_("您{done}，不能再{wanted}，请由其他人员办理。").format(done=_did(done), wanted=_may_not(wanted)))


@rule("SOD-f", at=ACCEPTS)
def signer_accepts(done: str, wanted: str) -> Reason:
    """Whoever signed the contract for the town does not conduct the acceptance."""
    return _others_must(done, wanted)


@rule("SOD-g", at=("challenge.examine", "challenge.answer"))
def handler_answers_challenge(done: str, wanted: str) -> Reason:
    """Whoever handled the purchase does not examine a challenge to it; it is answered by somebody who did nothing in the project."""
    return _others_must(done, wanted)


@rule("SOD-h", at=("acceptance.give_opinion", "evaluation.give_opinion"))
def relative_signs(tie: str, others: str) -> Reason:
    """Nobody signs off who is staff of the contractor, kin of its people or paid by it."""
    return Reason(_("您{tie}，不能会签，将由{others}办理。").format(tie=tie, others=others))


def separation_sentence(sod: str, done_task: str, wanted_task: str) -> str:
    """Why somebody who completed `done_task` may not do `wanted_task`, in words. Raises KeyError for one that is not in the book."""
    own = [bound for bound in BOOK[sod] if bound.function.__module__ == __name__]
    return "".join(reason.message for bound in own for reason in bound(done_task, wanted_task))


def _others_must(done: str, wanted: str) -> Reason:
    return Reason(_("您{done}，不能{wanted}，请由其他人员办理。").format(done=_did(done), wanted=_may_not(wanted)))


def _did(task: str) -> str:
    return DONE.get(task, _("已办理本项目的前一环节"))


def _may_not(task: str) -> str:
    return WANTED.get(task, _("办理这项任务"))
