"""A person walking a case through the pages of a demo: takes over from another, moves the clock, fills in what is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Page, Request, Response, expect

from app.documents.specimen import specimen
from app.i18n.formats import article
from tests.browsers import PASSWORD
from workflows.act import SHANGHAI

Table = Mapping[str, Any]
FORM = "form[data-task]"
KINDS = "form => Object.fromEntries([...form.elements].filter(one => one.name).map(one => [one.name, one.type]))"
PATIENCE = 20_000
"""Milliseconds: the machine may be busy with other tests."""
LEAVING = "net::ERR_ABORTED"
"""What the browser calls a form that was still being saved when the page was left."""


class Walk:
    """One window of a browser on a demo; `complaints`: what the console said, what was answered with an error, what never arrived."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.who, self.complaints = page, address, "", list[str]()
        expect.set_options(timeout=PATIENCE)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        if not (request.failure == LEAVING and request.url.endswith("/draft")):
            self.complaints.append(f"{request.failure} {request.url}")

    # ------------------------------------------------------------------------------------------------ people and time
    def sign_in(self, account: str) -> None:
        """Through the door, to the desk."""
        self.page.goto(f"{self.address}/")
        self.page.get_by_label("账户").fill(account)
        self.page.get_by_label("口令").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self._at_the_desk(account)

    def go_on_as(self, account: str) -> None:
        """To the desk of this account, with the bar of the demo where somebody else has the window."""
        if self.who == account:
            self.page.locator("a.brand").click()
        else:
            self.page.locator("#demo-as").select_option(account)
            self.page.get_by_role("button", name="身份继续").click()
        self._at_the_desk(account)

    def _at_the_desk(self, account: str) -> None:
        self.page.wait_for_url(f"{self.address}/")
        expect(self.page.locator("#demo-as")).to_have_value(account)
        self.who = account

    def let_pass(self, until: dt.datetime) -> None:
        """Move the clock on with the bar."""
        self.page.locator("#demo-to").fill(until.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"))
        self.page.get_by_role("button", name="快进", exact=True).click()
        self._at_the_time(until)

    def wait(self, until: dt.datetime) -> str:
        """Move the clock on to whatever happens next by itself; returns what the bar had announced."""
        announced = self.page.locator(".demo form").first.locator("span").inner_text()
        self.page.get_by_role("button", name="快进到下一个到期").click()
        self._at_the_time(until)
        return announced

    def _at_the_time(self, moment: dt.datetime) -> None:
        expect(self.page.locator(".messages .done").first).to_contain_text("时间已到")
        stands = re.compile(f"^{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M}")
        expect(self.page.locator(".demo time")).to_have_attribute("datetime", stands)

    # ------------------------------------------------------------------------------------------------ tasks
    def open_task(self, title: str) -> None:
        """The one task of that name on the desk."""
        links = self.page.locator(".desk-rows .what a", has_text=title)
        expect(links).to_have_count(1)
        links.click()
        self.page.wait_for_url(re.compile(r"/tasks/\d+$"))
        expect(self.page.locator("h1")).to_contain_text(title)

    def read(self, step: Table) -> None:
        """What is asked, on which ground and until when must stand on the page."""
        expect(self.page.locator(".instruction")).to_have_text(re.compile(r".{8,}"))
        grounds = [one.strip() for one in self.page.locator(".articles summary").all_inner_texts()]
        assert {article(int(number)) for number in step["articles"]} <= set(grounds), (step["n"], grounds)
        clock = (step.get("deadline") or [{}])[0]
        if clock.get("due"):
            expect(self.page.locator("h1 .chip")).to_have_attribute("title", re.compile(f"{clock['id']}：{clock['due']}前办理"))

    def fill(self, form: Table, files: Mapping[str, Any]) -> None:
        """Everything that is asked, from top to bottom; a decision is left to its button."""
        for name, lines in form.items():
            if isinstance(lines, list):
                self._lines(name, len(lines))
        asked = self.page.locator(FORM).evaluate(KINDS)
        for name, value in flat(form):
            if asked.get(name) != "submit":
                self._fill_one(name, value, asked[name])
        for name, given in files.items():
            for number, one in enumerate(given if isinstance(given, list) else [given], 1):
                self._attach(name, one["name"], number)

    def _lines(self, name: str, wanted: int) -> None:
        """As many lines as wanted, where this is a table; the last one stays."""
        table = self.page.locator(f"[data-rows='{name}']")
        rows = table.locator("tbody tr")
        there = rows.count()
        for _more in range(there, wanted if there else 0):
            table.get_by_role("button", name="添加一行").click()
        for _less in range(max(wanted, 1), there):
            rows.last.locator("[data-remove]").click()
        if there:
            expect(rows).to_have_count(max(wanted, 1))

    def _fill_one(self, name: str, value: Any, kind: str) -> None:
        controls = self.page.locator(f"{FORM} [name='{name}']")
        if kind == "radio":
            self.page.locator(f"{FORM} [name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            for box in controls.all():
                box.set_checked(box.get_attribute("value") in value)
        elif kind == "select-one":
            controls.select_option(value)
        else:
            controls.fill(minutes(value) if kind == "datetime-local" else value)

    def _attach(self, name: str, file: str, number: int) -> None:
        content = {"name": file, "mimeType": "application/octet-stream", "buffer": specimen(file)}
        self.page.locator(f"input[type=file][name='{name}']").set_input_files(content)  # type: ignore[arg-type]
        expect(self.page.locator(f"[data-kept='{name}'] li")).to_have_count(number)
        expect(self.page.locator(f"input[type=file][name='{name}']")).to_be_enabled()

    def hand_in(self, decision: str = "") -> None:
        """Press the button of the decision, or the main one; then be told that it is done."""
        self.press(decision)
        expect(self.page.locator(".messages .done").first).to_contain_text("已提交")

    def press(self, decision: str = "") -> None:
        """Press the button under the form, and say yes where the page asks once more."""
        buttons = self.page.locator("[data-decide]")
        (buttons.filter(has_text=re.compile(f"^{decision}$")) if decision else buttons.first).click()

    def typed(self) -> dict[str, str]:
        """What stands in the form now, file by file and field by field."""
        read = "form => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !/^_(key|seen|csrf)/.test(name))"
        return dict(self.page.locator(FORM).evaluate(read))


def flat(form: Table, place: str = "") -> Iterator[tuple[str, Any]]:
    """The names that a browser posts, with their values; several choices of one name stay together."""
    for name, value in form.items():
        if isinstance(value, list) and (not value or isinstance(value[0], dict)):
            for number, line in enumerate(value):
                yield from flat(line, f"{place}{name}.{number}.")
        else:
            yield f"{place}{name}", value


def minutes(moment: str) -> str:
    """As the control takes it, in Asia/Shanghai; what says no offset is in Asia/Shanghai already, wherever this machine stands."""
    if not moment:
        return ""
    said = dt.datetime.fromisoformat(moment)
    return (said.astimezone(SHANGHAI) if said.tzinfo else said).strftime("%Y-%m-%dT%H:%M")
