"""What a process does before it works: the database is brought to this release, the shipped definitions are entered."""

from __future__ import annotations

from app.composition import Workbench, shipped, workbench
from app.config import Config
from app.migrate import upgrade


def prepared(config: Config) -> Workbench:
    """A workbench on a database that is up to date. Of processes that start at once one does it, the others wait and find it done."""
    upgrade(config.database)
    bench = workbench(config)
    bench.runtime.publish(shipped())
    return bench
