"""Files as rows: who attached what to which task. The bytes lie in the store under their hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.act import Act, FileRef
from workflows.schema import Id, Instant, Row


class Document(Row):
    """A file attached to a field of a task. Reached only through its case."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, index=True)
    project_id: Mapped[int | None] = mapped_column(Id, index=True)
    authority_id: Mapped[str] = mapped_column(String(40))
    task: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120))
    owner: Mapped[str] = mapped_column(String(60))
    at: Mapped[dt.datetime] = mapped_column(Instant)


def attach(act: Act, field: str, files: Iterable[FileRef], project_id: int | None = None) -> None:
    """Write a row for each file given in the field of the act's task; without `project_id` it is the case's own project."""
    own = act.case.subject_id if act.case.subject_kind == "project" else None
    for file in files:
        act.session.add(
            Document(
                case_id=act.case.id,
                project_id=project_id if project_id is not None else own,
                authority_id=act.case.authority_id,
                task=act.item.task if act.item else "",
                field=field,
                name=file.name,
                sha256=file.sha256,
                size=file.size,
                media_type=file.media_type,
                owner=act.who,
                at=act.now,
            )
        )
