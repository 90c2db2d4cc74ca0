"""Addresses of procedures: the list, one version, the files of its closure. Anybody signed in may read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.cases.reader import somebody
from app.web.context import bench
from app.web.definitions.decisions import decision_views
from app.web.definitions.tasks import task_lines
from app.web.definitions.versions import chapters, in_force, open_cases, version_line
from app.web.frame import page
from app.web.rules.views import HERE, reads_rules
from app.web.security import allow_drawing
from app.web.studio.drafts import SUBMITTED, designs, drafts
from app.web.views.case import DiagramView
from app.web.views.definitions import DefinitionPage
from workflows.engine.definitions import Definition
from workflows.engine.elements import CALL, USER, parse, processes, tag
from workflows.engine.tables import definition_file, definition_version

rooms = Blueprint("definitions", __name__)
KEPT_FOR = 365 * 24 * 3600


@rooms.get("/definitions")
def every() -> str:
    """All procedures with their versions."""
    with bench().databases.read() as session:
        actor = somebody(session)
        begun = drafts(session) if designs(actor) else ()
        mine = [one for one in begun if one.owner == actor.name]
        waiting = [one for one in begun if one.state == SUBMITTED and one.owner != actor.name]
        values = {"designs": designs(actor), "mine": mine, "waiting": waiting, "names": Names(session), "rules": reads_rules(HERE)}
        return page("definitions.html", HERE, chapters=chapters(session, bench().clock.now()), **values)


@rooms.get("/definitions/<version>")
def one(version: str) -> str:
    """One version: `?process=` names which process of its closure is in view."""
    allow_drawing()
    with bench().databases.read() as session:
        row = _version(session, version)
        definition = bench().library.get(session, version)
        asked = request.args.get("process", definition.name)
        if asked not in definition.elements:
            abort(404)
        return page("definition.html", "/definitions", page=_page(session, row, definition, asked))


@rooms.get("/definitions/<version>/<path:name>.xml")
def file(version: str, name: str) -> Response:
    """A diagram or table of the closure, as it is kept. Its address names its content, so a browser may keep it for ever."""
    with bench().databases.read() as session:
        sha256 = _version(session, version).files.get(name)
        xml = session.execute(select(definition_file.c.xml).where(definition_file.c.sha256 == sha256)).scalar_one_or_none()
    if xml is None:
        abort(404)
    answer = Response(xml, mimetype="application/xml")
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_FOR}, immutable"
    return answer


def _version(session: Session, version: str) -> Any:
    row = session.execute(select(definition_version).where(definition_version.c.hash == version)).one_or_none()
    if row is None:
        abort(404)
    return row


def _page(session: Session, row: Any, definition: Definition, process: str) -> DefinitionPage:
    wanted = select(definition_version).where(definition_version.c.process == row.process)
    current = in_force(session.execute(wanted).all(), bench().clock.now())
    texts = _texts(session, row.files)
    base, own = f"/definitions/{row.hash}", f"{definition.keys[process]}.bpmn"
    tasks = task_lines(session, definition, process)
    names = [(one.name, one.lane) for one in definition.elements[process].values() if one.kind == USER]
    return DefinitionPage(
        title=definition.titles[process],
        process=definition.keys[process],
        version=version_line(row, open_cases(session), bench().clock.now(), current=row.hash == current),
        about=_about(texts[own], process),
        parts=[(definition.titles[name], f"{base}?process={name}", name == process) for name in _in_order(definition)],
        diagram=DiagramView(definition.titles[process], f"{base}/{own}.xml", names=names),
        tasks=tasks,
        decisions=decision_views(definition, process, {name: xml for name, xml in texts.items() if name.endswith(".dmn")}),
        files=[(name, sha256, f"{base}/{name}.xml") for name, sha256 in sorted(row.files.items())],
    )


def _in_order(definition: Definition) -> list[str]:
    """The processes of the closure as a case enters them."""
    met: dict[str, None] = {}
    waiting = [definition.name]
    while waiting:
        process = waiting.pop(0)
        if process not in met:
            met[process] = None
            waiting = [one.calls for one in definition.elements[process].values() if one.kind == CALL] + waiting
    return list(met)


def _texts(session: Session, files: Mapping[str, str]) -> dict[str, bytes]:
    wanted = select(definition_file.c.sha256, definition_file.c.xml).where(definition_file.c.sha256.in_(files.values()))
    kept = {sha256: xml.encode() for sha256, xml in session.execute(wanted)}
    return {name: kept[sha256] for name, sha256 in files.items()}


def _about(xml: bytes, process: str) -> str:
    """What the drawing says of the whole."""
    found = next((one for one in processes(parse(xml)) if one.get("id") == process), None)
    return ((found.findtext(tag("documentation")) if found is not None else "") or "").strip()
