"""A window of a real browser, for tests of pages."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from werkzeug.serving import make_server

from app.composition import Workbench
from app.main import create_app
from tests.browsers import PASSWORD

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""Without its windows it takes two thirds of the time."""
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def served(bench: Workbench) -> Iterator[str]:
    """The address at which this workbench's pages are served, on a free port, until the end of the block."""
    server = make_server("127.0.0.1", 0, create_app(bench), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        bench.databases.dispose()


class Window:
    """A window of the browser that notes what the console says."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.complaints = page, address, list[str]()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        """Go to a page and wait until it has settled."""
        self.page.goto(self.address + path)
        if self.page.locator("[data-diagram]").count():
            self.page.wait_for_selector(".drawing .djs-shape")
        return self.page

    def sign_in(self, account: str) -> None:
        """Through the door."""
        self.open(f"/sign-in?account={account}&next=/healthz")
        self.page.fill("#password", PASSWORD)
        self.page.click("button.wide")
        self.page.wait_for_url("**/healthz")

    def faults(self) -> list[str]:
        """What axe finds on the page as it is now."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
