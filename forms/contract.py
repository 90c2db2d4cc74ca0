"""Forms that make a contract (Art. 22; handbook P40): its draft, the legal opinion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form, Line
from workflows.act import Act, Facts
from workflows.errors import Reason, Refused
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.contractors import organisation, registration
from workflows.procurement.durations import lasting
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import Contract, contract_of, instalments_of
from workflows.procurement.models.documents import Document, attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.people import Authority, Organisation
from workflows.procurement.models.procurements import procurement_of
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.money import figures, plain, says, words
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import contract as rules
from workflows.procurement.rules import platform, screening, term
from workflows.procurement.rules.acceptance import CHECKED_BY_TOWN, CHECKERS
from workflows.procurement.rules.comparison import registration_in_force
from workflows.procurement.rules.money import words_say_the_figures
from workflows.procurement.rules.review import opinion_in_words
from workflows.procurement.rules.wording import day, percent
from workflows.procurement.screening import clauses
from workflows.procurement.spending import reserved
from workflows.text import _

AGREED, BACK = "同意", "退回修改"
BOND_FORMS = (_("转账"), _("支票、汇票、本票"), _("金融机构保函"), _("担保机构保函"))


class YearLine(Line):
    """What falls to a fiscal year."""

    year = fields.Number(_("年度"), least="2020", most="2100")
    amount = fields.Money(_("金额"))
    document = fields.Text(_("预算依据"), most=120, required=False, load_default="", help=_("以后年度填写预算安排文号。"))


class DraftContract(Form):
    """What the two parties will sign."""

    task = "contract.draft"
    asks: ClassVar[frozenset[str]] = frozenset({"term"})
    submit: ClassVar[str] = _("确认合同文本")

    contract_no = fields.Reference(_("合同编号"), most=60, example="甲镇购服合〔2026〕15号")
    party_a = fields.Pick(_("甲方"), source="towns")
    party_b = fields.Pick(_("乙方"), source="contractors")
    subject = fields.Text(_("合同标的"), most=500)
    price = fields.Money(_("合同价"))
    price_words = fields.Text(_("合同价（大写）"), most=60)
    begins_on = fields.Date(_("开始日期"))
    ends_on = fields.Date(_("结束日期"))
    content_fixed = fields.YesNo(
        _("购买内容相对固定"), required=False, load_default=False, help=_("以下四项只在期限超过一般上限时填写（第二十二条）。")
    )
    continuous = fields.YesNo(_("连续性强"), required=False, load_default=False)
    funds_stable = fields.YesNo(_("经费来源稳定"), required=False, load_default=False)
    price_stable = fields.YesNo(_("价格变化小"), required=False, load_default=False)
    term_evidence = fields.Picks(_("四项条件的证明材料"), source="documents", required=False, load_default=list)
    yearly_amounts = fields.Rows(
        _("各年金额"), YearLine, required=False, load_default=list, help=_("期限超过一般上限的逐年填写，合计等于合同价。")
    )
    acceptance_standard = fields.Text(_("验收标准"), long=True, most=2000)
    checked_by = fields.Choice(
        _("履约验收由谁核验"),
        CHECKERS,
        required=False,
        load_default=CHECKED_BY_TOWN,
        help=_("镇街核验，或者委托与乙方没有利益关系的第三方（第二十七条）"),
    )
    performance_clause = fields.Text(_("绩效挂钩条款"), long=True, most=2000)
    breach_clause = fields.Text(_("违约责任"), long=True, most=2000)
    dispute_clause = fields.Text(_("争议解决"), long=True, most=2000)
    performance_bond = fields.Money(_("履约保证金"), zero=True)
    bond_form = fields.Choice(
        _("保证金形式"), BOND_FORMS, required=False, load_default="", needed=_("收取保证金时必填"), help=_("不得收取现金。")
    )
    payee_name = fields.Text(_("收款户名"), most=100)
    payee_bank = fields.Text(_("开户行"), most=100)
    payee_account = fields.Reference(_("收款账号"), most=40)
    contract_text = fields.Attachment(_("合同文本"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """The end lies behind the beginning; the words say the figures."""
        if data["ends_on"] <= data["begins_on"]:
            yield Reason(_("结束日期须晚于开始日期。"), "ends_on", level="invalid")
        yield from rules.bond_is_not_cash(data["performance_bond"], data["bond_form"])
        yield from words_say_the_figures(says(data["price_words"], data["price"]), words(data["price"]), "price_words")

    def prefill(self, act: Act) -> dict[str, Any]:
        """What the award, the plan and the register already say; or the draft that came back."""
        project = project_of(act)
        procurement = procurement_of(act.session, project.id)
        if procurement.awarded is None or procurement.award_price is None:
            return {}
        contractor = organisation(act.session, procurement.awarded)
        return {
            "yearly_amounts": _years(act, project, procurement.award_price),
            "party_a": project.authority_id,
            "party_b": contractor.id,
            "subject": project.title,
            "price": figures(procurement.award_price),
            "price_words": words(procurement.award_price),
            "begins_on": project.begins_on.isoformat(),
            "ends_on": project.ends_on.isoformat(),
            "acceptance_standard": procurement.acceptance_scheme,
            "performance_clause": clause_of(rules.grades(figure(act.session, "TD27", occasion(act)))),
            "performance_bond": "0.00",
            "payee_name": contractor.account_name or contractor.name,
            "payee_bank": contractor.bank or "",
            "payee_account": contractor.account_no or "",
        }

    def choices(self, act: Act) -> Choices:
        """The town, the winner, the documents of the project."""
        project = project_of(act)
        procurement = procurement_of(act.session, project.id)
        winner = organisation(act.session, procurement.awarded) if procurement.awarded else None
        documents = act.session.scalars(select(Document.name).where(Document.project_id == project.id).order_by(Document.id)).unique()
        return {
            "towns": [(project.authority_id, _name_of(act, project.authority_id))],
            "contractors": [(winner.id, winner.name)] if winner else [],
            "documents": [(name, name) for name in documents],
        }

    def limits(self, act: Act) -> Mapping[str, str]:
        """The term and the bond before they are broken."""
        months, longest = figure(act.session, "TD01", occasion(act)), figure(act.session, "R22", occasion(act))
        text = _("一般不超过{months}个月；四项条件均成立并有依据的，最长{longest}个月")
        bond = _("不超过合同价{ratio}").format(ratio=percent(figure(act.session, "G48", occasion(act))))
        return {"ends_on": text.format(months=months, longest=longest), "performance_bond": bond}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the draft over the one before. Raises Refused (ART-21.1, TD01, ART-22.1, T19, ART-24.2)."""
        project = project_of(act)
        self._check_award(act, project, data)
        self._check_term(act, data)
        table = rules.grades(figure(act.session, "TD27", occasion(act)))
        act.check(rules.performance_clause_says_something, data["performance_clause"])
        act.check(rules.performance_clause_says_the_shares, data["performance_clause"], table)
        act.check(rules.late_payment_has_its_price, data["breach_clause"])
        act.check(rules.bond_within_cap, data["performance_bond"], data["price"], figure(act.session, "G48", occasion(act)))
        written = {name: data[name] for name in ("subject", "acceptance_standard")}
        act.check(screening.changed_content_is_screened_again, screening.candidates(written, clauses()))
        act.check(platform.subject_is_masked_later, data["subject"])
        taken = act.session.scalars(select(Contract.project_id).where(Contract.number == data["contract_no"])).one_or_none()
        if taken not in (None, project.id):
            act.found.append(Reason(_("合同编号{number}已使用。").format(number=data["contract_no"]), "contract_no"))
        act.settle()
        self._check_years(act, project, data)
        act.settle()
        self._write(act, project, data, table)
        attach(act, "contract_text", data["contract_text"])
        return {}

    @staticmethod
    def _check_award(act: Act, project: Project, data: dict[str, Any]) -> None:
        procurement = procurement_of(act.session, project.id)
        if procurement.awarded is None or procurement.award_price is None or procurement.awarded_on is None:
            raise Refused([Reason(_("尚未确定成交单位，不能拟订合同。"), rules=("ART-21.1",))])
        winner = organisation(act.session, procurement.awarded)
        awarded = project.authority_id, winner.id, procurement.award_price
        names = {project.authority_id: _name_of(act, project.authority_id), winner.id: winner.name}
        act.check(rules.parties_and_price_as_awarded, (data["party_a"], data["party_b"], data["price"]), awarded, names)
        if act.check(rules.begins_after_the_award, data["begins_on"], procurement.awarded_on):
            act.record.flags.append("F14")
        said = rules.Payee(data["payee_name"], data["payee_account"], data["payee_bank"])
        host = act.session.get(Organisation, winner.host) if winner.host else None
        owners = [one.account_name or one.name for one in (winner, host) if one]
        registered = rules.Payee(owners[0], winner.account_no or "", winner.bank or "")
        act.check(rules.payee_as_registered, said, registered, owners)
        act.check(registration_in_force, registration(act.session, winner.id), act.today, _("拟订合同"), "party_b")

    @staticmethod
    def _check_term(act: Act, data: dict[str, Any]) -> None:
        four = {name: data[name] for name in term.FACTS}
        evidenced = bool(data["term_evidence"])
        said = lasting(act, data["begins_on"], data["ends_on"], four_facts=all(four.values()), evidenced=evidenced)
        act.check(term.ordinary_term_without_four_facts, said, four)
        act.check(term.three_years_at_most, said)
        act.check(term.four_facts_with_evidence, said)

    @staticmethod
    def _check_years(act: Act, project: Project, data: dict[str, Any]) -> None:
        """A contract within the ordinary term needs no table; one that is given is right all the same."""
        begins_on, ends_on = data["begins_on"], data["ends_on"]
        if not data["yearly_amounts"] and not _is_long(act, begins_on, ends_on):
            return
        shares = [term.Share(int(one["year"]), one["amount"], one["document"]) for one in data["yearly_amounts"]]
        act.check(term.years_make_the_price, shares, data["price"], begins_on, ends_on)
        act.check(term.each_year_is_budgeted, shares, act.today.year, reserved(act.session, project.id))

    @staticmethod
    def _write(act: Act, project: Project, data: dict[str, Any], table: tuple[rules.Grade, ...]) -> None:
        ordinary = figure(act.session, "TD01", occasion(act))
        kept = act.session.get(Contract, project.id)
        contract = kept or Contract(project_id=project.id, authority_id=project.authority_id, case_id=act.case.id)
        for name, value in data.items():
            if name not in ("contract_no", "price_words", "contract_text", "yearly_amounts"):
                setattr(contract, name, value)
        contract.number, contract.state = data["contract_no"], "draft"
        contract.yearly_amounts = [{name: str(value) for name, value in one.items()} for one in data["yearly_amounts"]]
        contract.annual_amount = term.annual_amount(data["price"], data["begins_on"], data["ends_on"], ordinary)
        contract.final_payment = [_as_json(grade) for grade in rules.agreed_shares(data["performance_clause"], table)]
        contract.drafted_by, contract.drafted_on = act.who, act.today
        contract.signed_by_contractor = contract.signed_by_contractor_on = contract.awaited_until = None
        contract.unsigned_because = ""
        # Last, and whole: a half-filled row would be flushed by the next query.
        act.session.add(contract)


