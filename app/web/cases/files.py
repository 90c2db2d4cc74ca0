"""文件: everything that was attached, with its hash; what is sealed is only said to be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.cases.reader import Opened, may_open
from app.web.cases.record import SEALED_FILE
from app.web.context import bench
from app.web.views.bits import FileLine
from app.web.views.case import Section
from forms.base import Form
from workflows.engine.tables import work_item
from workflows.procurement.models.documents import Document
from workflows.text import _


def sections(session: Session, opened: Opened, names: Names) -> Sequence[Section]:
    """A section for each task that handed something in, in the order in which it was."""
    mine = Document.project_id == opened.project.id if opened.project else Document.case_id == opened.root.id
    open_now = may_open(session, opened.reader.actor, mine)
    listed = mine if opened.reader.whole else Document.id.in_(open_now)
    titles, groups = _titles(session, opened), dict[str, list[FileLine]]()
    for one in session.scalars(select(Document).where(mine, listed).order_by(Document.id)):
        title = titles.get((one.task, one.at)) or one.task
        groups.setdefault(title, []).append(_line(one, names) if one.id in open_now else FileLine(SEALED_FILE, 0, at=one.at))
    return [Section(title, files=lines) for title, lines in groups.items()] or [Section(_("文件"), text=_("没有您可以查看的文件。"))]


def _titles(session: Session, opened: Opened) -> Mapping[tuple[str, dt.datetime], str]:
    """(task, moment) → what the diagram called it when it was done: a form may serve two tasks."""
    done = select(work_item.c.task, work_item.c.closed_at, work_item.c.title).where(work_item.c.root_id == opened.root.id)
    return {(row.task, row.closed_at): row.title for row in session.execute(done.where(work_item.c.state == "done"))}


def _line(one: Document, names: Names) -> FileLine:
    form = bench().hands.forms.get(one.task)
    field = form.fields.get(one.field) if isinstance(form, Form) else None
    label = str(field.metadata.get("label") or "") if field is not None else ""
    name = f"{label}：{one.name}" if label else one.name
    return FileLine(name, one.size, f"/documents/{one.id}", one.sha256, names.account(one.owner), one.at)
