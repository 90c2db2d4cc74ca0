"""What every answer tells the browser not to do, and the tokens that prove a form is ours."""

from __future__ import annotations

from flask import Flask, Response, abort, g, request
from flask_wtf import CSRFProtect

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
DRAWN = POLICY + "; style-src 'self' 'unsafe-inline'"
"""bpmn-js positions what it draws with inline styles; only pages with a diagram allow them."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR = 365 * 24 * 3600

csrf = CSRFProtect()


def protect(flask: Flask, key: bytes, *, secure: bool) -> None:
    """Sign form tokens with `key`, set the headers; `secure`: cookies only over TLS, and browsers told to stay there."""
    flask.config.update(
        SECRET_KEY=key,
        SESSION_COOKIE_NAME="goufu_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_FIELD_NAME="_csrf",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(flask)

    def answered(response: Response) -> Response:
        given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  headers are pairs, not a mapping
        ours = {**HEADERS, "Content-Security-Policy": DRAWN if g.get("drawn") else POLICY}
        if request.endpoint != "asset":
            ours["Cache-Control"] = "no-store"
        if secure:
            ours["Strict-Transport-Security"] = f"max-age={YEAR}"
        for name, value in ours.items():
            if name.lower() not in given:
                response.headers.add(name, value)
        return response

    def readable() -> None:
        """No address and no word of ours has a NUL; one database would choke on it, the other would not."""
        words = (request.path, *request.args.values(), *(request.view_args or {}).values())
        if any("\x00" in str(word) for word in words):
            abort(404)

    flask.before_request(readable)
    flask.after_request(answered)


def allow_drawing() -> None:
    """This page shows a diagram."""
    g.drawn = True
