"""Says whether this process can serve: for whoever watches it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from app.web.context import bench

rooms = Blueprint("health", __name__)


@rooms.get("/healthz", endpoint="check")
def check() -> Response:
    """200 when the database answers; 503 otherwise, by the page of failures."""
    with bench().databases.read() as session:
        session.execute(text("SELECT 1"))
    return jsonify({"ok": True})
