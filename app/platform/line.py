"""One request to the city's platform over HTTP: bounded in time and size, TLS verified, redirects not followed."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS, MOST_BYTES, LONGEST = 10.0, 64 * 1024, 60
TRY_AGAIN = frozenset({408, 425, 429})
"""Answers of the four hundreds that pass by themselves."""


class Unsent(Exception):
    """No receipt. `final`: the platform does not want it as it is, sending it again changes nothing."""

    def __init__(self, said: str, *, final: bool = False) -> None:
        super().__init__(said[:300])
        self.final = final


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform answered: its number for the entry, and when it took it."""

    number: str
    received_at: dt.datetime


def send(address: str, body: bytes, key: str, seconds: float = SECONDS) -> Receipt:
    """POST one entry. `key`: the same at every repetition, so that the platform knows what it has. Raises Unsent."""
    try:
        status, answer = _post(address, body, key, seconds)
    except (OSError, http.client.HTTPException) as error:
        raise Unsent(f"{type(error).__name__}: {error}") from error
    if status not in (200, 201):
        raise Unsent(f"HTTP {status}", final=400 <= status < 500 and status not in TRY_AGAIN)
    return _receipt(answer)


def _post(address: str, body: bytes, key: str, seconds: float) -> tuple[int, bytes]:
    parts = urlsplit(address)
    assert parts.hostname is not None
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=seconds, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)
    try:
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json", "Idempotency-Key": key}
        connection.request("POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_BYTES + 1)
    finally:
        connection.close()


def _receipt(answer: bytes) -> Receipt:
    if len(answer) > MOST_BYTES:
        raise Unsent("answer too long")
    try:
        said = json.loads(answer)
        number, moment = said["number"], dt.datetime.fromisoformat(said["received_at"])
    except (ValueError, LookupError, TypeError) as error:
        raise Unsent(f"no receipt: {type(error).__name__}") from error
    if not isinstance(number, str) or not 0 < len(number) <= LONGEST or not number.isprintable() or moment.tzinfo is None:
        raise Unsent("no receipt: number or moment")
    return Receipt(number, moment)
