"""Any story walked by hand in a real browser: what went before is told to the database, the rest is clicked, typed and handed in.

`python -m tests.by_hand STORY [--from N] [--pictures FOLDER]` walks one and keeps a picture of each task, on a desk and on a phone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import delete, select, update

from app.clock import make_movable
from app.served import LOOPBACK, Server
from app.shelves import shelf
from app.stage import InProcessStage
from app.web.auth.passwords import hashed
from app.web.forms.tables import draft
from tests.browsers import PASSWORD
from tests.walks import Walk
from tests.windows import CHROMIUM
from workflows.engine.tables import case_, work_item
from workflows.procurement.models.people import Account
from workflows.proof.scenario_files import Scenario, Table, read
from workflows.proof.scenarios import Player

STORIES = Path(__file__).parent / "scenarios"
DESKTOP, PHONE = (1440, 900), (390, 844)
REFUSED = ("refused", "invalid")


@dataclass
class ByHand:
    """A story on its way: a town behind a server, and one window on it."""

    story: Scenario
    stage: InProcessStage
    walk: Walk
    pictures: Path | None = None
    told: int = 0
    cases: dict[str, int] = field(default_factory=dict)
    """What the story calls a case → its project; a step without a name of its own goes on in the unnamed one, else in the last."""
    last: int = 0
    at: dt.datetime | None = None
    tried: frozenset[str] = frozenset()
    """Tasks and processes at which what the story has refused is tried by hand too: elsewhere the page may not even offer it."""

    def go(self, steps: list[Table]) -> None:
        """Every step by the button a person would press."""
        for step in steps:
            self.told += 1
            if step.get("do") == "wait":
                self._wait(step)
            elif step.get("do") != "check" and self._possible(step):
                self._do(step)

    def _possible(self, step: Table) -> bool:
        lawful = step.get("expect", "done") == "done"
        return lawful or (step["expect"] in REFUSED and {step.get("task"), step.get("process")} & self.tried != set())

    def _wait(self, step: Table) -> None:
        if "given" in step:
            self.stage.change(step["given"])
        if "at" in step and step["at"] != self.at:
            self.walk.let_pass(step["at"])
            self.at = step["at"]

    def _do(self, step: Table) -> None:
        self._wait(step)
        self.walk.go_on_as(step["who"])
        case = self.cases.get(step.get("case", ""), self.last)
        if step.get("do") == "start":
            case = self._begin(step, case)
        else:
            self._open(step, case)
        self._picture(step)
        self.walk.fill(step.get("form", {}), step.get("files", {}))
        decision = str(step.get("form", {}).get("outcome", ""))
        if step.get("expect", "done") == "done":
            self.walk.hand_in(decision)
            self._remember(step, case)
        else:
            self._refused(step, decision)

    def _remember(self, step: Table, case: int) -> None:
        self.last = case or self._latest()
        self.cases[step.get("case", "")] = self.last

    def _begin(self, step: Table, case: int) -> int:
        """From the desk, or from the project's page where it begins inside one; answers that project, 0 for a new one."""
        key, within = self.stage.begun_in(step["process"], case)
        if within:
            self.walk.page.goto(f"{self.walk.address}/cases/{within}")
        offers = self.walk.page.locator(f".starts a[href*='/start/{key}']")
        at = self.walk.page.locator(f"[href$='{step.get('office', '')}']")
        (offers.and_(at) if "office" in step and offers.count() > 1 else offers.first).click()
        self.walk.page.wait_for_url(re.compile(f"/start/{key}"))
        return within

    def _open(self, step: Table, case: int) -> None:
        """From the desk, by the task's own line."""
        item = self._item(step, case)
        self.walk.page.locator(f".desk-rows .what a[href$='/tasks/{item}']").click()
        self.walk.page.wait_for_url(re.compile(rf"/tasks/{item}$"))

    def _item(self, step: Table, case: int) -> int:
        of = step.get("of", {})
        there = [one for one in self.stage.items(case) if one.state == "open"]
        named = [one for one in there if one.task == step["task"] and of.items() <= dict(one.of).items()]
        fitting = [one.id for one in named if step["who"] in one.finders]
        assert fitting, (step["task"], step["who"], [one.task for one in there])
        return fitting[0]

    def _refused(self, step: Table, decision: str) -> None:
        """What was wrong stands on the page; the draft that is left goes, so that the lawful step begins afresh."""
        before = len(self.walk.complaints)
        self.walk.press(decision)
        expect(self.walk.page.locator("[data-summary]")).to_be_visible()
        self._picture(step, "-refused")
        fresh = self.walk.complaints[before:]
        assert all("422" in one for one in fresh), fresh
        del self.walk.complaints[before:]
        with self.stage.live.databases.write() as session:
            session.execute(delete(draft).where(draft.c.account == step["who"]))

    def _latest(self) -> int:
        with self.stage.session() as session:
            wanted = select(case_.c.root_id).order_by(case_.c.id.desc()).limit(1)
            return int(session.execute(wanted).scalar_one())

    def _picture(self, step: Table, mark: str = "") -> None:
        if self.pictures is None:
            return
        name = f"{self.told:03d}-{step.get('task', step.get('process', '')).replace('/', '.')}{mark}"
        for size, letter in ((PHONE, "p"), (DESKTOP, "d")):
            self.walk.page.set_viewport_size({"width": size[0], "height": size[1]})
            assert self.walk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            self.walk.page.screenshot(path=self.pictures / f"{name}-{letter}.png", full_page=True)


