"""What somebody above does about a task whose last day has passed: explain, give it to somebody else, let it rest. It stays undecided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import or_, select

from forms import fields
from forms.base import Choices, Form
from workflows.act import Act, Facts
from workflows.engine.reminders import looked_after
from workflows.errors import Reason, Stale
from workflows.procurement import panels
from workflows.procurement.models.oversight import Oversight
from workflows.procurement.models.people import Account, Post
from workflows.procurement.rules import oversight as rules
from workflows.procurement.rules.wording import day
from workflows.procurement.world import role_label
from workflows.text import _


class OverseeOverdue(Form):
    """督办逾期事项."""

    task = "overdue.oversee"
    submit = _("提交督办意见")

    outcome = fields.Choice(_("处理意见"), (rules.EXPLAIN, rules.HAND, rules.SET_ASIDE))
    text = fields.Text(_("逾期原因和处理情况"), long=True, most=1000)
    given_to = fields.Pick(_("改由谁办理"), source="others", required=False, load_default="", needed=_("改由其他人员办理的，须选择"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Somebody is named where it is handed over, and only there."""
        if data["outcome"] == rules.HAND and not data["given_to"]:
            yield Reason(_("请选择改由谁办理。"), "given_to", level="invalid")
        if data["outcome"] != rules.HAND and data["given_to"]:
            yield Reason(_("只有改由其他人员办理时才选择人员。"), "given_to", level="invalid")

    def choices(self, act: Act) -> Choices:
        """Who else could do it."""
        return {"others": list(_others(act, looked_after(act.session, act.item.id)).items())} if act.item else {}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is late, whose it is, since when."""
        if act.item is None:
            return {}
        late = looked_after(act.session, act.item.id)
        who = act.session.get(Account, late.assignee) if late.assignee else None
        said = {"title": late.title, "who": who.display if who else role_label(late.role), "due": day(late.due_on)}
        text = _("“{title}”由{who}办理，{due}到期，已逾期{n}天").format(**said, n=(act.today - late.due_on).days)
        return {"text": text}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Note the word; where it says so, the task is somebody else's from now on. Raises Refused (TD44), Stale where it is done."""
        assert act.item is not None
        late = looked_after(act.session, act.item.id)
        if late.state != "open":
            raise Stale([Reason(_("“{title}”已经办理，不必再督办。").format(title=late.title))])
        given = data["given_to"] or None
        if given:
            act.check(rules.handed_to_somebody_who_may, given, _others(act, late))
            act.settle()
            act.reassign(late.id, given, late.place)
        about = {"key": late.key, "title": late.title, "due_id": late.due_id, "due_on": late.due_on}
        said = {"outcome": data["outcome"], "text": data["text"], "given_to": given, "actor": act.who, "at": act.now}
        act.session.add(Oversight(authority_id=act.case.authority_id, case_id=act.case.id, **about, **said))
        return {}


def _others(act: Act, late: Any) -> dict[str, str]:
    """Accounts that hold the task's post where it must be held, without its own and those who may not do it → names.

    A seat on a panel is drawn by lot: nobody from outside the panel gets its tasks.
    """
    held = (Post.role == late.role, Post.from_date <= act.today, or_(Post.to_date.is_(None), Post.to_date >= act.today))
    wanted = select(Account.name, Account.display).join(Post, Post.account == Account.name).where(Account.active, *held)
    if late.place != "*":
        wanted = wanted.where(Post.place == late.place)
    rows = act.session.execute(wanted.order_by(Account.name).distinct()).all()
    seats = panels.may_stand_in(act.session, act.case, late.task)
    free = [row for row in rows if row.name != late.assignee and f",{row.name}," not in late.excluded]
    return {row.name: row.display for row in free if seats is None or row.name in seats}
