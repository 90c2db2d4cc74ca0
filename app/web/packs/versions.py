"""Both versions in one case: of what changed since the project was submitted, which value was used by which acts, and which stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.cases.entries import Sealed, body_of, cases_of, definition_of, moment_of, stream
from app.web.cases.reader import Opened
from app.web.cases.record import title_of
from app.web.packs.touched import APPLIED
from app.web.views.bits import TableView
from app.web.views.case import Section
from workflows.act import SHANGHAI
from workflows.engine.tables import work_item
from workflows.ledger.tables import ledger_entry
from workflows.procurement.classes import of_item
from workflows.procurement.models.law import Band, Category, Figure, Threshold
from workflows.procurement.models.projects import Project
from workflows.procurement.occasions import NOTED
from workflows.procurement.packs import BAND, CATEGORY, DEADLINE, THRESHOLD, Matter, Version, matters
from workflows.text import _

Uses = Mapping[tuple[str, dt.date], list[str]]
"""(id, first day of the version) → what was done by it."""
ALWAYS = (THRESHOLD, BAND, CATEGORY)
"""Kinds that bear on every project."""


def changed_since(session: Session, opened: Opened, today: dt.date) -> Iterator[Section]:
    """A table of every version that matters to this project; nothing where no figure has changed since it was submitted."""
    project = opened.project
    if project is None or not _any(session, project):
        return
    since = project.first_submitted.astimezone(SHANGHAI).date()
    uses = _used(session, opened, since)
    rows = []
    for one in matters(session):
        if one.versions[0].from_date > since and (one.kind in ALWAYS or any(key == one.key for key, _day in uses)):
            rows += [_row(one, version, uses, today, project) for version in reversed(_from(one, since))]
    if rows:
        heads = (_("标准"), _("数值"), _("施行日期"), _("依据"), _("适用方式"), _("现状"), _("本项目据此办理"))
        yield Section(_("标准的版本"), tables=[TableView("", heads, rows)])


def _any(session: Session, project: Project) -> bool:
    since = project.first_submitted.astimezone(SHANGHAI).date()
    return any(
        session.scalars(select(kind.from_date).where(kind.from_date > since).limit(1)).first()
        for kind in (Threshold, Band, Category, Figure)
    )


def _from(one: Matter, since: dt.date) -> list[Version]:
    """The version of the day on which the project was submitted, and those after it, the latest first."""
    first = next((version for version in one.versions if version.from_date <= since), one.versions[-1])
    return [version for version in one.versions if version.from_date >= first.from_date]


def _row(one: Matter, version: Version, uses: Uses, today: dt.date, project: Project) -> tuple[str, ...]:
    state = _("待施行") if version.from_date > today else _("现行") if version == one.on(today) else _("旧版本")
    done = uses.get((one.key, version.from_date)) or [_("新版本登记以前的办理") if version == one.versions[-1] else _("尚无")]
    by = APPLIED.get(version.applies_by, "")
    text = of_item(version.value, project.sub_item) if one.kind == CATEGORY else version.text
    return one.name, text, str(version.from_date), version.source, by, state, "；".join(dict.fromkeys(done))


def _used(session: Session, opened: Opened, since: dt.date) -> Uses:
    """From the entries, and for periods from the tasks that were counted by them."""
    cases = {stream(case.id): case for case in cases_of(session, opened.root.id)}
    noted = ledger_entry.c.body.contains(f'["{NOTED}",')
    uses: dict[tuple[str, dt.date], list[str]] = {}
    wanted = select(ledger_entry).where(ledger_entry.c.stream.in_(cases), noted).order_by(ledger_entry.c.at, ledger_entry.c.position)
    for row in session.execute(wanted):
        entry = Sealed(row, body_of(row), cases[row.stream])
        said = f"{moment_of(entry.body, row).astimezone(SHANGHAI):%m-%d} {title_of(entry, definition_of(session, entry.body, entry.case))}"
        for kind, key, told, *_more in entry.body.get("facts", ()):
            if kind == NOTED:
                uses.setdefault((key, dt.date.fromisoformat(told[0])), []).append(said)
    periods = {one.key: one for one in matters(session) if one.kind == DEADLINE and len(one.versions) > 1}
    counted = select(work_item).where(work_item.c.root_id == opened.root.id, work_item.c.due_id.in_(periods))
    for item in session.execute(counted):
        version = periods[item.due_id].of_period(item.due_from, since)
        if version:
            uses.setdefault((item.due_id, version.from_date), []).append(f"{item.due_from:%m-%d} {item.title}")
    return uses
