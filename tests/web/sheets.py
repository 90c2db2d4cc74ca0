"""Task pages as a browser reads them and hands them in."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from app.documents.specimen import specimen
from app.web.forms.posted import posted_pairs
from tests.browsers import Browser
from tests.towns import step
from tests.web.conftest import House

Open = Callable[[int], House]
JSON = {"Accept": "application/json"}
START = "/start/origination/town_plan"
FINANCE = "review.give_finance_opinion"


def text_of(page: str) -> str:
    """What one reads on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL))


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def posted(number: int, **changed: Any) -> dict[str, Any]:
    """A golden step as a browser posts it, files included."""
    data: dict[str, Any] = {}
    for name, value in posted_pairs({**step(number).get("form", {}), **changed}):
        data.setdefault(name, []).append(value)
    for field, one in step(number).get("files", {}).items():
        data[field] = (io.BytesIO(specimen(one["name"])), one["name"])
    return data


def hand_in(browser: Browser, path: str, data: dict[str, Any], **more: Any) -> TestResponse:
    """Open the page and submit it as it stands, with these values."""
    page = browser.get(path).text
    return browser.post(path, {"_key": hidden(page, "_key"), "_seen": hidden(page, "_seen"), **data}, **more)
