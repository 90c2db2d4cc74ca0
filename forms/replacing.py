"""Somebody else signs for the community: who does not or may not sign is replaced by one of the same group (Art. 27)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form
from forms.beside import of_project
from forms.performance import contract_of
from forms.sign_off import FIELDS, groups, holders, ties
from workflows.act import Act, Facts
from workflows.engine.tables import work_item
from workflows.errors import Missing, Reason
from workflows.procurement.models.documents import attach
from workflows.procurement.models.people import Account
from workflows.procurement.models.performance import COMMITTEE, RESIDENT, Signer, signers
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.rules import replacing as rules
from workflows.procurement.rules import sign_off
from workflows.procurement.rules.wording import day
from workflows.text import _


class ReplaceSigner(Form):
    """The chair gives an open opinion to somebody else of the same group; what was signed before stays."""

    task = "sign_off.replace_signer"
    submit: ClassVar[str] = _("更换会签人")

    signer = fields.Pick(_("不能会签的人"), source="waiting")
    ground = fields.Choice(_("原因"), rules.GROUNDS)
    explanation = fields.Text(_("情况说明"), long=True, most=1000)
    replacement = fields.Pick(_("接替的人"), source="others", help=_("两委成员由两委成员接替，代表由代表接替"))
    evidence = fields.Attachment(_("证明材料"), required=False, load_default=list, needed=_("不是逾期的，须附证明材料"))

    def timely(self, act: Act) -> bool:
        """While somebody's opinion is awaited."""
        return bool(open_opinions(act))

    def choices(self, act: Act) -> Choices:
        """Who has not signed yet, and who of the project's communities could."""
        project, waiting = project_of(act), open_opinions(act)
        named = _names(act, waiting)
        others = {one: label for group in FIELDS for one, label in _others(act, project, group).items()}
        return {"waiting": [(one, _waits(named[one], row)) for one, row in waiting.items()], "others": list(others.items())}

    def limits(self, act: Act) -> Mapping[str, str]:
        """From when somebody who merely is late may be replaced."""
        late = {row.due_on for row in open_opinions(act).values() if row.due_on}
        return {"ground": _("会签期限到{day}为止；逾期的，次日起可以更换").format(day=day(max(late)))} if late else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Name the other person and hand the task over. Raises Refused (ART-27.2, SOD-h, TD15, TD16), Missing where nobody is awaited."""
        project, waiting = project_of(act), open_opinions(act)
        item = waiting.get(data["signer"])
        before = next((one for group in FIELDS for one in signers(act.session, project.id, group) if one.account == data["signer"]), None)
        if item is None or before is None:
            raise Missing([Reason(_("没有等待这个人出具的意见。"), "signer", rules=("ART-27.2",))])
        own = groups(act, project)[before.group]
        own = sign_off.Group("replacement", own.label, own.least)
        known, new = holders(act, project, before.group), data["replacement"]
        taken = [one.account for group in FIELDS for one in signers(act.session, project.id, group)]
        act.check(rules.late_before_replaced, data["ground"], item.due_on, act.today, item.due_id or "")
        act.check(rules.other_grounds_are_shown, data["ground"], bool(data["evidence"]))
        act.check(rules.not_among_the_signers, new, taken)
        act.check(sign_off.of_the_project, [new], set(known), _names(act, [new]), own)
        act.check(sign_off.not_close_to_contractor, [new], ties(act, contract_of(act, project).party_b, [new] if new in known else []), own)
        act.settle()
        self._hand_over(act, project, before, data)
        act.reassign(item.id, new, known[new][1])
        attach(act, "evidence", data["evidence"])
        return {}

    @staticmethod
    def _hand_over(act: Act, project: Project, before: Signer, data: Mapping[str, Any]) -> None:
        before.replaced_at, before.replaced_because = act.now, f"{data['ground']}：{data['explanation']}"
        known = holders(act, project, before.group)
        who = {"group": before.group, "position": before.position, "account": data["replacement"]}
        who |= {"community_id": known[data["replacement"]][1], "named_by": act.who, "named_at": act.now, "round": before.round}
        act.session.add(Signer(**of_project(act, project), **who))


def open_opinions(act: Act) -> dict[str, Any]:
    """The opinions of acceptance and evaluation that are awaited now, by the person named."""
    wanted = select(work_item.c.id, work_item.c.assignee, work_item.c.due_on, work_item.c.due_id, work_item.c.title)
    wanted = wanted.where(work_item.c.root_id == act.case.root_id, work_item.c.state == "open", work_item.c.task.in_(sign_off.SAID))
    return {row.assignee: row for row in act.session.execute(wanted.order_by(work_item.c.id)) if row.assignee}


def _names(act: Act, accounts: Any) -> dict[str, str]:
    found = {one.name: one.display for one in act.session.scalars(select(Account).where(Account.name.in_(list(accounts))))}
    return {one: found.get(one, one) for one in accounts}


def _waits(name: str, row: Any) -> str:
    return _("{name}（{title}，{day}到期）").format(name=name, title=row.title, day=day(row.due_on)) if row.due_on else name


def _others(act: Act, project: Project, group: str) -> dict[str, str]:
    kind = {COMMITTEE: _("两委成员"), RESIDENT: _("村（居）民代表")}[group]
    taken = {one.account for one in signers(act.session, project.id, group)}
    return {one: f"{name}（{kind}）" for one, (name, _place) in holders(act, project, group).items() if one not in taken}
