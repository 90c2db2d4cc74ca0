"""Built scripts and styles: found through the build's manifest, kept by browsers for ever, sent compressed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

DIST = Path(__file__).parent.parent / "static" / "dist"
YEAR = 365 * 24 * 3600
TYPES = {".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class NotBuilt(Exception):
    """The front end was not built: `make build`."""


def manifest() -> Mapping[str, str]:
    """Source name → built name. Raises NotBuilt."""
    try:
        names: Mapping[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotBuilt("app/static/dist is missing: run `make build`") from error
    return names


def serve_assets(flask: Flask) -> None:
    """Add `/assets/NAME` and the template function `asset(name)`."""
    built = manifest()
    flask.add_url_rule("/assets/<name>", "asset", _send)
    flask.jinja_env.globals["asset"] = lambda name: f"/assets/{built[name]}"


def _send(name: str) -> Response:
    zipped = f"{name}.gz"
    if request.accept_encodings["gzip"] > 0 and (DIST / zipped).is_file():
        response = send_from_directory(DIST, zipped, mimetype=TYPES[Path(name).suffix], conditional=False)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(DIST, name, conditional=False)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    return response
