"""On what a person begins a case: under which post, for which office, inside which project. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.act import Actor, Base, Directory, Post
from workflows.engine.definitions import Definition
from workflows.engine.elements import Element
from workflows.engine.tables import case_
from workflows.errors import Missing, NotYours, Reason
from workflows.text import _


@dataclass(frozen=True, slots=True)
class Ground:
    """`office`: whose case it becomes; `root`: the project's case inside which a side case begins, None for a case of its own."""

    post: Post
    office: str
    key: str
    root: Any = None

    def values(self, actor: Actor, title: str) -> dict[str, Any]:
        """The columns of the new case that come from where it begins."""
        if self.root is None:
            about = {"parent_id": None, "root_id": 0, "subject_kind": None, "subject_id": None, "regime": ""}
        else:
            kept = ("subject_kind", "subject_id", "regime", "number")
            about = {"parent_id": self.root.id, "root_id": self.root.id, **{name: getattr(self.root, name) for name in kept}}
            about["title"] = _("{what}：{title}").format(what=title, title=self.root.title)
        return {**about, "authority_id": self.office, "of": {}, "started_by": actor.name}

    def said(self) -> dict[str, Any]:
        """What the entry tells of it, so that it can be done again."""
        return {"authority": self.office} | ({"at": self.key} if self.key != self.office else {})


def own_start(definition: Definition) -> Element:
    """The start form. Raises Missing where people do not start this process."""
    element = definition.start_form
    if element is None:
        raise Missing([Reason(_("这个流程不能由人员直接发起。"))])
    return element


def ground(session: Session, directory: Directory, definition: Definition, actor: Actor, at: str, within: int, *, lock: bool) -> Ground:
    """Where this person begins. `at`: key of a base, or its office or place; `within`: a case of the project. Raises Missing, NotYours.

    `lock`: hold the project's case, so that what its guards read and what begins here come one after the other.
    """
    element = own_start(definition)
    if bool(within) != definition.within:
        inside, outside = _("请在项目页面发起这个流程。"), _("这个流程不在项目之内发起。")
        raise Missing([Reason(inside if definition.within else outside)])
    root = _root(session, within, lock=lock) if within else None
    bases = directory.bases(session, element.role, actor, root)
    fitting = [one for one in bases if at in ("", one.key)] or [one for one in bases if at in (one.office, one.post.place)]
    if not fitting:
        raise NotYours([directory.why_not(element.role, actor)])
    base: Base = fitting[0]
    return Ground(base.post, base.office, base.key, root)


def _root(session: Session, within: int, *, lock: bool) -> Any:
    mine = select(case_.c.root_id).where(case_.c.id == within).scalar_subquery()
    wanted = select(case_).where(case_.c.id == mine)
    row = session.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise Missing([Reason(_("没有这个项目。"))])
    if row.state != "open":
        raise Missing([Reason(_("这个项目已经办结，不能再发起事项。"))])
    return row
