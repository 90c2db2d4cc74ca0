"""评审专家履职记录: how each expert of a panel did the duty, for the register of experts (EXP 21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Choices, Form, Line
from workflows.act import Act, Facts
from workflows.errors import Missing, Reason
from workflows.procurement import panels
from workflows.procurement.deadlines import due_of
from workflows.procurement.models.solicitations import EXPERT, Panelist, Solicitation, seated
from workflows.procurement.rules import experts as rules
from workflows.procurement.rules.wording import day
from workflows.text import _


class ExpertLine(Line):
    """One expert and how the duty was done."""

    account = fields.Pick(_("评审专家"), source="experts")
    duty = fields.Choice(_("履职情况"), rules.DUTIES)
    note = fields.Text(_("说明"), required=False, load_default="", most=300)


class RecordExperts(Form):
    """登记评审专家履职记录."""

    task = "experts.record"
    submit: ClassVar[str] = _("登记履职记录")

    experts = fields.Rows(_("履职记录"), ExpertLine, least=1)
    recorded_on = fields.Date(_("记录日期"))
    reference = fields.Reference(_("信用评价系统记录编号"), most=60, example="XY-2026-0514")

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """What was not well done is told."""
        for place, line in enumerate(data["experts"]):
            yield from rules.what_was_not_well_done_is_told(line["duty"], line["note"], place)

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for each expert who sat, and today."""
        lines = [{"account": who.account, "duty": "", "note": ""} for who in self._sat(act)]
        return {"experts": lines, "recorded_on": act.today.isoformat()}

    def choices(self, act: Act) -> Choices:
        """Who sat on the panel as an expert."""
        return {"experts": list(panels.shown(act.session, [who.account for who in self._sat(act)]).items())}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when."""
        reviewed = self._round(act).reported_on
        last = due_of(act, "T31", reviewed).due if reviewed else None
        return {"recorded_on": _("最迟{last}").format(last=day(last))} if last else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the record with each expert; a late one is noted (T31). Raises Refused (LAW-EXP-21)."""
        sat = {who.account: who for who in self._sat(act)}
        reviewed = self._round(act).reported_on or act.today
        act.check(rules.every_expert_is_recorded, [line["account"] for line in data["experts"]], list(sat))
        act.check(rules.recorded_after_the_review, data["recorded_on"], reviewed, act.today)
        act.check(rules.recorded_in_time, data["recorded_on"], due_of(act, "T31", reviewed).due)
        act.settle()
        for line in data["experts"]:
            who = sat[line["account"]]
            who.duty, who.duty_note = line["duty"], line["note"]
            who.duty_on, who.duty_by, who.duty_reference = data["recorded_on"], act.who, data["reference"]
        return {}

    @staticmethod
    def _round(act: Act) -> Solicitation:
        found = act.session.get(Solicitation, act.case.subject_id)
        if found is None:
            raise Missing([Reason(_("本项目尚未编制采购文件。"))])
        return found

    def _sat(self, act: Act) -> list[Panelist]:
        return [who for who in seated(act.session, self._round(act)) if who.kind == EXPERT]
