"""Changed drawings put in force, as the studio does it: for tests of what becomes of cases and of the history."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from tests.towns import Office
from workflows.engine.elements import canonical
from workflows.engine.releasing import Release, files_in_force, judged
from workflows.engine.tables import definition_file

REVIEW = "review/project_review.bpmn"


def in_force(office: Office, name: str, at: dt.datetime) -> tuple[str, bytes, Mapping[str, str]]:
    """SHA-256 and content of a drawing at a moment, and every file that is in force then."""
    with office.bench.databases.read() as session:
        files = files_in_force(session, at)
        xml = session.execute(select(definition_file.c.xml).where(definition_file.c.sha256 == files[name])).scalar_one()
    return files[name], xml.encode(), files


def release(office: Office, start: dt.datetime, before: str, after: str, **said: Any) -> list[str]:
    """Put the review's drawing in force with some words exchanged."""
    base, xml, files = in_force(office, REVIEW, max(start, office.clock.moment))
    changed = xml.replace(before.encode(), after.encode(), 1)
    judgement = judged({**files, REVIEW: hashlib.sha256(canonical(changed)).hexdigest()})
    told = {"base": base, "author": "designer_1", "approver": "designer_2", "reason": "会期", "start": start, "judged": judgement, **said}
    return office.bench.runtime.release(Release(REVIEW, changed, **told))
