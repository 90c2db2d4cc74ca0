"""A story of the scenarios, played to its end, with the pages of the town in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from app.composition import Workbench
from app.main import create_app
from app.shelves import shelf
from app.stage import InProcessStage
from app.web.auth.sessions import Sessions
from app.web.context import COOKIE
from tests.browsers import Browser
from workflows.proof.scenario_files import read
from workflows.proof.scenarios import Player

STORIES = Path(__file__).parent / "scenarios"


@dataclass
class Told:
    """What is left when a story has been told. `case`: the root case of the last thing that was done."""

    bench: Workbench
    flask: Flask
    case: int

    def browser(self, account: str) -> Browser:
        """A browser in which this account is signed in."""
        client = self.flask.test_client()
        client.set_cookie(COOKIE, Sessions(self.bench.databases, self.bench.clock.wall).open(account, ""))
        return Browser(client)


@contextmanager
def told(name: str, folder: Path) -> Iterator[Told]:
    """Play a story; its variants are left out, for each would leave another ending."""
    with shelf(None) as databases:
        stage = InProcessStage(databases)
        try:
            story = read(STORIES / f"{name}.toml")
            player = Player(stage, replace(story, refusals=[]))
            assert [one.reason for one in player.play() if not one.ok] == []
            bench = stage.live
            yield Told(bench, create_app(replace(bench, config=replace(bench.config, secret_file=folder / "secret"))), player.last)
        finally:
            stage.end()
