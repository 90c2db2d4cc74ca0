"""What a contract must say and when it may be signed (handbook P40), beside its term and its payments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from workflows.errors import Reason
from workflows.procurement.rules import BELOW_THRESHOLD, PROCUREMENT_LAW, SOCIAL_FUNDS, rule
from workflows.procurement.rules.reading import plain
from workflows.procurement.rules.wording import day, percent, yuan
from workflows.text import _

BY_LAW, TOWNS_OWN = frozenset({PROCUREMENT_LAW}), frozenset({BELOW_THRESHOLD, SOCIAL_FUNDS})
SIGNING = ("contract.sign_as_contractor", "contract.sign_as_town")
PERFORMANCE = "绩效挂钩"
CLAUSES = ("标的", "数量", "时间", "付款进度", "验收", "违约", "争议", PERFORMANCE)
"""What every contract says (DEM 23, Art. 27)."""
LEAST_SAID = 10
"""Signs of a clause that says something."""
_MEASURE = re.compile("绩效|评价|评估|评分|得分|分以上|考核|验收|满意度|指标|优秀|合格")
_MONEY = re.compile("支付|付款|尾款|价款|款项|资金|经费|费用|拨付|扣减|不付|[%％]")
_TOKEN = re.compile(r"(?P<score>\d+(?:\.\d+)?)\s*分|(?P<share>\d+(?:\.\d+)?)\s*[%％]")


@dataclass(frozen=True, slots=True)
class Payee:
    """An account to which money goes, as a contract or the register names it."""

    name: str
    account: str
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A row of the table score → share of the last payment (TD27). `ratio`: 0.80 = 80 %."""

    from_score: Decimal
    name: str
    ratio: Decimal


def grades(rows: Sequence[Mapping[str, str]]) -> tuple[Grade, ...]:
    """The rows of TD27 as values."""
    return tuple(Grade(Decimal(row["from_score"]), row["grade"], Decimal(row["ratio"])) for row in rows)


def shares_in(clause: str, table: Sequence[Grade]) -> dict[Decimal, Decimal]:
    """Score → ratio as a clause says it: each 分 (or grade's name) with the next per cent after it; the first mention counts."""
    for grade in table:
        clause = clause.replace(grade.name, f"{grade.from_score}分")
    said: dict[Decimal, Decimal] = {}
    waiting: list[Decimal] = []
    for token in _TOKEN.finditer(clause):
        if token["score"]:
            waiting.append(Decimal(token["score"]))
        else:
            for score in waiting:
                said.setdefault(score, Decimal(token["share"]) / 100)
            waiting = []
    return said


def agreed_shares(clause: str, table: Sequence[Grade]) -> tuple[Grade, ...]:
    """The table with the shares that the clause itself names, be they the town's or others; empty where it leaves one out.

    What was signed binds (ART-27.4): the town's own table is only its proposal.
    """
    said = shares_in(clause, table)
    if any(grade.from_score not in said or said[grade.from_score] > 1 for grade in table if grade.ratio):
        return ()
    return tuple(replace(grade, ratio=said.get(grade.from_score, grade.ratio)) for grade in table)


@rule("ART-27.4", also=("LAW-DEM-23",), at=("contract.draft",))
def performance_clause_says_something(clause: str) -> Reason | None:
    """The performance clause names what is measured and how the money follows it: a sign or two bind nobody."""
    said = plain(clause)
    if len(said) >= LEAST_SAID and _MEASURE.search(said) and _MONEY.search(said):
        return None
    sentence = _("绩效挂钩条款须写明依据什么评价（绩效得分、验收、满意度等）、怎样影响付款，不少于{n}字。")
    return Reason(sentence.format(n=LEAST_SAID), "performance_clause")


@rule("ART-27.4", also=("TD27",), at=("contract.draft",), level="warn")
def performance_clause_says_the_shares(clause: str, table: Sequence[Grade]) -> Reason | None:
    """The last payment follows the score only by shares that the signed contract itself names; others than the town's are pointed out."""
    agreed = agreed_shares(clause, table)
    if agreed == tuple(table):
        return None
    shares = "，".join(_("{score:f}分以上{share}").format(score=g.from_score.normalize(), share=percent(g.ratio)) for g in table if g.ratio)
    sentence = _("绩效挂钩条款未写明各档比例（{shares}），本合同尾款将不能按得分折算。")
    if agreed:
        sentence = _("绩效挂钩条款的比例与本镇标准（{shares}）不同，尾款将按合同写明的比例支付，请核对。")
    return Reason(sentence.format(shares=shares), "performance_clause")


