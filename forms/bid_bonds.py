"""Bid bonds go back: to the losers after the letter of award, to the winner after the signature, to all where it failed (GPLR 33)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from forms import fields
from forms.base import Choices, Form, Line
from forms.comparison import names_of
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.deadlines import due_of
from workflows.procurement.models.bid_bonds import BidBond, bonds_held
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures
from workflows.procurement.rules import bid_bonds as rules
from workflows.procurement.rules.wording import day
from workflows.text import _


class SettledLine(Line):
    """What became of one bidder's bond."""

    organisation = fields.Pick(_("供应商"), source="owed")
    returned_on = fields.Date(_("退还日期"), required=False, load_default=None)
    reference = fields.Reference(_("退还凭证号"), required=False, load_default="", most=60, example="TK-2026-031")
    withheld = fields.Choice(_("不予退还的情形"), rules.GROUNDS, required=False, load_default="")


class ReturnToLosers(Form):
    """退还未成交供应商保证金."""

    task = "bonds.return_to_losers"
    submit: ClassVar[str] = _("登记退还")
    period: ClassVar[str] = rules.LOSERS

    bonds = fields.Rows(_("保证金"), SettledLine, least=1)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Each goes back, or is withheld on a ground."""
        for place, line in enumerate(data["bonds"]):
            yield from rules.bond_goes_back_or_is_withheld(line["returned_on"], line["reference"], line["withheld"], place)

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for each bond that is owed, as given back today."""
        today = act.today.isoformat()
        return {"bonds": [{"organisation": row.organisation, "returned_on": today} for row in self._owed(act)]}

    def choices(self, act: Act) -> Choices:
        """Whose bonds, with their amounts."""
        owed = self._owed(act)
        names = names_of(act, [row.organisation for row in owed])
        return {"owed": [(row.organisation, f"{names[row.organisation]}（{figures(row.amount)}元）") for row in owed]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when."""
        last = [due_of(act, row.period, row.owed_from).due for row in self._owed(act) if row.owed_from]
        known = [one for one in last if one]
        return {"bonds": _("最迟{last}退还").format(last=day(min(known)))} if known else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write what went back; late ones are noted (T18, F26). Raises Refused (LAW-GPLR-33)."""
        owed = {row.organisation: row for row in self._owed(act)}
        act.check(rules.every_bond_is_settled_once, [line["organisation"] for line in data["bonds"]], list(owed))
        act.settle()
        late = [self._is_late(act, owed[line["organisation"]], line, place) for place, line in enumerate(data["bonds"])]
        if any(late):
            act.record.flags.append(rules.LATE)
        act.settle()
        for line in data["bonds"]:
            row = owed[line["organisation"]]
            row.returned_on, row.reference, row.withheld = line["returned_on"], line["reference"], line["withheld"]
            row.settled_by = act.who
        return {}

    def _owed(self, act: Act) -> Sequence[BidBond]:
        held = bonds_held(act.session, project_of(act).id)
        return [row for row in held if row.period == self.period and row.solicitation_id == act.case.subject_id]

    @staticmethod
    def _is_late(act: Act, row: BidBond, line: dict[str, Any], place: int) -> bool:
        if line["returned_on"] is None or row.owed_from is None:
            return False
        act.check(rules.bond_went_back_between, line["returned_on"], row.owed_from, act.today, place)
        return bool(act.check(rules.bond_goes_back_in_time, line["returned_on"], due_of(act, row.period, row.owed_from).due, place))


class ReturnToWinner(ReturnToLosers):
    """退还成交供应商保证金."""

    task = "bonds.return_to_winner"
    period: ClassVar[str] = rules.WINNER


class ReturnAll(ReturnToLosers):
    """采购终止后退还保证金."""

    task = "bonds.return_all"
    period: ClassVar[str] = rules.FAILED
