"""Addresses of the audit: the list across streams, one sealed entry, verification, re-execution."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from app.visibility import reads_whole
from app.web.audit.lines import filters_of, lines, scopes_of
from app.web.audit.outcomes import latest, state_of, view
from app.web.audit.placing import checkpoint_file, proof_file
from app.web.audit.runs import VERIFY, runs
from app.web.audit.scope import auditing, is_auditor
from app.web.audit.sealed import sealed_file, sealed_page, stored
from app.web.audit.tables import audit_run
from app.web.cases.reader import open_case, somebody
from app.web.context import bench, me
from app.web.frame import page
from app.web.views.audit import AuditPage
from workflows.act import Actor
from workflows.engine.tables import case_
from workflows.errors import Missing, NotYours, Reason
from workflows.ledger.tables import ledger_entry
from workflows.text import _

rooms = Blueprint("audit", __name__)
HERE = "/audit"


@rooms.get("/audit")
def audit() -> str:
    """The latest entries that this person may read; for an auditor also the last verification."""
    with bench().databases.read() as session:
        return page("audit.html", HERE, page=_audit(session, auditing(session)))


@rooms.post("/audit/verify")
def verify() -> Answer:
    """Begin to verify everything. Only an auditor may: the answer speaks of every town."""
    with bench().databases.read() as session:
        if not is_auditor(somebody(session)):
            raise NotYours([Reason(_("全部记录的核验由审计人员发起。"))])
    return redirect(f"/audit/runs/{runs().verify(me().account)}", 303)


@rooms.post("/audit/cases/<id:case_id>/replay")
def replay(case_id: int) -> Answer:
    """Begin to execute a case again, for whoever reads its whole record."""
    with bench().databases.read() as session:
        if not open_case(session, case_id).reader.whole:
            raise NotYours([Reason(_("您没有查看这个案卷全部记录的权限。"))])
    return redirect(f"/audit/runs/{runs().replay(me().account, case_id)}", 303)


@rooms.get("/audit/runs/<id:run>")
def one_run(run: int) -> str:
    """How far a run has come, or what it found."""
    with bench().databases.read() as session:
        return page("audit_run.html", HERE, run=view(session, _run(session, run)))


@rooms.get("/audit/runs/<id:run>.json")
def run_state(run: int) -> Response:
    """The same in figures, for the page that waits."""
    with bench().databases.read() as session:
        row = _run(session, run)
        return jsonify({"state": state_of(row), "done": row.done, "of": row.of})


@rooms.get("/audit/entries/<stream>/<int(min=1, max=2147483647):number>")
def entry(stream: str, number: int) -> str:
    """One entry with its seal."""
    with bench().databases.read() as session:
        return page("audit_entry.html", HERE, page=sealed_page(session, auditing(session), stream, number))


@rooms.get("/audit/entries/<stream>/<int(min=1, max=2147483647):number>.bin")
def entry_bytes(stream: str, number: int) -> Response:
    """The bytes that the seal covers: their SHA-256 is the seal."""
    with bench().databases.read() as session:
        content = sealed_file(session, auditing(session), stream, number)
    return _attached(content, f"{stream.replace(':', '-')}-{number}.bin")


@rooms.get("/audit/entries/<stream>/<int(min=1, max=2147483647):number>.proof")
def entry_proof(stream: str, number: int) -> Response:
    """The proof that the latest checkpoint holds this entry (c2sp.org/tlog-proof), for whoever may read it."""
    with bench().databases.read() as session:
        stored(session, auditing(session), stream, number)
        content = proof_file(session, stream, number)
    return _attached(content, f"{stream.replace(':', '-')}-{number}.proof")


@rooms.get("/audit/checkpoint")
def checkpoint() -> Response:
    """The latest checkpoint; with `before` also the proof that it continues the first so many entries: what a witness asks for."""
    said = request.args.get("before", "")
    before = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None
    with bench().databases.read() as session:
        auditing(session)
        return _attached(checkpoint_file(session, before), "checkpoint.txt")


def _attached(content: str | bytes, name: str) -> Response:
    answer = Response(content, mimetype="text/plain" if isinstance(content, str) else "application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _audit(session: Session, actor: Actor) -> AuditPage:
    asked, before = filters_of(request.args), request.args.get("before", "")
    position = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    shown, following = lines(session, actor, asked, position)
    if not is_auditor(actor):
        return AuditPage(shown, asked, scopes_of(actor), next_url=following)
    streams, count = session.execute(select(func.count(ledger_entry.c.stream.distinct()), func.count())).one()
    row = latest(session, VERIFY)
    last = view(session, row) if row is not None else None
    return AuditPage(shown, asked, scopes_of(actor), streams, count, verifies=True, run=last, next_url=following)


def _run(session: Session, run: int) -> Any:
    """The row, for whoever may read what it found. Raises Missing, NotYours."""
    actor = somebody(session)
    row = session.execute(select(audit_run).where(audit_run.c.id == run)).one_or_none()
    if row is None:
        raise Missing([Reason(_("没有这次核验。"))])
    authority = session.execute(select(case_.c.authority_id).where(case_.c.id == row.case_id)).scalar_one_or_none()
    if not (is_auditor(actor) if authority is None else reads_whole(session, actor, authority)):
        abort(403)
    return row
