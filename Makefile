# Kru. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python

.PHONY: help setup run test lint format bench assets lock translations clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## System libraries, .venv and everything that running needs (safe to repeat)
	@bash tools/setup.sh run

run: setup ## The whole site at http://127.0.0.1:8000 (PORT=… changes it): server, worker, demo programme
	@exec $(PYTHON) tools/run_site.py

test: ## Everything that is checked: format, lint, types, layers, tests on SQLite and PostgreSQL, browser
	@bash tools/setup.sh test
	@exec $(PYTHON) tools/run_checks.py $(ONLY)

lint: ## Only the checks that run no test
	@bash tools/setup.sh test
	@exec $(PYTHON) tools/run_checks.py lint

format: ## Put Python files in the house format
	@$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix .

bench: ## Measure the hot pages beside the bare floor application (needs PostgreSQL and wrk)
	@bash tools/setup.sh test
	@exec $(PYTHON) -m benchmarks

assets: ## Vendor and build the browser files (the only target that needs Node)
	@npm ci --ignore-scripts --no-audit --no-fund && $(PYTHON) tools/build_assets.py

lock: ## Pin requirements anew, with hashes
	@$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate requirements/runtime.in -o requirements.txt
	@$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate requirements/dev.in -o requirements/dev.txt

translations: ## Collect new words for translators into app/translations
	@$(PYTHON) tools/collect_translations.py

clean: ## Remove what building and testing left behind (never the instance folder)
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage build
