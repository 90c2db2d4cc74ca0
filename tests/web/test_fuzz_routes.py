"""Two thousand requests that no page of ours would send: every route, wrong ids, types, methods, people. None breaks the server."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.browsers import Browser
from tests.towns import step
from tests.web.conftest import House
from tests.web.sheets import START, posted
from workflows.engine.tables import case_, work_item
from workflows.procurement.models.documents import Document

Open = Callable[[int], House]
SEED, REQUESTS = 20260615, 2000
PEOPLE = ("clerk", "clerk_b", "finance", "leader", "procurement", "org_1", "org_4", "resident_rep_1", "auditor", "designer_1", "admin", "")
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
ACCEPTS = ("text/html", "application/json", "*/*", "", "text/html;q=0", "\x7f", "application/json, text/html")
NUMBERS = ("0", "-1", "1", "01", "1.0", "1e3", str(2**63 - 1), str(2**63), "9" * 60, "NaN", "\uff10", "\u0661", "%00", "None")
TEXTS = (
    "",
    "x",
    "..",
    "../../etc/passwd",
    "%2e%2e%2f",
    "%00",
    "%ff%fe",
    "甲镇",
    "a" * 5000,
    "origination/town_plan",
    "payment/instalment",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{7*7}}",
    "\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe",
    "😀" * 200,
    "%",
    "_",
    "draft",
    "history",
    "record",
)
VALUES = (
    *TEXTS,
    *NUMBERS,
    "\x00",
    "a\x00b",
    "\ud7ff",
    "2026-13-45",
    "9999-12-31T23:59:59+14:00",
    "1" * 400,
    "-0.00",
    "\uff11\uff18",
    "\r\nSet-Cookie: a=b",
)
EXTREMES = (
    "9" * 16,
    "-" + "9" * 16,
    "0.000000001",
    "9" * 16 + ".99",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "org_hf",
    "clerk_b",
    "F1",
    "M1",
    "是",
    "同意",
    "甲" * 2000,
)
NAMES = (
    "after",
    "q",
    "at",
    "more",
    "next",
    "account",
    "_key",
    "_seen",
    "_csrf",
    "_add",
    "_remove",
    "_field",
    "outcome",
    "title",
    "x" * 200,
    "a.b.c",
    "",
)
TYPES = ("application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain", "", "multipart/form-data; boundary=")
CONVERTED: dict[str, tuple[str, ...]] = {"IdConverter": NUMBERS, "IntegerConverter": NUMBERS}


class Fuzzer:
    """Sends them, always the same for a seed."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.chance = house, random.Random(seed)
        self.rules = [rule for rule in house.flask.url_map.iter_rules() if rule.endpoint != "asset"]
        self.browsers, self.tokens = dict[str, Browser](), dict[str, str]()
        for account in PEOPLE:
            self._come_in(account)
        with house.bench.databases.read() as session:
            ids = [session.scalars(select(column)).all() for column in (work_item.c.id, case_.c.id, Document.id)]
        self.ids = tuple(str(one) for found in ids for one in found)

    def _come_in(self, account: str) -> None:
        self.browsers[account] = self.house.browser(account) if account else Browser(self.house.flask.test_client())
        self.tokens[account] = self.browsers[account].token()

    def send(self) -> tuple[str, TestResponse]:
        """One request, and what was asked."""
        rule, account = self.chance.choice(self.rules), self.chance.choice(PEOPLE)
        allowed = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        method = self.chance.choice(allowed if self.chance.random() < 0.85 else METHODS)
        path = self._path(rule)
        said: dict[str, Any] = {"method": method, "query_string": self._pairs(3), "headers": self._headers()}
        if method not in {"GET", "HEAD"}:
            said |= self._body(account)
        answer = self.browsers[account].client.open(path, **said)
        answer.close()
        if account and (answer.status_code == 401 or (answer.location or "").startswith("/sign-in")):
            self._come_in(account)  # signed out on the way
        return f"{account or 'nobody'} {method} {path[:120]} {said['query_string']!r:.120}", answer

    def _path(self, rule: Rule) -> str:
        path = rule.rule
        for name, converter in rule._converters.items():
            kind = type(converter).__name__
            known = self.ids if kind == "IdConverter" and self.chance.random() < 0.6 else CONVERTED.get(kind, TEXTS)
            start = path.index("<")
            path = path[:start] + self.chance.choice(known) + path[path.index(">", start) + 1 :]
            assert name
        path += self.chance.choice(("/", "//", "?", "/..", "%00")) if self.chance.random() < 0.05 else ""
        return "/" + path.lstrip("/")

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": self.chance.choice(ACCEPTS)}
        if self.chance.random() < 0.1:
            headers |= {"Cookie": self.chance.choice(("goufu_session=" + "x" * 300, "goufu_session=", "goufu_form=e30.x.y", "\x01"))}
        return headers

    def _pairs(self, most: int) -> list[tuple[str, str]]:
        return [(self.chance.choice(NAMES), self.chance.choice(VALUES)) for _pair in range(self.chance.randrange(most))]

    def _body(self, account: str) -> dict[str, Any]:
        kind = self.chance.randrange(6)
        if kind == 0:
            raw = self.chance.choice((b"", b"\xff" * 300, b"--\r\n", b"{", b"[" * 5000, json.dumps({"a": [1]}).encode(), b"a=1&" * 5000))
            return {"data": raw, "content_type": self.chance.choice(TYPES)}
        data: dict[str, Any] = {"_csrf": self.tokens[account]}
        if kind >= 3:
            data |= posted(self.chance.choice((1, 2, 5, 11, 14, 15, 19)))
            for name in self.chance.sample(sorted(data), k=min(len(data), 3)):
                data[name] = self.chance.choice((*VALUES, (io.BytesIO(b"MZ"), "\x00甲.pdf"), [self.chance.choice(VALUES)] * 3))
            data["_csrf"] = self.tokens[account]
        data.update(self._pairs(6))
        data["_csrf"] = self.tokens[account] if self.chance.random() < 0.95 else "x"
        return {"data": data, "content_type": "multipart/form-data"}


