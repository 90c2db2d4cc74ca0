"""A program that visits the pages as a person does: signs in, keeps cookies, posts forms with files, reads the answer as data."""

from __future__ import annotations

import http.client
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from app.served import LOOPBACK

TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
TIMEOUT = 120
Pairs = Iterable[tuple[str, str]]
Sent = Iterable[tuple[str, str, bytes]]
"""Field, name and bytes of each file."""


class NotAdmitted(Exception):
    """The door stayed closed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, and its body as text."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def data(self) -> dict[str, Any]:
        """The body as JSON; empty for what is none."""
        try:
            body = json.loads(self.text)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}


class Visitor:
    """One account at one server, on one connection that stays open."""

    def __init__(self, port: int, account: str, password: str) -> None:
        self._connection = http.client.HTTPConnection(LOOPBACK, port, timeout=TIMEOUT)
        self._cookies: dict[str, str] = {}
        found = TOKEN.search(self.get("/sign-in").text)
        self._token = found[1] if found else ""
        form = urlencode({"_csrf": self._token, "account": account, "password": password, "next": "/healthz"})
        reply = self._ask("POST", "/sign-in", form.encode(), "application/x-www-form-urlencoded")
        if reply.status != http.HTTPStatus.SEE_OTHER:
            raise NotAdmitted(f"{account}: {reply.status}")

    def get(self, path: str, accept: str = "text/html") -> Reply:
        """Open a page."""
        return self._ask("GET", path, b"", "", accept)

    def post(self, path: str, pairs: Pairs, files: Sent = ()) -> Reply:
        """Hand in a form; the answer is data."""
        boundary = secrets.token_hex(16)
        body = _multipart(boundary, [("_csrf", self._token), *pairs], files)
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}", "application/json")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes, kind: str, accept: str = "text/html") -> Reply:
        headers = {"Accept": accept, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        self._connection.request(method, path, body or None, headers | ({"Content-Type": kind} if kind else {}))
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Reply(answer.status, text, dict(answer.headers))


def _multipart(boundary: str, pairs: Pairs, files: Sent) -> bytes:
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in pairs]
    for field, name, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