def _is_long(act: Act, begins_on: dt.date, ends_on: dt.date) -> bool:
    """Whether a term is longer than the ordinary one (TD01)."""
    return ends_on > last_day_of_term(begins_on, figure(act.session, "TD01", occasion(act)))


def _years(act: Act, project: Project, price: Decimal) -> list[dict[str, str]]:
    """The price by fiscal years, in proportion, for a project of several years."""
    if not _is_long(act, project.begins_on, project.ends_on):
        return []
    shares = term.by_years(price, project.begins_on, project.ends_on)
    return [{"year": str(one.year), "amount": figures(one.amount), "document": ""} for one in shares]


def _name_of(act: Act, authority_id: str) -> str:
    found = act.session.get(Authority, authority_id)
    return found.name if found else authority_id


def _as_json(grade: rules.Grade) -> dict[str, str]:
    return {"from_score": str(grade.from_score), "grade": grade.name, "ratio": str(grade.ratio)}


def clause_of(table: tuple[rules.Grade, ...]) -> str:
    """The performance clause as the town's table wants it."""
    rows = "，".join(_("{score}分以上{share}").format(score=plain(one.from_score), share=percent(one.ratio)) for one in table if one.ratio)
    least = min((one.from_score for one in table if one.ratio), default=Decimal(0))
    return _("尾款按绩效得分支付：{rows}，不足{least}分整改前不付").format(rows=rows, least=plain(least))


