"""What a person may start: a procedure, at each office where they hold the post for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.composition import Workbench
from app.web.views.desk import Startable
from workflows.act import Actor
from workflows.procurement.models.people import Authority
from workflows.text import _


def startable(bench: Workbench, session: Session, actor: Actor) -> Sequence[Startable]:
    """A line per procedure and office; the office is named where there are several."""
    return list(_lines(bench, session, actor))


def _lines(bench: Workbench, session: Session, actor: Actor) -> Iterator[Startable]:
    for definition, element, places in bench.runtime.startable(session, actor):
        url = f"/start/{definition.process}"
        if len(places) == 1:
            yield Startable(url, element.name, definition.title)
            continue
        for place in places:
            office = session.scalar(select(Authority.short).where(Authority.id == place)) or place
            yield Startable(
                f"{url}?{urlencode({'at': place})}", _("{task}（{office}）").format(task=element.name, office=office), definition.title
            )
