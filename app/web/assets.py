"""Built scripts and styles: found through the build's manifest, kept by browsers for ever, sent compressed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response, abort, request

DIST = Path(__file__).parent.parent / "static" / "dist"
YEAR = 365 * 24 * 3600
TYPES = {".svg": "image/svg+xml", ".js": "text/javascript", ".woff2": "font/woff2", ".css": "text/css"}


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
    """Add `/assets/NAME` and the template function `asset(name)`. The files are few and small: each process keeps them in memory."""
    built = manifest()
    files = {path.name: path.read_bytes() for path in DIST.iterdir() if path.is_file()}

    def send(name: str) -> Response:
        suffix = Path(name).suffix
        if name not in files or suffix not in TYPES:
            abort(404)
        zipped = request.accept_encodings["gzip"] > 0 and f"{name}.gz" in files
        response = Response(files[f"{name}.gz" if zipped else name], mimetype=TYPES[suffix])
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    flask.add_url_rule("/assets/<name>", "asset", send)
    flask.jinja_env.globals["asset"] = lambda name: f"/assets/{built[name]}"
