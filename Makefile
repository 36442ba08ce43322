# Everything a newcomer, a server and a test machine do. Needs Debian (or alike) with python3 3.11, make and a network.
# Nothing here asks a question; what is already there is not done twice.

PYTHON ?= python3
SERVE ?= 1
UNTIL ?=
WORKERS ?= 2
UPGRADE ?= 0

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --root-user-action ignore
LOCK := $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	$(if $(filter 1,$(UPGRADE)),--upgrade)

# Checks and tests keep away from the data of whoever runs them.
test proof mutate bench docs: export EQUIPOISE_HOME := $(CURDIR)/$(VENV)/home

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test proof mutate bench docs lock services

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.project ## make .venv with the equipoise command in it

demo: setup ## rehearse the first study and serve it on 127.0.0.1:8000 (SERVE=0 stops before serving, UNTIL=2018-11-21T10:40 in mid-trial)
	$(BIN)/equipoise demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(UNTIL),--until $(UNTIL))

test: setup $(VENV)/.tests services ## style, types, import contracts and all quick tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	EQUIPOISE_REQUIRE_SERVICES=1 $(BIN)/pytest -n $(WORKERS)

proof: setup $(VENV)/.tests services ## the slow proofs: fault injection, long random runs, whole journeys
	EQUIPOISE_REQUIRE_SERVICES=1 $(BIN)/pytest -n $(WORKERS) -m proof

mutate: setup $(VENV)/.tests ## change the rules step by step: does a test notice? (ROOM=safety asks one room)
	nice -n 10 $(BIN)/python -m tests.mutation $(ROOM) --page --workers $(WORKERS)

bench: setup $(VENV)/.tests services ## measure, and write the figures beside the benchmarks
	set -e; for script in benchmarks/bench_*.py; do echo "$$script"; $(BIN)/python "$$script"; done

docs: setup $(VENV)/.tests ## write the generated pages of docs/ anew
	set -e; for script in docs/generate/*.py; do echo "$$script"; $(BIN)/python "$$script"; done

lock: $(VENV)/.tests ## pin every dependency anew after a change of pyproject.toml (UPGRADE=1 takes newer ones)
	$(LOCK) pyproject.toml --extra dev --output-file requirements/dev.txt
	$(LOCK) pyproject.toml --constraint requirements/dev.txt --output-file requirements/run.txt
	$(LOCK) requirements/build.in --constraint requirements/dev.txt --output-file requirements/build.txt

# The browser and the database server of the tests come from Debian, so that they are patched with the machine.
services: $(VENV)/.tests
	@$(BIN)/playwright --version >/dev/null 2>&1 || requirements/debian.sh libatomic1
	@command -v chromium >/dev/null || requirements/debian.sh chromium
	@find /usr/share/fonts -iname '*cjk*' 2>/dev/null | grep -q . || requirements/debian.sh fonts-noto-cjk
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || requirements/debian.sh postgresql

# Stamps: each says that its step was done for the files it depends on.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Equipoise needs Python 3.11 or newer as $(PYTHON); name another with: make setup PYTHON=..." >&2; exit 3; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || requirements/debian.sh python3-venv
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.packages: $(VENV)/.made requirements/build.txt requirements/run.txt
	@echo "Installing the pinned packages of requirements/run.txt"
	@$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/run.txt
	@touch $@

$(VENV)/.project: $(VENV)/.packages pyproject.toml
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.project requirements/dev.txt
	@echo "Installing the pinned packages of requirements/dev.txt"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@
