"""The revisions make the same database as the models: an installation that was upgraded is one that was made today."""

from __future__ import annotations

import multiprocessing
import re
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from app.config import Config
from app.db import PAGE_SIZE, Databases
from app.migrate import HEAD, SCRIPTS, upgrade
from app.migrations import compose
from app.starting import prepared
from tests.databases import every_table
from workflows.schema import metadata

CATALOGUE = {
    "column": """SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND a.attnum > 0 AND c.relnamespace = 'public'::regnamespace""",
    "constraint": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "index": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "function": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequence": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
}


def nothing(engine: Engine) -> None:
    """An empty database."""


def schema_of(connection: Connection) -> set[tuple[object, ...]]:
    """Everything that the database itself says of its schema, Alembic's own table apart."""
    if connection.dialect.name == "postgresql":
        rows = {(kind, *row) for kind, query in CATALOGUE.items() for row in connection.execute(text(query))}
    else:
        found = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
        rows = {(*row[:3], line) for row in found for line in _lines(row.sql)}
    return {row for row in rows if not any("alembic_version" in str(part) for part in row)}


def _lines(statement: str | None) -> list[str]:
    """A statement's columns and constraints, whatever the order of the constraints."""
    return [" ".join(line.rstrip(", ").split()) for line in re.split(r"\n", statement or "") if line.strip()]


@pytest.fixture(params=["sqlite", "postgres"])
def pair(request, tmp_path):
    """An upgraded database and one made by create_all, of each kind."""
    if request.param == "sqlite":
        urls = [f"sqlite:///{tmp_path / name}.db" for name in ("upgraded", "made")]
    else:
        server = request.getfixturevalue("postgres_server")
        urls = [server.fresh(nothing), server.fresh(every_table)]
    upgrade(urls[0])
    upgraded, made = (Databases(url) for url in urls)
    if request.param == "sqlite":
        every_table(made.writer)
    yield upgraded, made
    for one in (upgraded, made):
        one.dispose()
    if request.param == "postgres":
        for url in urls:
            server.drop(url)


def test_an_upgraded_database_has_the_schema_of_the_models(pair):
    upgraded, made = pair
    with upgraded.reader.connect() as one, made.reader.connect() as other:
        found, wanted = schema_of(one), schema_of(other)
        assert set(metadata.tables) <= set(inspect(one).get_table_names())
    assert not wanted ^ found
    assert any("trigger" in row for row in found)


def test_alembic_finds_no_difference(pair):
    upgraded, _made = pair
    with upgraded.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_ledger_of_an_upgraded_database_only_grows(pair):
    upgraded, _made = pair
    entry = "INSERT INTO ledger_entry (stream, number, at, act, body, previous, hash) VALUES ('s', 1, 'now', 'a', '{}', :h, :h)"
    with upgraded.writer.begin() as connection:
        connection.execute(text(entry), {"h": bytes(32)})
    for statement in ("UPDATE ledger_entry SET act = 'b'", "DELETE FROM ledger_entry"):
        with pytest.raises(DBAPIError, match="only grows"), upgraded.writer.begin() as connection:
            connection.execute(text(statement))


def test_a_second_upgrade_changes_nothing(pair):
    upgraded, _made = pair
    with upgraded.reader.connect() as connection:
        before = schema_of(connection)
    upgrade(upgraded.url.render_as_string(hide_password=False))
    with upgraded.reader.connect() as connection:
        assert schema_of(connection) == before


def test_sqlite_keeps_its_page_size(tmp_path):
    upgrade(url := f"sqlite:///{tmp_path / 'new.db'}")
    databases = Databases(url)
    with databases.reader.connect() as connection:
        assert connection.execute(text("PRAGMA page_size")).scalar_one() == PAGE_SIZE
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    databases.dispose()


def test_a_database_is_looked_at_for_the_latest_revision():
    config = AlembicConfig()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def starting(url: str, begin, answers) -> None:
    """What each process of a server does first."""
    begin.wait()
    try:
        prepared(Config(database=url)).databases.dispose()
    except Exception as error:  # noqa: BLE001  the answer of a process is what it says
        answers.put(f"{type(error).__name__}: {error}")
    else:
        answers.put("")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_servers_that_start_at_once_make_one_database(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_server").fresh(nothing)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.starting"])
    begin, answers = context.Barrier(2), context.Queue()
    processes = [context.Process(target=starting, args=(url, begin, answers)) for _ in range(2)]
    for one in processes:
        one.start()
    assert [answers.get(timeout=60) for _ in processes] == ["", ""]
    for one in processes:
        one.join()
    databases = Databases(url)
    with databases.reader.connect() as connection:
        published = connection.execute(text("SELECT count(*) FROM ledger_entry WHERE act = 'publish'")).scalar_one()
        assert published == 1
    databases.dispose()
    if kind == "postgres":
        request.getfixturevalue("postgres_server").drop(url)


def test_the_first_revision_is_what_compose_writes(tmp_path, monkeypatch):
    standing = {path.name: path.read_text(encoding="utf-8") for path in compose.FIRST.glob("*.py")}
    monkeypatch.setattr(compose, "FIRST", tmp_path / "first")
    written = compose.compose()
    command = [sys.executable, "-m", "ruff", "format", "--line-length", str(compose.WIDEST), *map(str, written)]
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in written} == standing, "run python -m app.migrations.compose"
