"""Art. 21: the method fits the project. The table decides; a person confirms, or asks for more competition and says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import day
from workflows.text import _

REVIEW, CONFIRM = ("procurement.review_plan",), ("procurement.confirm_method",)
OWN = "自行采购·"
LADDER = (f"{OWN}单家报价", f"{OWN}三家比价", f"{OWN}公开比选")
"""The town's own procedures below the limit, from the least to the most open."""
INQUIRY = "询价"
TENDER, CONSULTATION, NEGOTIATION = "公开招标", "竞争性磋商", "竞争性谈判"
SINGLE_SOURCE, FRAMEWORK = "单一来源", "框架协议"
PROCEDURES = {
    TENDER: "open_tender",
    CONSULTATION: "consultation",
    NEGOTIATION: "negotiation",
    SINGLE_SOURCE: "single_source",
    FRAMEWORK: "framework",
}
"""The methods of the Procurement Law that buy a service, and the procedure by which each is done."""
COMPARISON = "comparison"
GROUNDS = {
    NEGOTIATION: (
        _("招标后没有供应商投标、没有合格标的或者重新招标未能成立"),
        _("技术复杂或者性质特殊，不能确定详细规格或者具体要求"),
        _("非采购人所能预见的原因或者非拖延造成，招标所需时间不能满足紧急需要"),
        _("服务的时间、数量事先不能确定，不能事先计算价格总额"),
    ),
    SINGLE_SOURCE: (
        _("只能从唯一供应商处采购"),
        _("发生不可预见的紧急情况，不能从其他供应商处采购"),
        _("须保证服务配套，继续从原供应商处添购，不超过原合同金额百分之十"),
    ),
    FRAMEWORK: (_("为其他服务对象采购，服务对象可以在两家以上入围供应商中自主选择"),),
}
"""When a method may be used (GPL 30, 31; O74 27; O110 3), in the words of the law."""


@rule("ART-21.1", also=("LAW-GPL-2",), at=REVIEW)
def limit_is_registered(fiscal: bool, limit: Decimal | None, on: dt.date) -> Reason | None:
    """Without a registered threshold for the day no method can be told."""
    if not fiscal or limit is not None:
        return None
    return Reason(_("无法判定采购方式：没有{day}适用的采购限额标准，请先登记标准。").format(day=day(on)), "outcome")


@rule("LAW-O74-3", at=CONFIRM)
def inquiry_is_for_goods(proposed: str, decided: str) -> Reason | None:
    """Inquiry of prices buys goods; a service is bought otherwise."""
    if proposed.removeprefix(OWN) != INQUIRY:
        return None
    return Reason(_("询价只适用于货物，购买服务请用{wanted}。").format(wanted=decided.removeprefix(OWN)), "proposed_method")


@rule("ART-21.1", at=CONFIRM)
def deviation_is_lawful(proposed: str, decided: str, split: bool = False) -> Reason | None:
    """Above the limit a method of the law; below it the decided band, a more open one, or a consultation where the year wants it."""
    if proposed in {decided, INQUIRY} or (split and proposed == CONSULTATION) or {proposed, decided} <= {*PROCEDURES}:
        return None
    if proposed in LADDER and decided in LADDER:
        if LADDER.index(proposed) > LADDER.index(decided):
            return None
        message = _("按金额应采用{decided}，不能改用竞争程度更低的{proposed}。")
    elif decided in PROCEDURES:
        message = _("第二十一条：预算达到采购限额标准，依法应采用{decided}，不能按限额以下的{proposed}程序办理。")
        return Reason(message.format(decided=decided, proposed=proposed), "proposed_method", ("ART-21.1", "LAW-GPL-26"))
    else:
        message = _("本项目应采用{decided}；{proposed}不在本程序之内，须依法另行办理。")
    return Reason(message.format(decided=decided, proposed=proposed), "proposed_method")


@rule("ART-21.1", at=CONFIRM)
def deviation_has_a_reason(proposed: str, decided: str, reason: str) -> Reason | None:
    """Whoever departs from the decided method writes why."""
    if proposed == decided or reason:
        return None
    return Reason(_("拟用方式与判定的{decided}不同，须写明理由。").format(decided=decided), "deviation_reason")


@rule("LAW-GPL-30", also=("LAW-GPL-31", "LAW-O74-27", "LAW-O110-3"), regimes=frozenset({PROCUREMENT_LAW}), at=CONFIRM)
def ground_fits_the_method(proposed: str, ground: str) -> Reason | None:
    """Negotiation, a single source and a framework agreement each need the case of the law that allows them."""
    if proposed not in GROUNDS or ground in GROUNDS[proposed]:
        return None
    return Reason(_("采用{method}的，须选择符合法律规定的依据情形。").format(method=proposed), "ground")


@rule("LAW-GPL-27", also=("LAW-GPLR-23", "LAW-C214-4"), regimes=frozenset({PROCUREMENT_LAW}), at=CONFIRM)
def finance_approves_before_the_start(needed: bool, proposed: str, approval: str, document: bool) -> Reason | None:
    """From the tender threshold on another method needs the approval of the city's finance department before it starts."""
    if not needed:
        return None
    if not approval:
        text = _("达到公开招标数额标准，采用{method}须在采购活动开始前获得设区的市财政部门批准，请填写批准文号。")
        return Reason(text.format(method=proposed), "finance_approval")
    return None if document else Reason(_("请上传财政部门的批准文件。"), "finance_document")


@rule("LAW-DEM-29", also=("ART-16.2",), at=("documents.review",), level="invalid")
def fair_documents_only(agreed: bool, fair: bool) -> Reason | None:
    """Documents that exclude or restrict competition are not agreed to."""
    return Reason(_("未通过公平竞争审查的，不能同意。"), "fair") if agreed and not fair else None


def procedure_of(method: str) -> str:
    """The procedure by which a method is done."""
    return PROCEDURES.get(method, COMPARISON)


def is_scored(method: str) -> bool:
    """Whether responses get points; in the other methods the lowest price is first."""
    return method in {TENDER, CONSULTATION}


def lawful(decided: str, split: bool = False) -> Sequence[str]:
    """The methods that may be confirmed: the decided one and what is more open; above the limit all methods of the law."""
    if decided in LADDER:
        return (*LADDER[LADDER.index(decided) :], *((CONSULTATION,) if split else ()))
    return tuple(PROCEDURES) if decided in PROCEDURES else (decided,)


@rule("ART-21.1", at=CONFIRM)
def method_was_decided(decided: str | None) -> Iterator[Reason]:
    """There is a decision to confirm."""
    if not decided or decided == "无法判定":
        yield Reason(_("无法判定采购方式，请先补充限额标准。"), "proposed_method")
