"""How verbs come to a database that is there, and what they say when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from app.cli.output import Usage, why
from app.composition import Workbench, at_work
from app.config import Config
from app.db import Databases
from workflows.ledger.tables import ledger_entry


@contextmanager
def opened(config: Config) -> Iterator[Workbench]:
    """A workbench on a database that has been set up; its connections are closed afterwards. Raises Usage."""
    _look(config.database)
    with at_work(config) as bench:
        yield bench


def _look(url: str) -> None:
    """Nothing is created: whoever only wants to look must not leave an empty database behind."""
    try:
        address = make_url(url)
    except SQLAlchemyError as error:
        raise Usage(f"no address of a database: {url}") from error
    place = address.render_as_string(hide_password=True)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).is_file():
        raise Usage(f"there is no database at {place}: run goufu demo or goufu upgrade")
    try:
        databases = Databases(url)
    except (SQLAlchemyError, ValueError) as error:
        raise Usage(f"no database of ours at {place}: {why(error)}") from error
    try:
        with databases.look() as connection:
            there = inspect(connection).has_table(ledger_entry.name)
    except SQLAlchemyError as error:
        raise Usage(f"the database at {place} cannot be opened: {why(error)}") from error
    finally:
        databases.dispose()
    if not there:
        raise Usage(f"the database at {place} has not been set up: run goufu upgrade")