@contextmanager
def by_hand(chromium: Browser, name: str, begin: int, folder: Path, pictures: Path | None = None) -> Iterator[tuple[ByHand, list[Table]]]:
    """A town after `begin` steps of a story, a window of whoever goes on, and the steps that are left."""
    with shelf(None) as databases:
        stage = InProcessStage(databases)
        try:
            story = replace(read(STORIES / f"{name}.toml"), refusals=[])
            steps = story.base + story.steps
            player = Player(stage, story)
            stage.begin(story.given, story.begins)
            for step in steps[:begin]:
                player.step(step, checked=False)
            _open_doors(stage)
            with _served(stage, folder) as address, _window(chromium, address) as walk:
                walk.sign_in(next(step["who"] for step in steps[begin:] if "who" in step))
                yield ByHand(story, stage, walk, pictures, begin, *_roots(stage, player)), steps[begin:]
        finally:
            stage.end()


def _roots(stage: InProcessStage, player: Player) -> tuple[dict[str, int], int]:
    """The projects of what was told so far, by the story's names, and the last."""
    with stage.session() as session:
        roots = {row.id: row.root_id for row in session.execute(select(case_.c.id, case_.c.root_id))}
    return {name: roots[case] for name, case in player.cases.items()}, roots.get(player.last, 0)


def _open_doors(stage: InProcessStage) -> None:
    """Everybody has a password, and the clock may be moved with the bar."""
    with stage.live.databases.write() as session:
        make_movable(session, "demo", stage.clock.moment)
        session.execute(update(Account).values(password_hash=hashed(PASSWORD)))


@contextmanager
def _served(stage: InProcessStage, folder: Path) -> Iterator[str]:
    server = Server(replace(stage.live.config, secret_file=folder / "secret"), folder / "server.log")
    try:
        yield f"http://{LOOPBACK}:{server.port}"
    finally:
        server.stop()


@contextmanager
def _window(chromium: Browser, address: str) -> Iterator[Walk]:
    context = chromium.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN")
    try:
        yield Walk(context.new_page(), address)
    finally:
        context.close()


def open_tasks(hand: ByHand) -> list[str]:
    """What is still to be done in any of the story's projects."""
    with hand.stage.session() as session:
        wanted = select(work_item.c.task).where(work_item.c.root_id.in_(set(hand.cases.values())), work_item.c.state == "open")
        return sorted(session.execute(wanted).scalars())


def main() -> None:
    """Walk one story."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("story")
    said.add_argument("--from", dest="begin", type=int, default=0)
    said.add_argument("--pictures", type=Path)
    said.add_argument("--tried", nargs="*", default=[])
    asked = said.parse_args()
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        with by_hand(chromium, asked.story, asked.begin, Path(folder), asked.pictures) as (hand, steps):
            hand.tried = frozenset(asked.tried)
            hand.go(steps)
            print(hand.told, "steps", open_tasks(hand), hand.walk.complaints)  # noqa: T201  a tool's answer
        chromium.close()


if __name__ == "__main__":
    main()
