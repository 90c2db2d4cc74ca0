"""What a person may start: a procedure, at each office where they hold the post for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.composition import Workbench
from app.web.desk.sheets import form_in
from app.web.views.desk import Startable
from workflows.act import Actor
from workflows.procurement.models.people import Authority
from workflows.text import _


def startable(bench: Workbench, session: Session, actor: Actor, root: Any = None) -> Sequence[Startable]:
    """A line per procedure and office; the office is named where there are several.

    `root`: what begins inside this project's case, as far as its start form finds it timely.
    """
    return list(_lines(bench, session, actor, root))


def _lines(bench: Workbench, session: Session, actor: Actor, root: Any) -> Iterator[Startable]:
    for definition, element, bases in bench.runtime.startable(session, actor, root):
        if root is not None and not _timely(bench, session, actor, definition.process, root.id):
            continue
        url = f"/start/{definition.process}" if root is None else f"/cases/{root.id}/start/{definition.process}"
        if len(bases) == 1:
            yield Startable(url, element.name, definition.title)
            continue
        for base in bases:
            office = session.scalar(select(Authority.short).where(Authority.id == base.office)) or base.office
            named = _("{task}（{office}）").format(task=element.name, office=office)
            yield Startable(f"{url}?{urlencode({'at': base.key})}", named, definition.title)


def _timely(bench: Workbench, session: Session, actor: Actor, process: str, case: int) -> bool:
    """Whether the project is where this procedure has anything to do."""
    opened = bench.runtime.beginning(session, process, actor.name, within=case)
    return form_in(opened).timely(opened.act)
