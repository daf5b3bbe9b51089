.DEFAULT_GOAL := help
.PHONY: help demo test test-nominatim check fix bench docs clean
PY := .venv/bin/python
RUN := .venv/.run
DEV := .venv/.dev

# Where bytecode is not kept, every command compiles every library again.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 16

$(RUN): pyproject.toml constraints.txt setup.sh
	@sh setup.sh .venv
	@touch $(RUN)

$(DEV): pyproject.toml constraints.txt setup.sh
	@sh setup.sh .venv dev
	@touch $(RUN) $(DEV)

demo: $(RUN) ## read the demo record: its directory, map and contact sheets
	@$(PY) -m trialsites build data/NCT06937905.txt -d demo.gpkg
	@$(PY) -m trialsites map -d demo.gpkg -o maps/demo.html
	@$(PY) -m trialsites sheets -d demo.gpkg -o sheets
	@$(PY) -m trialsites nearest Lille -k 3 -d demo.gpkg

check: $(DEV) ## the gates: style, types, layers
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache > .venv/layers.log || { cat .venv/layers.log; exit 1; }

test: check ## the gates and every test
	@$(PY) -m pytest

test-nominatim: $(DEV) ## a real Nominatim with PostGIS, from Debian; needs root once
	@sh tests/nominatim/run.sh $(PY)

fix: $(DEV) ## let ruff mend what it can
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: $(DEV) ## the benchmarks that need nothing but the project
	@for script in "start_speed.py" "read_speed.py 20000" "scale.py 20000" "map_scale.py --sizes 1000"; \
	do echo "== $$script"; $(PY) benchmarks/$$script || exit 1; done

docs: $(DEV) ## write the reference pages that are made from the code
	@$(PY) docs/generate.py

clean: ## remove everything that was made here
	rm -rf .venv maps/*.html sheets *.gpkg .mypy_cache .ruff_cache .pytest_cache .hypothesis
