"""Ids in addresses: a number that the database can hold, or the address is no address."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**63 - 1


class IdConverter(IntegerConverter):
    """`<id:item>`: 1 … 2⁶³ − 1."""

    def __init__(self, map: Any) -> None:  # noqa: A002  the name that Werkzeug gives it
        super().__init__(map, min=1, max=LARGEST)


def read_ids(flask: Flask) -> None:
    """Let addresses name ids."""
    flask.url_map.converters["id"] = IdConverter
