# The commands of this project; `make` alone lists them.

.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
UV := .uv/bin/uv
STAMP := $(VENV)/.in-step-with-the-lock
PORT ?= 8080
export PORT
# Trust whom the machine trusts, as git and pip do: many an office reads its traffic with a certificate of its own.
export UV_SYSTEM_CERTS ?= 1

# While the environment is activated its own Python, which has no pip, comes first on the PATH; the one that made it is meant.
export PATH := $(subst $(CURDIR)/$(VENV)/bin:,,$(PATH))

# `make setup PYTHON=python3.13` chooses; otherwise the first Python that is new enough is taken.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell \
	PATH='$(PATH)' $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(p))))

.PHONY: help setup run test faults fuzz format browser texts docs lock image clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP) ## make the environment (.venv) from the lock; nothing to do while the lock is unchanged

$(UV): requirements-uv.lock
	@test -n "$(PYTHON)" || { echo "Hearth needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }
	@rm -rf .uv
	@PIP_ROOT_USER_ACTION=ignore $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
		--target .uv --only-binary :all: --require-hashes --requirement requirements-uv.lock
	@touch $(UV)

$(BIN)/python: | $(UV)
	@test -n "$(PYTHON)" || { echo "Hearth needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }
	@$(UV) venv --quiet --clear --no-python-downloads --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)

$(STAMP): requirements-dev.lock pyproject.toml $(UV) | $(BIN)/python
	@echo "Making the environment in $(VENV) from the lock; this takes a minute, once."
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: setup ## start Hearth with the sandbox at http://127.0.0.1:8080 (PORT changes it)
	@exec $(BIN)/hearth run

test: setup browser ## everything: format, lint, types, import rules, and every test folder
	@exec $(BIN)/python ci/gate.py

faults: setup ## the long run of the fault tests: 100 kills on Slack and on Discord, 50 on the sandbox
	@HEARTH_KILLS=100 HEARTH_SANDBOX_KILLS=50 exec $(BIN)/python -m pytest tests/faults -n 2 --dist worksteal -rP

fuzz: setup ## 100,000 random steps of the leak test; HEARTH_LEAK_STEPS says how many, HEARTH_LEAK_SEED repeats a run
	@export HEARTH_LEAK_STEPS="$${HEARTH_LEAK_STEPS:-100000}" HEARTH_LEAK_SEED="$${HEARTH_LEAK_SEED:-$$(date +%s)}"; \
		echo "HEARTH_LEAK_STEPS=$$HEARTH_LEAK_STEPS HEARTH_LEAK_SEED=$$HEARTH_LEAK_SEED"; \
		exec $(BIN)/python -m pytest tests/journeys/test_leak_machine.py -n 2 --dist worksteal -rP

format: setup ## put the code in its form, and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

browser: setup ## find Chromium for the browser tests, or install it
	@sh ci/browser.sh

texts: setup ## write the translation catalogue anew from the sentences in the code
	@$(BIN)/python ci/texts.py

docs: setup ## write docs/commands.md anew from the catalogue
	@$(BIN)/python ci/docs.py

# The locks hold versions and hashes only, never the address of an index.
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make lock" $(UPGRADE)

lock: $(UV) ## write the locks anew from pyproject.toml; UPGRADE=--upgrade takes newer versions
	@$(COMPILE) pyproject.toml --extra build --output-file requirements.lock
	@$(COMPILE) pyproject.toml --extra dev --constraints requirements.lock --no-annotate --output-file requirements-dev.lock
	@echo uv | $(COMPILE) - --no-annotate --output-file requirements-uv.lock

image: ## build the container image hearth:latest
	@docker build --tag hearth:latest .

clean: ## remove the environment and every cache
	@rm -rf $(VENV) .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
