"""What the people of the benchmark enter: one plan of a project, and the three opinions on it."""

from __future__ import annotations

from typing import Any

PLAN: dict[str, Any] = {
    "title": "甲镇2026年青少年心理健康服务",
    "route": "A",
    "category_class": "2",
    "sub_item": "心理咨询",
    "category_other_text": "",
    "list_item": "2026-03",
    "communities": ["community_sf", "community_hm"],
    "need": "两社区青少年情绪困扰求助增多，学校与家庭缺少专业心理支持",
    "governance_goal": "完善社区心理服务，及早发现并疏导风险",
    "need_source": "党群服务中心",
    "supporters": "126",
    "beneficiaries": "420",
    "guardian_consent": "是",
    "place": "示范社区、和睦社区党群服务中心",
    "begins_on": "2026-08-03",
    "ends_on": "2026-11-30",
    "amount": "180000.00",
    "amount_words": "壹拾捌万元整",
    "cost_items": [
        {"item": "个案心理咨询", "unit": "小时", "quantity": "320", "price": "300.00", "amount": "96000.00"},
        {"item": "心理健康讲座", "unit": "场", "quantity": "12", "price": "2500.00", "amount": "30000.00"},
        {"item": "团体辅导", "unit": "次", "quantity": "30", "price": "1800.00", "amount": "54000.00"},
    ],
    "funding": [{"fund": "F1", "amount": "180000.00"}],
    "funds_separable": "不适用",
    "public_appeal": "否",
    "targets": [
        {"code": "M1", "kind": "产出", "name": "个案心理咨询时数", "target": "320", "unit": "小时", "weight": "40", "source": "服务台账"},
        {"code": "M2", "kind": "成效", "name": "辅导后量表改善率", "target": "60", "unit": "%", "weight": "40", "source": "前后测汇总"},
        {"code": "M3", "kind": "满意度", "name": "服务对象满意度", "target": "80", "unit": "%", "weight": "20", "source": "满意度调查"},
    ],
    **{f"art11_{number}": "否" for number in range(1, 7)},
    "art11_note": "",
}
OPINIONS: dict[str, tuple[str, dict[str, str]]] = {
    "review.give_finance_opinion": (
        "finance",
        {
            "fund_checked": "F1",
            "outcome": "同意",
            "score": "90",
            "opinion": "F1可用600000.00元，安排180000.00元，资金用途相符",
        },
    ),
    "review.give_business_opinion": (
        "section_head",
        {
            "duplicate_found": "否",
            "matches_guide": "是",
            "outcome": "同意",
            "score": "92",
            "opinion": "需求清楚，在2026年清单之内，与在办项目不重复",
        },
    ),
    "review.give_compliance_opinion": (
        "supervisor",
        {
            "art11_5_opinion": "文件未规定镇街为非责任主体，依据示民〔2026〕9号",
            "art11_6_opinion": "心理咨询宜由专业社会组织提供，依据示民〔2026〕9号",
            "conflict_found": "否",
            "outcome": "同意",
            "score": "90",
            "opinion": "不属于第十一条所列情形，未见利益冲突",
        },
    ),
}
"""Task → who does it, and what they enter."""