@rule("ART-21.1", also=("LAW-GPL-46",), at=("contract.draft",))
def parties_and_price_as_awarded(
    said: tuple[str, str, Decimal], awarded: tuple[str, str, Decimal], names: Mapping[str, str]
) -> Iterator[Reason]:
    """The contract is made with the organisation to which it was awarded, at the awarded price. Each: town, organisation, price."""
    if said[0] != awarded[0]:
        yield Reason(_("甲方须为{name}。").format(name=names.get(awarded[0], awarded[0])), "party_a")
    if said[1] != awarded[1]:
        yield Reason(_("乙方须为成交单位{name}。").format(name=names.get(awarded[1], awarded[1])), "party_b")
    if said[2] != awarded[2]:
        yield Reason(_("合同价{said}与成交价{awarded}不符。").format(said=yuan(said[2]), awarded=yuan(awarded[2])), "price")


@rule("ART-21.1", at=("contract.draft",), level="warn")
def begins_after_the_award(begins_on: dt.date, awarded_on: dt.date) -> Reason | None:
    """A service that begins before the award is pointed out (F14): performed first, bought afterwards."""
    if begins_on >= awarded_on:
        return None
    return Reason(_("合同开始日期早于成交日期{day}，请核实是否先履约后采购。").format(day=day(awarded_on)), "begins_on")


@rule("T19", also=("LAW-GPLR-48",), at=("contract.draft",))
def bond_within_cap(bond: Decimal, price: Decimal, ratio: Decimal) -> Reason | None:
    """A performance bond is at most ten per cent of the price."""
    cap = (price * ratio).quantize(Decimal("0.01"), ROUND_DOWN)
    if bond <= cap:
        return None
    sentence = _("履约保证金{bond}超过合同价{ratio}（{cap}）。")
    return Reason(sentence.format(bond=yuan(bond), ratio=percent(ratio), cap=yuan(cap)), "performance_bond")


@rule("T19", also=("LAW-GPLR-48",), at=("contract.draft",))
def bond_is_not_cash(bond: Decimal, form: str) -> Reason | None:
    """A performance bond is given by cheque, transfer or guarantee, never in cash: its form is named."""
    if not bond or form:
        return None
    return Reason(_("收取履约保证金的，请选择非现金形式。"), "bond_form", level="invalid")


@rule("LAW-FAIR-3", also=("LAW-DEM-23",), at=("contract.draft",), level="warn")
def late_payment_has_its_price(breach_clause: str) -> Reason | None:
    """A contract says what the town owes that pays late."""
    if "逾期" in breach_clause:
        return None
    return Reason(_("违约责任未写明逾期付款的责任，请补充。"), "breach_clause")


@rule("ART-24.2", also=("ART-23.3",), at=("contract.draft",))
def payee_as_registered(said: Payee, registered: Payee, names: Sequence[str]) -> Iterator[Reason]:
    """Money goes to an account of the contractor or of its host; one that the register does not have is verified by two persons.

    `names`: how an account of theirs may be called, the contractor's own first.
    """
    if said.name not in names:
        yield Reason(_("收款户名须为{name}。").format(name="或".join(names)), "payee_name")
    if said.bank != registered.bank:
        yield Reason(_("开户行与{name}登记的不一致，请双人核实。").format(name=names[0]), "payee_bank", level="warn")
    if said.account != registered.account:
        yield Reason(_("收款账号与{name}登记的不一致，请双人核实。").format(name=names[0]), "payee_account", level="warn")


@rule("LAW-DEM-23", also=("ART-27.4",), at=("contract.give_legal_opinion",))
def clauses_complete(outcome: str, present: Sequence[str]) -> Reason | None:
    """A contract passes the legal opinion only with every clause that the law asks for."""
    missing = [clause for clause in CLAUSES if clause not in present]
    if outcome != "同意" or not missing:
        return None
    return Reason(_("合同缺少必备条款：{names}，不能出具同意意见。").format(names="、".join(missing)), "clauses_present")


@rule("TD08", at=SIGNING, regimes=TOWNS_OWN)
def signed_after_the_notice(signed_on: dt.date, now_on: dt.date, frees_on: dt.date | None) -> Reason | None:
    """Nobody signs before the notice of the result has ended. `frees_on`: the first day after it; None: there was no notice."""
    if frees_on is None:
        return Reason(_("比价结果尚未公示，不能签约。"), "signed_on")
    if signed_on >= frees_on and now_on >= frees_on:
        return None
    last = day(frees_on - dt.timedelta(days=1))
    return Reason(_("比价结果公示至{day}24时，期满后方可签约。").format(day=last), "signed_on")


