"""What somebody reads before deciding, above the form: the prices side by side before an award, the contract before a signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from app.i18n.formats import numeral
from app.web.cases.names import Names
from app.web.dossier.files import latest
from app.web.packs.changes import pending
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.engine.looking import Opened
from workflows.procurement.models.contracts import Contract, Instalment, instalments_of
from workflows.procurement.models.procurements import Procurement, Quotation, quotations_of
from workflows.procurement.money import words
from workflows.text import _

MEETS = {True: _("满足"), False: _("不满足"), None: ""}
CHANGING = frozenset({"pack.propose", "pack.confirm", "pack.approve", "pack.approve_extension"})
"""Tasks before which one reads what a change will touch."""
PAPER = "contract.draft", "contract_text"
"""The task and the field in which the text of a contract is handed in."""


def basis(session: Session, opened: Opened, project: int) -> Sequence[Section]:
    """What belongs to this task, for the person who has it in hand; nothing for most tasks."""
    of = _BASES.get(opened.item.task)
    if opened.item.task in CHANGING:
        return pending(session, opened.actor, opened.case)
    return list(of(session, opened, project)) if of and project else ()


def _prices(session: Session, opened: Opened, project: int) -> Iterator[Section]:
    """The opened quotations, the lowest that meets the demand first (Art. 21)."""
    bought = session.get(Procurement, project)
    if bought is None or not bought.is_open:
        return
    names = Names(session)
    facts = [Fact(_("最高限价"), amount=bought.price_ceiling)]
    if bought.recommended:
        facts.append(Fact(_("采购小组推荐"), _("{name}：{why}").format(name=names.place(bought.recommended), why=bought.recommendation)))
    offers = sorted(quotations_of(session, bought), key=lambda one: (not one.meets_demand, one.price))
    heads = (_("价格排名"), _("社会组织"), _("报价"), _("需求"))
    rows = [(_rank(one, offers), names.place(one.organisation), one.price, MEETS[one.meets_demand]) for one in offers]
    note = _("排名只在满足需求的报价中，从低到高。")
    yield Section(_("比价表"), facts, [TableView("", heads, rows, money=(2,))], text=note)


def _rank(one: Quotation, offers: Sequence[Quotation]) -> str:
    """Its place among those that meet the demand; equal prices share one."""
    if not one.meets_demand:
        return ""
    return str(1 + sum(bool(other.meets_demand) and other.price < one.price for other in offers))


def _contract(session: Session, opened: Opened, project: int) -> Iterator[Section]:
    """The main terms, the plan of payments and the text of the contract (Art. 22, 23)."""
    contract = session.get(Contract, project)
    if contract is None:
        return
    names = Names(session)
    facts = [
        Fact(_("合同编号"), contract.number),
        Fact(_("甲方"), names.place(contract.party_a)),
        Fact(_("乙方"), names.place(contract.party_b)),
        Fact(_("标的"), contract.subject),
        Fact(_("合同价"), words(contract.price), contract.price),
        Fact(_("履行期限"), _("{first} 至 {last}").format(first=contract.begins_on, last=contract.ends_on)),
        Fact(_("收款人"), _payee(contract)),
        Fact(_("绩效挂钩"), contract.performance_clause),
    ]
    heads = (_("期次"), _("款项"), _("付款条件"), _("金额"))
    rows = [_instalment(one) for one in instalments_of(session, project)]
    paper = latest(session, opened.actor, project, opened.act.now, *PAPER)
    yield Section(_("合同要点"), facts, [TableView(_("付款计划"), heads, rows, money=(3,))], files=paper)


def _payee(contract: Contract) -> str:
    """In full: who signs answers for every digit."""
    text = _("{name}，{bank}，{account}")
    return text.format(name=contract.payee_name, bank=contract.payee_bank, account=contract.payee_account)


def _instalment(one: Instalment) -> tuple[str | Decimal | None, ...]:
    share = f"（{one.share.normalize():f}%）" if one.share is not None else ""
    when = f"{one.trigger} {one.on_date or ''}".strip()
    return _("第{n}期").format(n=numeral(one.number)), f"{one.kind}{share}", when, one.amount


_BASES: Mapping[str, Callable[[Session, Opened, int], Iterator[Section]]] = {
    "comparison.award": _prices,
    "contract.sign_as_contractor": _contract,
    "contract.sign_as_town": _contract,
}
