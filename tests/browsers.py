"""A browser without a screen, for tests of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse"
TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')


@dataclass
class Browser:
    """A browser of one person."""

    client: FlaskClient

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, **more)

    def token(self) -> str:
        """A form token that belongs to this browser."""
        found = TOKEN.search(self.client.get("/sign-in").text)
        assert found
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Submit a form of ours."""
        return self.client.post(path, data={"_csrf": self.token(), **(data or {})}, **more)

    def sign_in(self, account: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Go through the door."""
        return self.post("/sign-in", {"account": account, "password": password, **more})
