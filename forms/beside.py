"""What forms share that write rows of a project, and begin something beside the purchase: whose a row is, what a case is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflows.act import Act, FileRef
from workflows.procurement.models.documents import attach
from workflows.procurement.models.projects import Project


def of_project(act: Act, project: Project) -> dict[str, Any]:
    """The columns that every row of a project shares."""
    return {"project_id": project.id, "case_id": act.case.id, "authority_id": project.authority_id}


def begin_about(act: Act, row: Any, **papers: Sequence[FileRef]) -> None:
    """Write the row, attach the papers by the names of their fields, and let the side case be about it."""
    act.session.add(row)
    for name, files in papers.items():
        attach(act, name, files, row.project_id)
    act.session.flush()
    act.case.subject_kind, act.case.subject_id = row.__tablename__, row.id
