"""How the demo towns buy: plan, method, comparison, contract."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from app.demo.review import SHORT
from app.demo.turn import Answer, Turn
from workflows.procurement import money
from workflows.procurement.models.procurements import Procurement, procurement_of, quotations_of
from workflows.procurement.rules import payment
from workflows.procurement.rules.contract import CLAUSES

FEN = Decimal("0.01")
OTHERS = ("org_yg", "org_hf", "org_gz")
AGENTS = {"org_yg": "org_1", "org_hf": "org_2", "org_gz": "org_3"}
LOWEST, HIGHER = Decimal("0.965"), {"org_yg": Decimal("0.985"), "org_hf": Decimal("0.99"), "org_gz": Decimal("0.995")}
TO_QUOTE = 4
SHARES = {True: ("40", "60"), False: ("40", "30", "30")}
KINDS = {"40": ("首付款", payment.SIGNED), "30": ("进度款", payment.VERIFIED)}


def draft_purchase_plan(turn: Turn) -> Answer:
    """What is bought, under which conditions."""
    service, amount = turn.story.service, money.figures(turn.story.amount)
    form = {
        "demand": service.demand,
        "survey_respondents": "3",
        "survey_note": "已向三家社会组织了解服务与价格",
        "budget": amount,
        "price_ceiling": amount,
        "qualifications": [
            {"kind": "法定资质", "text": service.licence, "law": "条例第二十条第二项的例外：与合同履行相适应", "reason": "服务专业要求"},
            {"kind": "一般条件", "text": "符合政府采购法第二十二条第一款，提交声明函", "law": "政府采购法22", "reason": ""},
        ],
        "evaluation_method": "满足需求、报价最低",
        "acceptance_scheme": "逐项核验、满意度调查、社区两委成员和居民代表会签",
        "risks": service.risks,
    }
    return Answer(form, {"contract_draft": "合同草案.docx"})


def review_purchase_plan(turn: Turn) -> Answer:
    """In order; a story may tell of one that goes back first."""
    if turn.has("plan_returned", "procurement.review_plan"):
        return Answer({"outcome": "退回补正", "opinion": "验收方案不够具体，请写明各项服务的核验方法"})
    return Answer({"outcome": "同意", "opinion": "需求完整，资格条件与服务相适应，无排他内容"})


def confirm_method(turn: Turn) -> Answer:
    """As the table decided."""
    return Answer({"proposed_method": _procurement(turn).method or "", "deviation_reason": ""})


def _procurement(turn: Turn) -> Procurement:
    return procurement_of(turn.session, turn.project().id)


def invite(turn: Turn) -> Answer:
    """Three are asked, one in the lowest band."""
    winner = turn.story.contractor
    invited = [winner] if turn.story.is_small else [winner, *(one for one in OTHERS if one != winner)]
    closes_at = turn.at(turn.working_day(TO_QUOTE), 17)
    return Answer({"invited": invited, "closes_at": closes_at, "fewer_reason": ""}, {"invitation": "比价邀请函.pdf"})


def submit_quotation(turn: Turn) -> Answer:
    """Whom the story lets win is the lowest."""
    place = next(one for one, agent in AGENTS.items() if agent == turn.who)
    factor = LOWEST if place == turn.story.contractor else HIGHER[place]
    lines = [(cost.item, n, (cost.price * factor).quantize(FEN, ROUND_HALF_UP)) for cost, n in turn.story.lines]
    total = sum((price * n for _item, n, price in lines), Decimal("0.00"))
    form = {
        "price": money.figures(total),
        "price_words": money.words(total),
        "price_items": [
            {"item": item, "quantity": str(n), "price": money.figures(price), "amount": money.figures(price * n)}
            for item, n, price in lines
        ],
        "statement_gpl22": "是",
        "conflict_declared": "法定代表人配偶为和睦社区居民代表，不参与本项目会签" if place == "org_hf" else "无",
    }
    return Answer(form, {"response": "响应文件.pdf"})


def open_quotations(turn: Turn) -> Answer:
    """All are valid; the lowest is recommended."""
    quoted = [(one.organisation, money.figures(one.price)) for one in quotations_of(turn.session, _procurement(turn))]
    form = {
        "opened": [{"organisation": one, "price": price, "meets_demand": "是"} for one, price in quoted],
        "recommended": turn.story.contractor,
        "recommendation": f"满足需求，{turn.contractor().name}报价最低",
        "witness": "supervisor",
    }
    return Answer(form)


def award(turn: Turn) -> Answer:
    """To the one that was recommended."""
    price = next(one.price for one in quotations_of(turn.session, _procurement(turn)) if one.organisation == turn.story.contractor)
    form = {"awarded": turn.story.contractor, "price": money.figures(price), "opinion": "同意比价结果", "other_than_lowest_reason": ""}
    return Answer(form)


def publish_result(turn: Turn) -> Answer:
    """Winner and price."""
    price = money.figures(_procurement(turn).award_price or Decimal(0))
    text = f"{turn.story.title}成交单位：{turn.contractor().name}，成交价{price}元"
    receipt = {"receipt_number": turn.receipt(4), "receipt_at": turn.receipt_at()}
    return Answer({"notice_text": text, "channel": "市级平台"} | receipt)


def draft_contract(turn: Turn) -> Answer:
    """The award in the words of a contract."""
    price, contractor = _procurement(turn).award_price or Decimal(0), turn.contractor()
    form = {
        "contract_no": f"{SHORT[turn.story.town]}购服合〔2026〕第{turn.index}号",
        "party_a": turn.story.town,
        "party_b": contractor.id,
        "subject": turn.story.title,
        "price": money.figures(price),
        "price_words": money.words(price),
        "begins_on": turn.story.begins.isoformat(),
        "ends_on": turn.story.ends.isoformat(),
        "content_fixed": "否",
        "continuous": "否",
        "funds_stable": "否",
        "price_stable": "否",
        "acceptance_standard": "按购买计划各项绩效指标逐项核验",
        "performance_clause": "尾款按绩效得分支付：90分以上及80分以上100%，70分以上90%，60分以上80%，不足60分整改前不付",
        "breach_clause": "逾期履约、逾期付款按合同约定承担责任",
        "dispute_clause": "协商不成，提交甲方所在地人民法院",
        "performance_bond": "0.00",
        "payee_name": contractor.account_name or contractor.name,
        "payee_bank": contractor.bank or "",
        "payee_account": contractor.account_no or "",
    }
    return Answer(form, {"contract_text": "合同文本.docx"})


def plan_payments(turn: Turn) -> Answer:
    """At most forty per cent before verified progress; the last instalment follows the score."""
    shares = SHARES[turn.story.is_small]
    amounts = payment.split(turn.contract().price, [Decimal(share) for share in shares])
    lines = []
    for n, (share, amount) in enumerate(zip(shares, amounts, strict=True), 1):
        kind, trigger = ("尾款", payment.EVALUATED) if n == len(shares) else KINDS[share]
        lines.append({"number": str(n), "kind": kind, "trigger": trigger, "share": share, "amount": money.figures(amount)})
    return Answer({"instalments": lines})


def give_legal_opinion(turn: Turn) -> Answer:
    """Every clause is there."""
    text = turn.pick("主体适格，期限、付款比例和绩效条款合法，条款齐备", "条款齐备，付款比例未超上限，同意签署")
    return Answer({"outcome": "同意", "opinion": text, "clauses_present": list(CLAUSES)})


def sign_as_contractor(turn: Turn) -> Answer | None:
    """Once the notice of the result has ended."""
    if not turn.is_free("TD08"):
        return None
    return Answer({"agree": "是", "signed_on": turn.today.isoformat(), "capacity": "授权代理人"})


def sign_as_town(turn: Turn) -> Answer:
    """On the same day as it is handed in."""
    return Answer({"agree": "是", "signed_on": turn.today.isoformat()})


def publish_contract(turn: Turn) -> Answer:
    """Until it ends."""
    return Answer({"masked": "是", "channel": "市级平台", "receipt_number": turn.receipt(5), "receipt_at": turn.receipt_at()})


ANSWERS: dict[str, Callable[[Turn], Answer | None]] = {
    "procurement.draft_plan": draft_purchase_plan,
    "procurement.review_plan": review_purchase_plan,
    "procurement.confirm_method": confirm_method,
    "comparison.invite": invite,
    "comparison.submit_quotation": submit_quotation,
    "comparison.open_quotations": open_quotations,
    "comparison.award": award,
    "comparison.publish_result": publish_result,
    "contract.draft": draft_contract,
    "contract.plan_payments": plan_payments,
    "contract.give_legal_opinion": give_legal_opinion,
    "contract.sign_as_contractor": sign_as_contractor,
    "contract.sign_as_town": sign_as_town,
    "contract.publish": publish_contract,
}
"""Task → how it is answered; None: not yet."""