@pytest.mark.parametrize("part", range(4))
def test_nothing_that_is_sent_breaks_the_server(house_after: Open, part: int) -> None:
    fuzzer = Fuzzer(house_after(17), SEED + part)
    answers = [fuzzer.send() for _request in range(REQUESTS // 4)]
    assert [f"{answer.status_code} {asked}" for asked, answer in answers if answer.status_code >= 500] == []
    kinds = Counter(answer.status_code for _asked, answer in answers)
    assert {200, 303, 400, 403, 404, 405} <= set(kinds), kinds


@pytest.mark.parametrize("number", [1, 4, 6, 11, 14, 15, 19, 22, 23, 28, 33, 40, 48])
def test_no_value_in_a_form_breaks_it_for_who_may_hand_it_in(house_after: Open, number: int) -> None:
    house, chance = house_after(number - 1), random.Random(SEED + number)
    browser = house.browser(step(number)["who"])
    token, path = browser.token(), START
    if number > 1:
        tasks = house.office.open_items(house.town.case, step(number)["task"]) or [house.item(step(number)["task"])]
        path = f"/tasks/{tasks[0]}"
    for _attempt in range(12):
        data = posted(number)
        changed = chance.sample(sorted(data), k=min(len(data), chance.randrange(1, 4)))
        for name in changed:
            data[name] = chance.choice((*VALUES, *EXTREMES, [chance.choice(VALUES), chance.choice(EXTREMES)]))
        answer = browser.client.post(path, data={"_csrf": token, "_seen": "1", **data})
        assert answer.status_code < 500, {name: str(data[name])[:80] for name in changed}
        if answer.status_code == 303:
            return
