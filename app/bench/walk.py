"""A purchase from its plan to its archive without anybody: the engine alone, every answer the one that goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflows.engine.bindings import MESSAGE
from workflows.engine.definitions import Definition
from workflows.engine.store import Open, Running

PROCESS = "origination/town_plan"
MOMENT = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
MEMBERS = 5
OUTCOMES = {
    "review.give_leader_opinion": "提交集体研究",
    "review.decide_collectively": "同意",
    "review.close_publicity": "无异议",
    "procurement.confirm_method": "同意",
    "purchase.close": "结案",
    "procurement.review_plan": "同意",
    "comparison.open_quotations": "有效",
    "comparison.award": "成交",
    "contract.give_legal_opinion": "同意",
    "contract.sign_as_contractor": "是",
    "contract.sign_as_town": "已签约",
    "supervision.report_progress": "已报告",
    "supervision.verify_progress": "转入完工报告",
    "acceptance.report_completion": "已报告",
    "acceptance.conclude": "合格",
    "evaluation.answer": "已答复",
    "evaluation.conclude": "同意评价结果",
}
BREAKING = frozenset({"purchase_anew", "contract_ended", "amendment_withdrawn", "proposal_taken_back"})
"""Messages on which a stage ends before its end."""
PROCEDURES = {"procurement.confirm_method": "comparison"}
DECISIONS = {
    "regime": {"regime": "below_threshold"},
    "procurement_method": {"procedure": "comparison"},
    "final_payment": {"final_payment": "100"},
    "acceptor": {"checked_by": "镇街自行核验"},
    "evaluator": {"evaluated_by": "第三方评估机构"},
}


class Onwards:
    """Hands that agree to everything."""

    def call(self, function: str, *arguments: Any) -> Any:
        """Five people in each list; every moment is the same."""
        return MEMBERS if function == "count_of" else MOMENT

    def operate(self, name: str) -> Mapping[str, Any]:
        """Done."""
        return {}

    def decide(self, name: str) -> Mapping[str, Any]:
        """The row that goes on."""
        return DECISIONS[name]


def facts_of(definition: Definition, one: Open) -> dict[str, Any]:
    """What the person who does this task says."""
    task = definition.element(one.process, one.element).implementation
    return {name: said for name, said in (("outcome", OUTCOMES.get(task)), ("procedure", PROCEDURES.get(task))) if said}


def next_task(definition: Definition, running: Running) -> Iterator[Open]:
    """The tasks of people in the order in which they come up; moments and messages pass by themselves. The caller completes each."""
    while not running.completed:
        waiting = list(running.open())
        people = [one for one in waiting if one.kind == "user"]
        if people:
            yield people[0]
        else:
            running.release(ahead(waiting).node)


def ahead(waiting: Sequence[Open]) -> Open:
    """What leads on of what passes by itself: a moment before a message, and of messages not those that break a stage off."""
    return min(waiting, key=lambda one: (one.kind == MESSAGE, one.said in BREAKING))
