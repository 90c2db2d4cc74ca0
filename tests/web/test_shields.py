"""Every page is behind the door unless it is named, and tells the browser what not to do."""

from __future__ import annotations

import pytest

from app.composition import Workbench
from app.main import create_app
from app.web.auth.views import OPEN
from app.web.secret import signing_key
from tests.browsers import Browser


def test_no_address_answers_a_stranger_unless_it_is_named(bench: Workbench, browser: Browser) -> None:
    flask = create_app(bench)
    values = {"int": "1", "default": "x", "path": "x"}
    for rule in flask.url_map.iter_rules():
        if rule.endpoint in OPEN or "GET" not in (rule.methods or ()):
            continue
        path = rule.build({name: values.get(str(converter), "1") for name, converter in rule._converters.items()})
        assert path
        assert browser.get(path[1]).status_code == 303, rule


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/healthz"])
def test_every_answer_carries_the_shields(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_a_form_without_our_token_changes_nothing(browser: Browser) -> None:
    browser.sign_in("clerk")
    answer = browser.client.post("/sign-out", data={})
    assert answer.status_code == 400
    assert "请刷新页面" in answer.text
    assert browser.client.post("/sign-out", data={"_csrf": "forged"}).status_code == 400


def test_built_files_are_kept_for_ever_and_sent_compressed(browser: Browser) -> None:
    page = browser.get("/sign-in").text
    name = page.split('href="/assets/page-')[1].split('"')[0]
    plain, zipped = (browser.get(f"/assets/page-{name}", headers={"Accept-Encoding": kind}) for kind in ("identity", "gzip"))
    assert "immutable" in plain.headers["Cache-Control"]
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data) / 2


def test_a_failure_is_answered_in_the_words_that_were_asked_for(browser: Browser) -> None:
    page = browser.get("/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    data = browser.get("/nothing", headers={"Accept": "application/json"})
    assert (data.status_code, (data.json or {})["title"]) == (404, "没有找到")


def test_the_key_is_made_once_and_readable_by_its_owner_only(bench: Workbench) -> None:
    path = bench.config.secret_file
    path.unlink(missing_ok=True)
    key = signing_key(path)
    assert signing_key(path) == key
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match="holds no key"):
        signing_key(path)


def test_no_developers_page_outside_debugging(browser: Browser) -> None:
    browser.sign_in("clerk")
    assert browser.get("/dev/components").status_code == 404
