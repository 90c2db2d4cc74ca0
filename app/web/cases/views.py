"""Addresses of a case: its tabs, and its history as data. Whoever may not read it gets nothing of it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request

from app.web.cases import flow
from app.web.cases.pages import TABS, case_page, concerns
from app.web.cases.reader import open_case
from app.web.context import bench
from app.web.frame import page
from app.web.security import allow_drawing

rooms = Blueprint("cases", __name__)
LARGEST = 2**63 - 1


@rooms.get("/cases/<id:case_id>")
def overview(case_id: int) -> str:
    """Where the case stands."""
    return _shown(case_id, "overview")


@rooms.get("/cases/<id:case_id>/<tab>")
def tab(case_id: int, tab: str) -> str:
    """Another tab."""
    if tab not in TABS or tab == "overview":
        abort(404)
    return _shown(case_id, tab)


@rooms.get("/cases/<id:case_id>/history.json")
def history(case_id: int) -> Response:
    """The path that the case walked on its pictures, entry by entry."""
    with bench().databases.read() as session:
        opened = open_case(session, _known(case_id))
        return jsonify(flow.as_json(session, flow.history(session, opened.case, opened.reader)))


def _shown(case_id: int, tab: str) -> str:
    if tab == "flow":
        allow_drawing()
    after = request.args.get("after", "")
    with bench().databases.read() as session:
        opened = open_case(session, _known(case_id))
        if not concerns(opened, tab):
            abort(403)
        start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
        return page("case.html", "/projects", page=case_page(session, opened, tab, request.args.get("picture"), start))


def _known(case_id: int) -> int:
    """An id that a database can hold; anything larger is nobody's."""
    if case_id > LARGEST:
        abort(404)
    return case_id
