"""How the demo towns plan and review their projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.demo.turn import Answer, Turn
from workflows.procurement import money
from workflows.procurement import world as worlds
from workflows.procurement.models.projects import KeywordCandidate, parts

MEETING = dt.timedelta(minutes=50)
SHORT = {"town_a": "甲镇", "town_b": "乙镇"}
MINORS = ("学生", "青少年", "儿童")
WEIGHTS = (30, 20, 25, 25)


def draft_plan(turn: Turn) -> Answer:
    """The plan as the story tells it; the same again where it came back."""
    story, service, amount = turn.story, turn.story.service, money.figures(turn.story.amount)
    costs = [
        {
            "item": cost.item,
            "unit": cost.unit,
            "quantity": str(n),
            "price": money.figures(cost.price),
            "amount": money.figures(cost.price * n),
        }
        for cost, n in story.lines
    ]
    form = {
        "title": story.title,
        "route": "A",
        "category_class": service.category_class,
        "sub_item": service.sub_item,
        "category_other_text": "",
        "list_item": service.list_item if turn.today >= worlds.standard()["service_list"]["published_on"] else "",
        "communities": list(story.communities),
        "need": story.need if turn.item is None else f"{story.need}（已按审核意见补充需求调查）",
        "governance_goal": service.goal,
        "need_source": service.need_source,
        "supporters": str(story.beneficiaries // 3 + 5),
        "beneficiaries": str(story.beneficiaries),
        "guardian_consent": "是" if any(word in story.title + story.need + service.goal for word in MINORS) else "不适用",
        "place": "青云村党群服务站" if story.town == "town_b" else "示范社区、和睦社区党群服务中心",
        "begins_on": story.begins.isoformat(),
        "ends_on": story.ends.isoformat(),
        "amount": amount,
        "amount_words": money.words(story.amount),
        "cost_items": costs,
        "funding": [{"fund": story.fund, "amount": amount}],
        "funds_separable": "不适用",
        "public_appeal": "否",
        "targets": _targets(turn),
        "art11_note": "",
    }
    return Answer(form | _declared(turn), {"needs_analysis": "需求分析表.pdf"})


def _declared(turn: Turn) -> dict[str, str]:
    """Nothing of Art. 11; and why a donation for students pays what is called otherwise."""
    why = "服务对象和内容均为困难家庭学生助学" if turn.story.fund == "F3" else ""
    return {f"art11_{number}": "否" for number in range(1, 7)} | {"purpose_reason": why}


def _targets(turn: Turn) -> list[dict[str, str]]:
    name, share, source = turn.story.service.effect
    lines = [("产出", cost.output, str(n), cost.unit, cost.source) for cost, n in turn.story.lines[:2]]
    lines += [("成效", name, str(share), "%", source), ("满意度", "服务对象满意度", "80", "%", "满意度调查")]
    return [
        {"code": f"M{n}", "kind": kind, "name": what, "target": target, "unit": unit, "weight": str(weight), "source": where}
        for n, ((kind, what, target, unit, where), weight) in enumerate(zip(lines, WEIGHTS, strict=True), 1)
    ]


def _opinion(turn: Turn, text: str) -> dict[str, Any]:
    return {"outcome": "同意", "score": turn.pick("86", "88", "90", "91", "93"), "opinion": text}


def give_finance_opinion(turn: Turn) -> Answer:
    """The fund has enough."""
    text = f"{turn.story.fund}余额充足，安排{money.figures(turn.story.amount)}元，资金用途相符"
    return Answer(_opinion(turn, text) | {"fund_checked": [turn.story.fund]})


def give_business_opinion(turn: Turn) -> Answer:
    """Needed, and no duplicate."""
    text = turn.pick("需求清楚，与在办项目不重复", "需求经入户核实，符合购买指引", "服务内容具体，受益面明确，与在办项目不重复")
    return Answer(_opinion(turn, text) | {"duplicate_found": "否", "matches_guide": "是", "category_confirmed": "否"})


def give_compliance_opinion(turn: Turn) -> Answer:
    """None of the six prohibitions; a keyword is cleared with its reason."""
    words = dict.fromkeys(one.keyword for one in parts(turn.session, turn.project(), KeywordCandidate))
    cleared = [{"keyword": word, "decision": "不属于", "reason": "仅为活动内容，不发生人员费用"} for word in words]
    return Answer(
        _opinion(turn, "不属于第十一条所列情形，未见利益冲突")
        | {
            "keyword_decisions": cleared,
            "art11_5_opinion": "文件未规定镇街为非责任主体，依据示民〔2026〕9号",
            "art11_6_opinion": f"{turn.story.service.sub_item}宜由社会组织提供，依据示民〔2026〕9号",
            "conflict_found": "否",
        }
    )


def give_leader_opinion(turn: Turn) -> Answer:
    """Approve below the town's figure, else put it to the meeting; a story may tell of a plan that goes back first."""
    if turn.has("returned", "review.give_leader_opinion"):
        return Answer({"outcome": "退回补正", "score": "70", "opinion": "受益人数依据不足，请补充需求调查后再报", "approval_no": ""})
    if turn.story.amount >= 50000:
        return Answer({"outcome": "提交集体研究", "score": "90", "opinion": "金额达到集体研究标准，提交党政联席会议", "approval_no": ""})
    return Answer({"outcome": "同意立项", "score": "90", "opinion": "切合整体发展需要，同意立项", "approval_no": _approval(turn)})


