"""Rules on what people read: names of steps, questions at gateways, words on the ways out, instructions, articles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.engine.elements import USER, tag
from workflows.proof.lint_lanes import leaves
from workflows.proof.lint_model import CHOICES, Diagram, Surroundings
from workflows.proof.lint_rules import Found, rule
from workflows.text import _

ARTICLE = re.compile(r"[1-9]\d{0,2}", re.ASCII)
MOST_SAID = 10


@rule("text.label", _("流程、泳道、任务、事件、有多条出路的网关都有名称。"))
def named(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A step without a name is a blank line on somebody's desk."""
    if not (d.process.get("name") or "").strip():
        yield Found(d.id, _("流程没有名称。请填写，例如“统筹审议”。"))
    for lane in leaves(d):
        if not (lane.get("name") or "").strip():
            yield Found(lane.get("id", d.id), _("泳道没有名称。请填写岗位的名称。"))
    for one in d.elements.values():
        if (d.nodes[one.id].get("name") or "").strip():
            continue
        if not one.kind.endswith("Gateway"):
            yield Found(one.id, _("节点“{node}”没有名称。请写明做什么或发生了什么。").format(node=one.id))
        elif one.kind in CHOICES and len(d.out[one.id]) > 1:
            yield Found(one.id, _("网关“{node}”没有名称。请写成一个问题，例如“是否通过？”。").format(node=one.id))


@rule("text.outcome", _("排他网关、包容网关的每条出路都写明结论。"))
def outcomes_named(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The words on the ways out are the words on the form."""
    for one in d.of(*CHOICES):
        for flow in d.out[one.id]:
            if len(d.out[one.id]) > 1 and not flow.name:
                text = _("网关{node}有一条出路没有写结论。请在连线上写明，例如“同意”“退回补正”。")
                yield Found(flow.id, text.format(node=d.said(one.id)), (one.id, flow.id))


@rule("text.instruction", _("每项用户任务有一句办理说明。"))
def instructed(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """It heads the form."""
    for one in d.of(USER):
        if not (d.nodes[one.id].findtext(tag("documentation")) or "").strip():
            yield Found(one.id, _("任务{node}没有办理说明。请在“文档”里用一两句话写明要办理人做什么。").format(node=d.said(one.id)))


@rule("text.article", _("每项用户任务写明依据的条款。"))
def founded(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The page shows the articles beside the form."""
    for one in d.of(USER):
        wrong = [article for article in one.articles if not ARTICLE.fullmatch(article)]
        if not one.articles:
            yield Found(one.id, _("任务{node}没有写明依据的条款（属性 article），例如 20。").format(node=d.said(one.id)))
        elif wrong:
            text = _("任务{node}的依据“{article}”不是条款号。请写条的序号，用空格分开，例如 11 20。")
            yield Found(one.id, text.format(node=d.said(one.id), article="、".join(wrong)))


@rule("text.no_article", _("写明的依据是办法里有的条款。"))
def articles_exist(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """An article that the regulation does not have founds nothing."""
    for one in d.elements.values():
        missing = [name for name in one.articles if ARTICLE.fullmatch(name) and name not in (s.known.articles or {name})]
        if missing:
            text = _("{node}的依据第{article}条，办法里没有。请改为办法的条款。")
            yield Found(one.id, text.format(node=d.said(one.id), article="、".join(missing[:MOST_SAID])))
