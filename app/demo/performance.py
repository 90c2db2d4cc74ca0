"""How the demo towns pay, supervise, accept and evaluate, and close."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from app.demo.turn import Answer, Turn
from workflows.procurement import money
from workflows.procurement.calendar import add_months
from workflows.procurement.instalments import payable
from workflows.procurement.lawbook import figure
from workflows.procurement.models.performance import Evaluation, ProgressReport, latest
from workflows.procurement.models.projects import Target
from workflows.procurement.rules.acceptance import satisfaction_of
from workflows.procurement.rules.contract import grades
from workflows.procurement.rules.targets import SATISFACTION

COMMITTEE = ("committee_member_1", "committee_member_2")
RESIDENTS = {False: ("resident_rep_1", "resident_rep_3", "resident_rep_4"), True: ("resident_rep_1", "resident_rep_2", "resident_rep_3")}
"""Who signs for the residents; one of them is kin of org_hf and signs only where somebody else won."""
KEPT_MONTHS = 15 * 12
HALF = Decimal("0.5")


# ---------------------------------------------------------------- payment
def request_payment(turn: Turn) -> Answer:
    """What the plan and the score say, with an invoice of today."""
    instalment, contract = turn.instalment(), turn.contract()
    amount = payable(turn.session, instalment)
    form = {
        "instalment": str(instalment.number),
        "amount": money.figures(amount),
        "amount_words": money.words(amount),
        "invoice_no": f"26442000{turn.index:04d}{instalment.number:08d}",
        "invoice_date": turn.today.isoformat(),
        "payee_name": contract.payee_name,
        "payee_account": contract.payee_account,
    }
    return Answer(form, {"invoice": f"发票{instalment.number}.pdf", "evidence": "付款条件证明.pdf"})


def review_payment(turn: Turn) -> Answer:
    """In order."""
    text = turn.pick("付款条件已成就，账户与合同一致", "与付款计划一致，未超上限，账户已核对")
    return Answer({"outcome": "同意", "opinion": text, "account_checked": "是"})


def check_payment_again(_turn: Turn) -> Answer:
    """Seen by somebody else."""
    return Answer({"outcome": "同意", "progress_seen": "是", "opinion": "已逐项核对进度证据，与本期付款相符"})


def explain_delay(turn: Turn) -> Answer:
    """Paid today after all."""
    form = {"cause": "国库集中支付系统结转期间暂停办理", "measure": "系统恢复后第一时间办理支付", "pay_on": turn.today.isoformat()}
    return Answer(form)


def release_payment(turn: Turn) -> Answer:
    """Released."""
    return Answer({"outcome": "同意", "opinion": turn.pick("同意支付", "按付款计划同意支付")})


def pay(turn: Turn) -> Answer:
    """Paid today."""
    instalment = turn.instalment()
    amount, reference = payable(turn.session, instalment), f"HD{turn.today:%Y%m%d}{turn.index:02d}{instalment.number}"
    form = {"paid_on": turn.today.isoformat(), "amount": money.figures(amount), "bank_reference": reference}
    return Answer(form, {"bank_receipt": f"银行回单{instalment.number}.pdf"})


# ---------------------------------------------------------------- supervision
def report_progress(turn: Turn) -> Answer | None:
    """Half of it, in the middle of the term."""
    begins_on, ends_on = turn.story.begins, turn.story.ends
    if turn.today < begins_on + (ends_on - begins_on) / 2:
        return None
    done = [{"code": one.code, "quantity": _of(one.target, HALF)} for one in turn.targets()[:2]]
    last = min(turn.today, ends_on).isoformat()
    problems = turn.pick("个别活动因天气改期，已另行安排", "")
    return Answer({"period_from": begins_on.isoformat(), "period_to": last, "done": done, "problems": problems}, {"report": "进度报告.pdf"})


def _of(target: Decimal, share: Decimal) -> str:
    return str((target * share).quantize(Decimal(1), ROUND_HALF_UP))


def verify_progress(turn: Turn) -> Answer:
    """As reported."""
    report = latest_report(turn)
    form = {
        "visited_on": turn.today.isoformat(),
        "verified": "是",
        "progress_percent": turn.pick("50", "52", "55"),
        "findings": [{"code": one["code"], "reported": one["quantity"], "verified": one["quantity"]} for one in report.done],
        "issues": [],
        "next": "转入完工报告",
    }
    return Answer(form, {"visit_record": "现场核验记录.pdf"})


def latest_report(turn: Turn) -> ProgressReport:
    """The report that is verified."""
    reports = turn.session.query(ProgressReport).filter_by(project_id=turn.project().id).order_by(ProgressReport.number.desc())
    return reports.limit(1).one()


# ---------------------------------------------------------------- acceptance
def report_completion(turn: Turn) -> Answer | None:
    """The day after the term."""
    if turn.today <= turn.story.ends:
        return None
    done = [{"code": one.code, "quantity": money.plain(_reached(turn, one))} for one in turn.targets() if one.kind != SATISFACTION]
    form = {"completed_on": turn.story.ends.isoformat(), "done": done, "issues_solved": "是"}
    return Answer(form, {"report": "完工报告.pdf", "ledger": "服务台账.xlsx"})


def _reached(turn: Turn, target: Target) -> Decimal:
    """The outputs in full, the effect a little below."""
    return target.target - 2 if target.kind == "成效" else target.target


def _survey(turn: Turn) -> tuple[int, int, int]:
    """Sheets, valid ones, satisfied ones; a story may tell of a first survey that is not good enough."""
    issued = min(turn.story.beneficiaries, 60)
    share = 72 if turn.has("rectify", "acceptance.conclude") else 92
    return issued, issued - 4, (issued - 4) * share // 100


def record_survey(turn: Turn) -> Answer:
    """Those served are asked."""
    issued, valid, satisfied = _survey(turn)
    form = {
        "method": "匿名问卷（线上与纸质）",
        "period_from": turn.story.ends.isoformat(),
        "period_to": turn.today.isoformat(),
        "beneficiaries": str(turn.story.beneficiaries),
        "issued": str(issued),
        "valid": str(valid),
        "satisfied": str(satisfied),
        "satisfaction": str(satisfaction_of(satisfied, valid)),
        "spot_check": "电话回访6人，结果一致",
    }
    return Answer(form, {"raw_answers": "满意度原始数据.csv"})


def check_items(turn: Turn) -> Answer:
    """Every target; whoever is not close to the contractor signs."""
    _issued, valid, satisfied = _survey(turn)
    items = []
    for one in turn.targets():
        reached = satisfaction_of(satisfied, valid) if one.kind == SATISFACTION else _reached(turn, one)
        passed = "达到" if reached >= one.target else "基本达到"
        items.append(
            {
                "code": one.code,
                "standard": f"{money.plain(one.target)}{one.unit}",
                "result": f"{money.plain(reached)}{one.unit}",
                "passed": passed,
            }
        )
    residents = RESIDENTS[turn.story.contractor == "org_hf"]
    form = {"items": items, "committee_signers": list(COMMITTEE), "resident_signers": list(residents)}
    return Answer(form, {"check_record": "逐项核验表.pdf"})


def give_acceptance_opinion(turn: Turn) -> Answer:
    """Agreed; a story may tell of one who agrees on a condition."""
    if "conditional" in turn.story.twists and turn.who == "resident_rep_1":
        return Answer({"opinion": "有条件同意", "text": "同意验收，希望今后增加周末时段", "signed": "是"})
    text = turn.pick("服务都在社区办成，居民反映较好", "服务人员守时，台账齐全", "家属满意，同意验收", "活动按计划完成，同意验收")
    return Answer({"opinion": "同意", "text": text, "signed": "是"})


def conclude_acceptance(turn: Turn) -> Answer:
    """Passed; where too few were satisfied, sent back once."""
    _issued, valid, satisfied = _survey(turn)
    said = f"满意度{satisfaction_of(satisfied, valid)}%"
    form = {"reply_to_conditions": "周末时段建议已转承接主体，列入改进要求" if "conditional" in turn.story.twists else ""}
    if turn.has("rectify", "acceptance.conclude"):
        by = turn.working_day(15).isoformat()
        return Answer(form | {"outcome": "整改", "summary": f"{said}，低于合格线，限期整改后重新验收", "rectify_by": by})
    return Answer(form | {"outcome": "合格", "summary": f"各项指标达到或基本达到，{said}，会签无不同意见", "rectify_by": ""})


def publish_acceptance(turn: Turn) -> Answer:
    """For the public."""
    receipt = {"receipt_number": turn.receipt(6), "receipt_at": turn.receipt_at()}
    return Answer({"masked": "是", "channel": "市级平台、社区公开栏"} | receipt)


def report_rectification(turn: Turn) -> Answer:
    """What was put right."""
    return Answer({"done": "已按验收意见调整服务时段、更换两名服务人员并逐户回访"}, {"report": "整改报告.pdf"})


# ---------------------------------------------------------------- evaluation and end
def score(turn: Turn) -> Answer:
    """Nine tenths of each weight, or less where the story says so."""
    share = Decimal("0.76") if "medium" in turn.story.twists else Decimal(turn.pick("0.88", "0.90", "0.92"))
    lines = [(one.code, one.weight, (one.weight * share).quantize(Decimal("0.01"), ROUND_HALF_UP)) for one in turn.targets()]
    form = {
        "independent": "是",
        "independence_statement": "与承接主体无隶属、投资、雇佣和其他利益关系",
        "scores": [{"code": code, "weight": money.plain(weight), "score": str(earned)} for code, weight, earned in lines],
        "total": str(sum((earned for _code, _weight, earned in lines), Decimal("0.00"))),
        "problems": turn.pick("个别台账补记较晚", "成效指标略低于目标"),
        "advice": turn.story.service.advice,
    }
    return Answer(form, {"report": "绩效评价报告.pdf"})


def give_evaluation_opinion(turn: Turn) -> Answer:
    """Agreed."""
    text = turn.pick("得分与感受相符", "同意评价结果", "同意，建议按改进要求落实", "评价客观，同意公布")
    return Answer({"opinion": "同意", "text": text, "signed": "是"})


def answer_evaluation(turn: Turn) -> Answer:
    """No objection."""
    return Answer({"objection": "否", "statement": "对评价结果无异议，接受改进建议"})


def conclude_evaluation(turn: Turn) -> Answer:
    """The result stands."""
    return Answer({"outcome": "同意评价结果", "opinion": "两类意见齐全，无异议，同意公布"})


def publish_evaluation(turn: Turn) -> Answer:
    """Score and grade as they were concluded."""
    done = latest(turn.session, Evaluation, turn.project().id)
    assert done is not None
    grade = next(one.name for one in grades(figure(turn.session, "TD27", turn.today)) if done.total >= one.from_score)
    text = f"得分{done.total}，等级{grade}；改进：{done.advice}"
    receipt = {"receipt_number": turn.receipt(7), "receipt_at": turn.receipt_at()}
    return Answer({"public_report": text, "masked": "是", "channel": "市级平台"} | receipt)


def close(turn: Turn) -> Answer | None:
    """Once the evaluation was public long enough."""
    if not turn.is_free("TD23"):
        return None
    return Answer({"archive_complete": "是", "keep_until": add_months(turn.today, KEPT_MONTHS).isoformat(), "remark": "资料齐全，款项结清"})


ANSWERS: dict[str, Callable[[Turn], Answer | None]] = {
    "payment.request": request_payment,
    "payment.review": review_payment,
    "payment.check_again": check_payment_again,
    "payment.explain_delay": explain_delay,
    "payment.release": release_payment,
    "payment.pay": pay,
    "supervision.report_progress": report_progress,
    "supervision.verify_progress": verify_progress,
    "acceptance.report_completion": report_completion,
    "acceptance.record_survey": record_survey,
    "acceptance.check_items": check_items,
    "acceptance.give_opinion": give_acceptance_opinion,
    "acceptance.conclude": conclude_acceptance,
    "acceptance.publish": publish_acceptance,
    "acceptance.report_rectification": report_rectification,
    "evaluation.score": score,
    "evaluation.give_opinion": give_evaluation_opinion,
    "evaluation.answer": answer_evaluation,
    "evaluation.conclude": conclude_evaluation,
    "evaluation.publish": publish_evaluation,
    "purchase.close": close,
}
"""Task → how it is answered; None: not yet."""
