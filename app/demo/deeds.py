"""What happens in the demo towns besides the stories: proposals, designs, remedies, changes of contracts; read from deeds.toml."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Deed:
    """One act of one person. `case`: what this file calls the case; `process`: what begins with it, where it begins one.

    `within`: the title of the story inside whose case it begins; `office`: the town that an organisation turns to.
    """

    at: dt.datetime
    who: str
    task: str
    case: str
    process: str = ""
    within: str = ""
    office: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_root(self) -> bool:
        """Whether a case of its own begins with it."""
        return bool(self.process) and not self.within


@cache
def deeds() -> tuple[Deed, ...]:
    """All of them, in the order of time."""
    document = tomllib.loads(files("app.demo").joinpath("deeds.toml").read_text(encoding="utf-8"))
    return tuple(sorted((Deed(**entry) for entry in document["deed"]), key=lambda one: one.at))
