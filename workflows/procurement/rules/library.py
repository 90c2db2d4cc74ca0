"""Art. 19, items 3 and 4: what comes into the project library, what may be picked from it, and whether its author may be awarded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import day
from workflows.text import _

CONSENT, RETURN, REFUSE = "同意入库", "退回补正", "不同意"
CHECKING = (CONSENT, RETURN, REFUSE)
CLEAR, PROHIBITED = "不属于", "属于禁止事项"
SCREENED = (CLEAR, PROHIBITED)
LEAST_WORDS = 10
CHOOSING = ("library.choose", "library.record_discussion", "project.apply_design")
SINGLE_SOURCE = "单一来源"
STATES = {"submitted": _("尚在审查"), "returned": _("已退回补正"), "refused": _("未获同意"), "withdrawn": _("已由社会组织撤回")}
STATES |= {"expired": _("已过有效期"), "replaced": _("已有新版本")}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the rules ask of an entry of the library; `town` whose library it stands in, `for_community` where it names one."""

    number: str
    state: str
    valid_until: dt.date | None
    town: str
    for_community: str = ""


@rule("ART-19.3", at=("library.submit",), level="invalid")
def meant_for_a_community_of_the_town(community: str, known: Collection[str]) -> Reason | None:
    """A design may name a community of the town in whose library it is to stand."""
    return None if not community or community in known else Reason(_("请从名单中选择意向社区。"), "community")


@rule("ART-19.3", also=("TD65",), at=("library.submit",), level="invalid")
def valid_no_longer_than_a_year(months: int, most: int) -> Reason | None:
    """An entry of the library is valid for the town's figure at the most, then it is handed in anew."""
    if 1 <= months <= most:
        return None
    return Reason(_("有效期为1至{most}个月。").format(most=most), "valid_months")


@rule("ART-19.3", at=("library.submit",))
def own_entry_is_renewed(number: str, own: Collection[str]) -> Reason | None:
    """A new version is written by the organisation whose entry it is."""
    return None if not number or number in own else Reason(_("只能续报本组织的入库项目。"), "renews")


@rule("ART-19.3", at=("library.check",), level="invalid")
def refusal_is_explained(outcome: str, opinion: str) -> Reason | None:
    """Who does not consent says why."""
    if outcome == CONSENT or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("结论为“{outcome}”的，请说明理由，至少{least}字。").format(outcome=outcome, least=LEAST_WORDS), "opinion")


@rule("ART-11.1", at=("library.check",))
def nothing_prohibited_comes_in(outcome: str, screened: str) -> Reason | None:
    """What Art. 11 prohibits does not come into the library."""
    if outcome != CONSENT or screened == CLEAR:
        return None
    return Reason(_("第十一条：属于禁止购买事项的，不得同意入库。"), "outcome")


@rule("ART-11.2", at=("library.check",))
def keywords_are_answered(keywords: Collection[str], opinion: str) -> Reason | None:
    """Words that may point to a prohibition are answered in the opinion."""
    if not keywords or len(opinion) >= LEAST_WORDS:
        return None
    message = _("策划书含有关键词“{words}”，请在意见中说明是否属于第十一条禁止事项，至少{least}字。")
    return Reason(message.format(words="”“".join(keywords), least=LEAST_WORDS), "opinion")


@rule("ART-19.3", at=CHOOSING)
def entry_may_be_picked(entry: Entry | None, town: str, community: str, today: dt.date, field: str) -> Reason | None:
    """A community picks what the town consented to, what is still valid and what was not withdrawn; looked at again at each step."""
    if entry is None or entry.town != town:
        return Reason(_("本镇项目库没有这个项目。"), field)
    if entry.state in STATES:
        return Reason(_("入库项目{number}{state}，不能选用。").format(number=entry.number, state=STATES[entry.state]), field)
    if entry.valid_until is None or entry.valid_until < today:
        until = day(entry.valid_until) if entry.valid_until else ""
        return Reason(_("入库项目{number}有效期至{until}，已过期，不能选用。").format(number=entry.number, until=until), field)
    if entry.for_community not in ("", community):
        return Reason(_("入库项目{number}是为其他社区策划的，不能选用。").format(number=entry.number), field)
    return None


@rule("ART-19.4", also=("LAW-GPLR-18",), at=("comparison.award",), regimes=frozenset({PROCUREMENT_LAW}))
def planner_stays_out(planner: str | None, awarded: str, method: str) -> Reason | None:
    """Who designed the whole of a project does not bid for it under the Procurement Law, unless nobody else can provide it."""
    if planner is None or planner != awarded or SINGLE_SOURCE in method:
        return None
    message = _("实施条例第十八条：为本项目提供整体设计的社会组织不得参加该项目的采购活动（单一来源除外）。")
    return Reason(message, "awarded")


@rule("ART-19.4", at=("comparison.award",), level="warn")
def planner_is_disclosed(planner: str | None, awarded: str, disclosure: str) -> Reason | None:
    """Below the limit the designer may win; that it designed the project, and what binds it, is on record (F22)."""
    if planner is None or planner != awarded:
        return None
    told = _("成交单位是本项目的策划单位，利益关系声明：{disclosure}。请核实比价是否公平（F22）。")
    return Reason(told.format(disclosure=disclosure), "awarded")
