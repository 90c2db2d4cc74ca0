"""Decision tables as tables of a page: inputs, outputs, a line a rule with its note."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.web.views.bits import TableView
from app.web.views.definitions import DecisionView
from workflows.engine.definitions import Definition
from workflows.engine.dmn.decision import Decision
from workflows.engine.dmn.xml import attribute, children, first, parse
from workflows.engine.elements import DECISION
from workflows.text import _

POLICIES = {
    "U": _("只能有一行适用"),
    "A": _("适用的各行答案相同"),
    "F": _("取第一行适用的"),
    "P": _("取适用的行里最重要的答案"),
    "R": _("取全部适用的行，按行的先后"),
    "O": _("取全部适用的行，按答案的重要性"),
    "C": _("取全部适用的行"),
    "": _("按一个算式"),
}
ANY = ("", "-")
TRUTH = {"true": _("是"), "false": _("否")}
WORD = re.compile(r'"([^"]*)"')
WORDS = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')
NOT = re.compile(r"not\((.*)\)")
NAME = re.compile(r"[A-Za-z_]+")
NOTHING = '""'
NAMED = {
    "procurement_law": _("政府采购法"),
    "below_threshold": _("限额以下"),
    "social_funds": _("社会资金"),
    "suspended": _("已中止"),
    "terminated": _("已终止"),
    "stopped": _("停止支付"),
}
"""What the tables' codes are called."""


def decision_views(definition: Definition, process: str, xml: Mapping[str, bytes]) -> Sequence[DecisionView]:
    """The tables that one process asks. `xml`: name → content of the closure's tables."""
    drawn = definition.elements[process].values()
    asked = {one.implementation for one in drawn if one.kind == DECISION}.union(*(one.asks for one in drawn))
    return [view for name, content in xml.items() for view in _views(definition, name, content, asked)]


def _views(definition: Definition, name: str, content: bytes, asked: set[str]) -> Sequence[DecisionView]:
    root = parse(content)
    found = {attribute(one, "id"): one for one in children(root, "decision") if attribute(one, "id") in asked}
    data = {attribute(first(one, "variable"), "name"): attribute(one, "name") for one in children(root, "inputData")}
    views = []
    for identity, element in found.items():
        decision, drawn = definition.decisions[identity], first(element, "decisionTable")
        labels = [attribute(one, "label") or attribute(one, "name") for one in children(drawn, "output")] if drawn is not None else []
        described = first(element, "description")
        about = (described.text or "").strip() if described is not None else ""
        url = f"/definitions/{definition.hash}/{name}.xml"
        views.append(DecisionView(decision.name, about, POLICIES[decision.hit_policy], _table(decision, labels, data), url))
    return views


def _table(decision: Decision, labels: Sequence[str], data: Mapping[str, str]) -> TableView:
    named = [label or output.name for label, output in zip(labels or [""] * len(decision.outputs), decision.outputs, strict=True)]
    heads = [
        _("行"),
        *(_("条件：{label}").format(label=one.label) for one in decision.inputs),
        *(_("结果：{label}").format(label=one) for one in named),
        _("说明"),
    ]
    if decision.expression is not None:
        return TableView("", [_("结果"), _("算式")], [[decision.variable, decision.expression.text]])
    rows = [
        [str(number), *(_cell(cell.text, data) for cell in (*rule.tests, *rule.answers)), rule.annotation]
        for number, rule in enumerate(decision.rules, 1)
    ]
    return TableView("", heads, rows)


def _cell(text: str, data: Mapping[str, str]) -> str:
    """A test or an answer as an official reads it: words without quotation marks, codes and inputs by their names, 是 and 否."""
    bare = text.strip()
    if bare in ANY:
        return _("不限")
    if bare == NOTHING:
        return ""
    negated = NOT.fullmatch(bare)
    listed = negated[1] if negated else bare
    if WORDS.fullmatch(listed):
        words = "、".join(NAMED.get(word, word) for word in WORD.findall(listed))
        return _("除{words}外").format(words=words) if negated else words
    return TRUTH.get(bare) or (bare if '"' in bare else NAME.sub(lambda name: data.get(name[0], name[0]), bare))