@rule("T14", also=("LAW-O87-69",), at=SIGNING, regimes=BY_LAW)
def signed_after_the_notice_of_the_law(signed_on: dt.date, now_on: dt.date, frees_on: dt.date | None) -> Reason | None:
    """From the limit on too nobody signs while the result stands in public, nor dates a signature back into that time."""
    if frees_on is None:
        return Reason(_("成交结果尚未公告，不能签约。"), "signed_on")
    if signed_on >= frees_on and now_on >= frees_on:
        return None
    told = {"last": day(frees_on - dt.timedelta(days=1)), "first": day(frees_on)}
    return Reason(_("财政部令第87号第六十九条：成交结果公告至{last}24时，最早可于{first}签约。").format(**told), "signed_on")


@rule("TD09", at=("contract.sign_as_contractor", "contract.sign_as_town"), level="warn")
def signed_in_time(signed_on: dt.date, last: dt.date | None) -> Reason | None:
    """A contract is signed within the town's period after the notice; later it is noted."""
    if last is None or signed_on <= last:
        return None
    return Reason(_("签约期限为{day}，已逾期。").format(day=day(last)), "signed_on")


@rule("T15", also=("LAW-GPL-46",), at=("contract.sign_as_contractor", "contract.sign_as_town"), regimes=BY_LAW, level="warn")
def signed_within_thirty_days(signed_on: dt.date, last: dt.date | None) -> Reason | None:
    """From the limit on a contract is signed within thirty days of the award; later it is noted."""
    if last is None or signed_on <= last:
        return None
    return Reason(_("合同应自成交通知书发出之日起三十日内签订，期限为{day}，已逾期。").format(day=day(last)), "signed_on")


@rule("T16", also=("LAW-GPLR-50",), at=("contract.publish",), regimes=BY_LAW, level="warn")
def published_within_two_days(today: dt.date, last: dt.date | None) -> Reason | None:
    """From the limit on a contract is public within two working days of its signature; later it is noted (F25)."""
    if last is None or today <= last:
        return None
    return Reason(_("合同应自签订之日起两个工作日内公告，期限为{day}，已逾期。").format(day=day(last)), "")


@rule("ART-13.3", at=("contract.sign_as_town", "funds.commit"))
def price_within_reservation(price: Decimal, reserved: Decimal) -> Reason | None:
    """The contract commits no more than was reserved when the project was approved."""
    if price <= reserved:
        return None
    return Reason(_("合同价{price}超过已预留资金{reserved}。").format(price=yuan(price), reserved=yuan(reserved)), "agree")


@rule("ART-22.1", at=("contract.sign_as_town",), level="warn")
def signed_before_it_begins(signed_on: dt.date, begins_on: dt.date) -> Reason | None:
    """A contract is signed before its service begins; service first is noted (F14)."""
    if signed_on <= begins_on:
        return None
    return Reason(_("签约日期晚于合同开始日期{day}，请核实是否先履约后签约。").format(day=day(begins_on)), "signed_on")


@rule("T17", also=("LAW-GPL-47",), at=("contract.file",), regimes=BY_LAW, level="warn")
def filed_within_seven_days(filed_on: dt.date, last: dt.date | None) -> Reason | None:
    """From the limit on a copy of the contract is filed with finance within seven working days; later it is noted (F25)."""
    if last is None or filed_on <= last:
        return None
    return Reason(_("合同应自签订之日起七个工作日内备案，期限为{day}，已逾期。").format(day=day(last)), "filed_on")


@rule("LAW-GPL-47", at=("contract.file",))
def filed_after_it_was_signed(filed_on: dt.date, signed_on: dt.date, today: dt.date) -> Reason | None:
    """What is filed was signed; nothing is filed in the future."""
    if signed_on <= filed_on <= today:
        return None
    return Reason(_("备案日期应在{signed}至今天之间。").format(signed=day(signed_on)), "filed_on")


@rule("LAW-GPL-46", at=("contract.sign_as_town",))
def refusal_in_words(agree: bool, reason: str) -> Iterator[Reason]:
    """A town that does not sign what it awarded says why."""
    if not agree and len(reason) < 10:
        yield Reason(_("不签署的，请写明理由，至少10字。"), "reason", level="invalid")


@rule("LAW-GPL-46", at=("contract.sign_as_town",), level="warn")
def award_binds_the_town(registered: bool) -> Reason | None:
    """The award binds both: a town that does not sign with a winner in good standing answers for it."""
    if not registered:
        return None
    return Reason(_("成交通知书对双方具有法律效力；承接主体登记有效而不签订的，镇街依法承担责任。"), "agree")


@rule("TD86", also=("LAW-GPL-46",), at=("contract.handle_unsigned",))
def awaited_for_a_time(until: dt.date, today: dt.date, latest: dt.date | None) -> Reason | None:
    """A town waits for a late signature until a day to come, within its longest time; `latest`: the last day of it."""
    if until <= today:
        return Reason(_("等待期限须晚于今天。"), "until")
    if latest is not None and until > latest:
        return Reason(_("继续等待最迟至{day}。").format(day=day(latest)), "until")
    return None
