"""The end of a purchase: everything paid, shown and filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, select

from forms.base import Form
from forms.fields import Date, Text, YesNo
from workflows.act import Act, Facts
from workflows.engine.tables import case_
from workflows.procurement import lawbook
from workflows.procurement.calendar import add_months
from workflows.procurement.models.contract_changes import REFUSED, Termination, changes_of
from workflows.procurement.models.contracts import Contract, Instalment
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.projects import project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import closing as rules
from workflows.procurement.rules import contract_changes as changes
from workflows.procurement.rules import suspicions
from workflows.procurement.suspecting import suspect
from workflows.text import _

CLOSED = "结案"
SETTLED = ("paid", "settled", "dropped", "stopped")


class ClosePurchase(Form):
    """结案归档."""

    task = "purchase.close"
    asks: ClassVar[frozenset[str]] = frozenset({"risk"})
    outcomes: ClassVar[frozenset[str]] = frozenset({CLOSED})
    submit = _("结案")

    archive_complete = YesNo(_("归档资料齐全"))
    keep_until = Date(_("保存至"))
    bond_returned_on = Date(
        _("履约保证金退还日期"), required=False, load_default=None, help=_("收取了履约保证金的填写；未退还的不填，作为监督线索留存。")
    )
    remark = Text(_("备注"), most=2000, long=True, required=False, load_default="")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The shortest lawful time."""
        return {"keep_until": _kept_at_least(act).isoformat()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How long the file is kept at least."""
        years = lawbook.figure(act.session, "TD31", occasion(act))
        return {"keep_until": _("至少{years}年，最早至{day}").format(years=years, day=_kept_at_least(act).isoformat())}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Close the project (TD23, ART-23.3, TD31). Raises Refused."""
        project = project_of(act)
        years = lawbook.figure(act.session, "TD31", occasion(act))
        shown = select(func.max(Notice.to_date)).where(Notice.project_id == project.id, Notice.kind == "evaluation")
        open_ones = select(Instalment.number).where(Instalment.project_id == project.id, Instalment.state.not_in(SETTLED))
        ended = changes_of(act.session, Termination, project.id)
        if ended and ended[-1].state != REFUSED:
            act.check(changes.termination_is_over, ended[-1].state)
        else:
            act.check(rules.evaluation_was_public, act.session.scalar(shown), act.today)
        act.check(rules.everything_is_paid, act.session.scalars(open_ones.order_by(Instalment.number)).all())
        act.check(rules.nothing_beside_is_open, _beside(act))
        act.check(rules.file_is_complete, data["archive_complete"])
        act.check(rules.file_is_kept, data["keep_until"], _kept_at_least(act), years)
        contract, returned_on = act.session.get(Contract, project.id), data["bond_returned_on"]
        bond = contract.performance_bond if contract else Decimal(0)
        act.check(rules.bond_is_returned, bond, returned_on, act.today)
        act.settle()
        suspect(act, suspicions.bond_kept(bond, returned_on))
        if contract and returned_on:
            contract.bond_returned_on = returned_on
        project.state, project.closed_on = "closed", act.today
        project.keep_until, project.closing_remark = data["keep_until"], data["remark"]
        return {"outcome": CLOSED}


def _beside(act: Act) -> Sequence[str]:
    """Titles of the project's side cases that are still open."""
    beside = select(case_.c.title).where(case_.c.root_id == act.case.root_id, case_.c.parent_id.is_not(None), case_.c.state == "open")
    return act.session.execute(beside.order_by(case_.c.id)).scalars().all()


def _kept_at_least(act: Act) -> dt.date:
    """The last day of the shortest lawful time, counted from today."""
    return add_months(act.today, 12 * int(lawbook.figure(act.session, "TD31", occasion(act))))
