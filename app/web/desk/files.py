"""Attached files, for those who may open them now: asked for by document, found by case, checked against their hash."""

from __future__ import annotations

from flask import Blueprint, Response, send_file
from sqlalchemy import select

from app.documents.kinds import PDF, SHOWN_INLINE
from app.documents.reading import readable
from app.visibility import towns
from app.web.context import bench
from app.web.desk.views import actor_in
from workflows.errors import Missing, NotYours, Reason
from workflows.procurement.models.documents import Document
from workflows.text import _

rooms = Blueprint("files", __name__)
LOCKED = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
SANDBOX = f"{LOCKED}; sandbox"
"""A browser's own reader of PDF does not open in a sandbox; everything else is shown in one."""


@rooms.get("/documents/<id:document>")
def document(document: int) -> Response:
    """A file, shown where browsers can show it and saved otherwise. Raises Missing, NotYours."""
    with bench().databases.read() as session:
        actor = actor_in(session)
        allowed = readable(actor, tuple(towns(session, actor)))
        wanted = select(Document.name, Document.sha256, Document.media_type).where(Document.id == document, allowed)
        row = session.execute(wanted, {"now": bench().clock.now()}).one_or_none()
        kept = row is not None or session.get(Document, document) is not None
    if not kept:
        raise Missing([Reason(_("没有这个文件。"))])
    if row is None:
        raise NotYours([Reason(_("您没有打开这个文件的权限。"))])
    file = bench().blobs.open(row.sha256)
    inline = row.media_type in SHOWN_INLINE
    answer = send_file(file, mimetype=row.media_type, as_attachment=not inline, download_name=row.name, etag=False)
    answer.headers["Content-Security-Policy"] = LOCKED if row.media_type == PDF else SANDBOX
    return answer
