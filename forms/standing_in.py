"""What somebody above does where everybody at a post is kept from a task: name another person, for a time, with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from forms import fields
from forms.base import Choices, Form
from workflows.act import Act, Facts
from workflows.engine.reminders import looked_after
from workflows.errors import Reason, Stale
from workflows.procurement.lawbook import figure
from workflows.procurement.models.oversight import Oversight
from workflows.procurement.models.people import Account, Post
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import standing_in as rules
from workflows.procurement.rules.wording import day
from workflows.procurement.world import role_label
from workflows.text import _

WAIVED = "F10"
"""Flag: the duties of one post were given to somebody else because its holders had done what is apart from them."""


class NameStandIn(Form):
    """指定代行人员."""

    task = "unmanned.name_stand_in"
    submit = _("指定代行人员")

    given_to = fields.Pick(_("由谁代行"), source="able")
    until = fields.Date(_("代行至"))
    document = fields.Reference(_("指定文号"), most=100)
    text = fields.Text(_("理由"), long=True, least=10, most=1000)

    def choices(self, act: Act) -> Choices:
        """Who could stand in."""
        return {"able": list(_able(act, looked_after(act.session, act.item.id)).items())} if act.item else {}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What lies with nobody, who was kept from it, how long somebody may stand in."""
        if act.item is None:
            return {}
        bare = looked_after(act.session, act.item.id)
        kept = "、".join(_kept(act, bare))
        why = _("{who}已办理与此分离的事项，本岗位没有其他人员").format(who=kept) if kept else _("本岗位现在没有人员")
        text = _("“{title}”须由{role}办理\n{why}").format(title=bare.title, role=role_label(bare.role), why=why)
        return {"given_to": text, "until": _("最迟{day}").format(day=day(act.today + dt.timedelta(days=_most(act))))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Give the post for the time and the task to whoever is named. Raises Refused (SOD-j, TD48), Stale where it is done."""
        assert act.item is not None
        bare = looked_after(act.session, act.item.id)
        if bare.state != "open":
            raise Stale([Reason(_("“{title}”已经办理，不必再指定。").format(title=bare.title))])
        act.check(rules.named_somebody_apart, data["given_to"], act.who, _able(act, bare))
        act.check(rules.stands_in_for_a_time, data["until"], act.today, _most(act))
        act.settle()
        place = _place(act, bare)
        _appoint(act, bare.role, place, data)
        act.reassign(bare.id, data["given_to"], place)
        about = {"key": bare.key, "title": bare.title, "due_id": bare.due_id, "due_on": bare.due_on}
        said = {"outcome": rules.NAMED, "text": data["text"], "given_to": data["given_to"], "actor": act.who, "at": act.now}
        act.session.add(Oversight(authority_id=act.case.authority_id, case_id=act.case.id, **about, **said))
        act.record.flags.append(WAIVED)
        return {}


def _most(act: Act) -> int:
    return int(figure(act.session, "TD48", occasion(act)))


def _place(act: Act, bare: Any) -> str:
    """Where the task is done: a post is held somewhere, even for a task that anybody of the role may do anywhere."""
    return act.case.authority_id if bare.place in ("", "*") else str(bare.place)


def _appoint(act: Act, role: str, place: str, data: Mapping[str, Any]) -> None:
    """An acting post from today, or a longer one where one began today."""
    mine = (Post.account == data["given_to"], Post.role == role, Post.place == place, Post.from_date == act.today)
    post = act.session.scalars(select(Post).where(*mine)).one_or_none()
    if post is None:
        post = Post(account=data["given_to"], role=role, place=place, from_date=act.today, acting=True)
        act.session.add(post)
    post.to_date, post.document = data["until"], data["document"]


def _kept(act: Act, bare: Any) -> list[str]:
    """The names of those who hold the post and are kept from the task."""
    excluded = set(bare.excluded.split(","))
    return [row.display for row in _here(act, bare) if row.role == bare.role and row.name in excluded]


def _here(act: Act, bare: Any) -> Sequence[Any]:
    """Accounts with a post in the office of the task today, a row for each post."""
    now = (Post.from_date <= act.today, or_(Post.to_date.is_(None), Post.to_date >= act.today))
    held = select(Account.name, Account.display, Post.role).join(Post, Post.account == Account.name)
    return act.session.execute(held.where(Account.active, Post.place == _place(act, bare), *now).order_by(Account.name).distinct()).all()


def _able(act: Act, bare: Any) -> dict[str, str]:
    """Those of them who may be named: not kept from the task, neither auditors nor administrators → names."""
    rows = _here(act, bare)
    never = {row.name for row in rows if row.role in rules.NEVER} | set(bare.excluded.split(",")) | {act.who}
    return {row.name: row.display for row in rows if row.name not in never}
