"""Builds the web application around a workbench."""

from __future__ import annotations

import gc
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import jobs
from app.composition import Workbench
from app.config import from_environment
from app.documents.kinds import ACCEPTED
from app.i18n import formats
from app.starting import prepared
from app.web import health
from app.web.assets import serve_assets
from app.web.audit import runs as audits
from app.web.audit import views as audit
from app.web.auth import views as auth
from app.web.cases import views as cases
from app.web.clock import views as clock
from app.web.context import equip
from app.web.definitions import views as definitions
from app.web.desk import files, saving, tasks
from app.web.desk import views as desk
from app.web.dev import views as dev
from app.web.ids import read_ids
from app.web.metering import tell_cost
from app.web.packs import views as packs
from app.web.problems import answer_problems
from app.web.registers import views as registers
from app.web.rules import views as rules
from app.web.search import views as search
from app.web.secret import signing_key
from app.web.security import protect
from app.web.studio import reviewing as releases
from app.web.studio import views as studio
from workflows.text import _

ROOMS = (
    auth.rooms,
    health.rooms,
    desk.rooms,
    tasks.rooms,
    saving.rooms,
    files.rooms,
    cases.rooms,
    definitions.rooms,
    clock.rooms,
    audit.rooms,
    search.rooms,
    registers.rooms,
    packs.rooms,
    rules.rooms,
    studio.rooms,
    releases.rooms,
)
MOST_FIELDS = 4000
FORMATS = ("money", "day", "moment", "day_and_time", "clock_time", "size", "capped", "article")


def serve() -> Flask:
    """What the server runs in each of its processes: the application, and this process's clock."""
    bench = prepared(from_environment())
    jobs.begin(bench)
    application = create_app(bench)
    settle_memory()
    return application


def settle_memory() -> None:
    """What has been loaded stays: the garbage collector need not look through it again with every few requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def create_app(bench: Workbench) -> Flask:
    """The application of one process. Raises NotBuilt where the front end was not built."""
    flask = Flask(__name__, template_folder=str(Path(__file__).parent / "templates"), static_folder=None)
    config = bench.config
    flask.config.update(MAX_CONTENT_LENGTH=config.most_upload, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, MAX_FORM_PARTS=MOST_FIELDS)
    flask.json.ensure_ascii = False  # type: ignore[attr-defined]
    flask.jinja_env.trim_blocks = flask.jinja_env.lstrip_blocks = True
    flask.jinja_env.globals.update(_=_, accepted=",".join(ACCEPTED))
    flask.jinja_env.filters.update({name: getattr(formats, name) for name in FORMATS})
    read_ids(flask)
    equip(flask, bench)
    audits.employ(flask, bench)
    if config.metered:
        tell_cost(flask, bench.databases.meter())
    auth.guard(flask, dev.OPEN if config.debug else frozenset())
    protect(flask, signing_key(config.secret_file), secure=config.secure_cookies)
    answer_problems(flask)
    serve_assets(flask)
    for rooms in (*ROOMS, *([dev.rooms] if config.debug else [])):
        flask.register_blueprint(rooms)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        flask.wsgi_app = ProxyFix(flask.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return flask
