.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench docs clean
SHELL := /bin/sh
PY := .venv/bin/python
ENV := .venv/.ready

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(ENV): pyproject.toml constraints.txt
	@sh setup.sh .venv
	@touch $(ENV)

demo: $(ENV) ## read the demo record; make its directory, map and contact sheets
	@$(PY) -m trialsites build data/NCT06937905.txt -d demo.gpkg
	@$(PY) -m trialsites map -d demo.gpkg -o maps/demo.html
	@$(PY) -m trialsites sheets -d demo.gpkg -o sheets
	@$(PY) -m trialsites nearest Lille -k 3 -d demo.gpkg

check: $(ENV) ## the gates: style, types, layers
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache > .venv/layers.log || { cat .venv/layers.log; exit 1; }

test: check ## the gates and every test
	@$(PY) -m pytest

fix: $(ENV) ## let ruff mend what it can
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

clean: ## remove everything that was made here
	rm -rf .venv maps/*.html sheets *.gpkg .mypy_cache .ruff_cache .pytest_cache .hypothesis
