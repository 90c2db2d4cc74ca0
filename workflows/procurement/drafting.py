"""Writes a submitted plan as rows: a new project, or the next revision of one that was returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from workflows.act import Act
from workflows.procurement import lawbook
from workflows.procurement.models.needs import ProjectNeed, adopted
from workflows.procurement.models.people import Authority
from workflows.procurement.models.projects import (
    CostItem,
    FundingLine,
    KeywordCandidate,
    Project,
    ProjectCommunity,
    ScreeningAnswer,
    Target,
)
from workflows.procurement.occasions import occasion
from workflows.procurement.rules.origination import OTHER
from workflows.procurement.rules.screening import Candidate

AS_WRITTEN = (
    "title",
    "route",
    "category_class",
    "sub_item",
    "category_other_text",
    "list_item",
    "need",
    "governance_goal",
    "need_source",
    "supporters",
    "beneficiaries",
    "guardian_consent",
    "place",
    "begins_on",
    "ends_on",
    "amount",
    "funds_separable",
    "purpose_reason",
    "public_appeal",
    "appeal_organisation",
    "appeal_certificate",
    "appeal_plan_no",
    "basis_reference",
    "art11_note",
)
"""Columns that hold a field of the form as it was written."""
CLAUSES = range(1, 7)


def is_sensitive(act: Act, sub_item: str, category_class: str) -> bool:
    """Whether the service touches sensitive personal data, by the table of categories (D3)."""
    other = sub_item == OTHER
    listed = not other and lawbook.is_sensitive(act.session, sub_item, occasion(act))
    return bool(act.decide("category", other=other, listed=listed, category_class=category_class)["sensitive"])


def write(act: Act, project: Project | None, data: Mapping[str, Any], found: Sequence[Candidate]) -> Project:
    """The project with its parts; the case takes its title and number. `found`: keywords that compliance has to answer."""
    project = _begin(act) if project is None else _again(project)
    for name in AS_WRITTEN:
        setattr(project, name, data[name])
    project.first_submitted_at = project.first_submitted_at or act.now
    project.submitted_at, project.state = act.now, "review"
    project.sensitive = is_sensitive(act, data["sub_item"], data["category_class"])
    project.service_list = _list_of(act, project) if data["list_item"] else ""
    act.session.add(project)
    act.session.flush()
    act.case.title, act.case.number = project.title, project.number
    act.case.subject_kind, act.case.subject_id = "project", project.id
    act.session.add_all(_parts(project, data, found))
    known = {one.number: one.id for one in adopted(act.session, project.authority_id)} if data["needs"] else {}
    for place, number in enumerate(data["needs"]):
        act.session.add(ProjectNeed(project_id=project.id, revision=project.revision, position=place, need_id=known[number]))
    return project


def _list_of(act: Act, project: Project) -> str:
    """The version of the district's list under which it was begun stays the project's (ART-7.3)."""
    current = lawbook.list_in_force(act.session, act.case.authority_id, act.today)
    return project.service_list or (f"{current.id}/{current.version}" if current else "")


def _begin(act: Act) -> Project:
    """A new project with the town's next number of the year; whoever checked the plan holds the lock on the town's row."""
    town = act.session.get_one(Authority, act.case.authority_id)
    year = act.today.year
    taken = select(func.max(Project.sequence)).where(Project.authority_id == town.id, Project.year == year)
    sequence = (act.session.scalar(taken) or 0) + 1
    number = f"{town.short}购服〔{year}〕{sequence}号"
    who = {"case_id": act.case.id, "authority_id": town.id, "started_by": act.who}
    who["handler"] = act.who if act.actor and act.actor.places("town.clerk") else None
    return Project(number=number, year=year, sequence=sequence, revision=1, **who)


def _again(project: Project) -> Project:
    """The next revision: what was approved before does not stand any more."""
    project.revision += 1
    project.approval_no = project.approved_amount = project.approved_at = None
    return project


def _parts(project: Project, data: Mapping[str, Any], found: Sequence[Candidate]) -> list[Any]:
    of = {"project_id": project.id, "revision": project.revision}
    tables = {CostItem: data["cost_items"], FundingLine: data["funding"], Target: data["targets"]}
    rows: list[Any] = [kind(**of, position=place, **line) for kind, lines in tables.items() for place, line in enumerate(lines)]
    rows += [ProjectCommunity(**of, position=place, community_id=one) for place, one in enumerate(data["communities"])]
    rows += [ScreeningAnswer(**of, position=number, declared=data[f"art11_{number}"]) for number in CLAUSES]
    for place, one in enumerate(found):
        where = {"keyword": one.keyword, "field": one.field, "clause": str(one.clause.number)}
        rows.append(KeywordCandidate(**of, position=place, **where))
    return rows