class GiveLegalOpinion(Form):
    """The legal adviser on the whole contract."""

    task = "contract.give_legal_opinion"
    submit: ClassVar[str] = _("出具法律意见")

    outcome = fields.Choice(_("结论"), (AGREED, BACK))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("退回修改的至少10字。"))
    clauses_present = fields.Picks(_("已具备的条款"), choices=rules.CLAUSES, required=False, load_default=list)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever sends a contract back says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """The contract in a line, each payment in one below it."""
        contract = contract_of(act.session, project_of(act).id)
        text = _("合同价{price}元，{begin}至{end}\n{payments}")
        line = _("{kind}{amount}元（{trigger}）")
        planned = [
            line.format(kind=one.kind, amount=figures(one.amount), trigger=one.trigger)
            for one in instalments_of(act.session, contract.project_id)
        ]
        told = {"price": figures(contract.price), "begin": day(contract.begins_on), "end": day(contract.ends_on)}
        return {"opinion": text.format(**told, payments="\n".join(planned))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the opinion; 同意 clears the contract for signature. Raises Refused where a clause is missing (LAW-DEM-23)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        act.check(rules.clauses_complete, data["outcome"], data["clauses_present"])
        act.settle()
        contract.state = "cleared" if data["outcome"] == AGREED else "draft"
        give_opinion(act, project.id, data["outcome"], data["opinion"], clauses_present=data["clauses_present"])
        return {"outcome": data["outcome"]}