def _approval(turn: Turn) -> str:
    return f"{SHORT[turn.story.town]}立项〔2026〕第{turn.index}号"


def decide_collectively(turn: Turn) -> Answer:
    """Four of five are there and agree; one meeting of a day, with its minutes."""
    present = ["leader", "leader_2", "leader_3", turn.pick("leader_4", "leader_5")]
    form = {
        "meeting_kind": "党政联席会议",
        "met_at": (turn.now - MEETING).isoformat(),
        "place": "甲镇人民政府会议室",
        "eligible": "5",
        "present": "4",
        "present_members": present,
        "votes_for": "4",
        "votes_against": "0",
        "votes_abstain": "0",
        "recused_members": [],
        "dissent": "",
        "chair": "leader_2",
        "recorder": "党政办记录员",
        "outcome": "同意",
        "approval_no": _approval(turn),
        "approved_amount": money.figures(turn.story.amount),
    }
    return Answer(form, {"minutes": f"党政联席会议纪要（{_meeting(turn)}）.pdf", "attendance": f"签到表（{_meeting(turn)}）.pdf"})


def _meeting(turn: Turn) -> str:
    return f"{turn.today:%m-%d}议题{turn.index}"


def record_receipts(turn: Turn) -> Answer:
    """Both receipts of the platform."""
    said = enumerate(("审核", "审批"), 1)
    return Answer({"receipts": [{"act": act, "number": turn.receipt(kind), "received_at": turn.receipt_at()} for kind, act in said]})


def start_publicity(turn: Turn) -> Answer:
    """The approval is shown to the public."""
    text = f"{turn.story.title}，预算{money.figures(turn.story.amount)}元，现予公示"
    receipt = {"receipt_number": turn.receipt(3), "receipt_at": turn.receipt_at()}
    return Answer({"notice_text": text, "channel": "市级平台、镇公开栏", "masked": "是"} | receipt)


def close_publicity(turn: Turn) -> Answer:
    """Nobody objects."""
    return Answer({"objections": "0", "objection_note": "", "outcome": "无异议"})


ANSWERS: dict[str, Callable[[Turn], Answer | None]] = {
    "project.draft_plan": draft_plan,
    "review.give_finance_opinion": give_finance_opinion,
    "review.give_business_opinion": give_business_opinion,
    "review.give_compliance_opinion": give_compliance_opinion,
    "review.give_leader_opinion": give_leader_opinion,
    "review.decide_collectively": decide_collectively,
    "review.record_receipts": record_receipts,
    "review.start_publicity": start_publicity,
    "review.close_publicity": close_publicity,
}
"""Task → how it is answered; None: not yet."""
