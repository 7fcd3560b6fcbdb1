# Every target sets up what it needs; a fresh machine needs Python 3.11+ and make.
PYTHON ?= python3
PORT ?= 8000
DATA ?= wanstudio-data
PAINTER ?= auto
JOBS ?= 2
# Which extras each painter needs. `auto` is procedural until checkpoints are configured (docs/howto/checkpoints.md).
NEEDS_auto := painter
NEEDS_procedural := painter
NEEDS_sketch := painter,diffusion
NEEDS_diffusion := painter,diffusion
# With MODEL, a preset or the id of a repository, `serve` pulls it first (docs/howto/models.md).
MODEL ?=
NEEDS_model := painter,diffusion
KIND := $(if $(MODEL),model,$(PAINTER))
VENV := .venv
BIN := $(VENV)/bin

SERVE := $(VENV)/.serve-$(KIND)

.PHONY: help setup serve check test sdk browser clients gallery screens bench clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(SERVE): $(BIN)/python pyproject.toml constraints.txt
	$(if $(NEEDS_$(KIND)),,$(error PAINTER is auto, procedural, sketch or diffusion))
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[$(NEEDS_$(KIND))]'
	@touch $@

$(VENV)/.test: $(SERVE) pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[diffusion,painter,postgres,provenance,s3,test]'
	@touch $@

setup: $(VENV)/.test  ## make .venv with everything, tests too

serve: $(SERVE)  ## run the service (PORT=, DATA=, PAINTER=, MODEL=)
	$(BIN)/wanstudio serve --port $(PORT) --data $(DATA) $(patsubst %,--painter %,$(filter-out auto,$(PAINTER))) $(patsubst %,--model %,$(MODEL))

check: setup  ## style, types, arrows between rooms, sizes and names
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house

sdk: setup  ## an environment for each version of the official SDK that is tested
	$(BIN)/python tests/sdk/environments.py

browser: setup  ## a Chromium for the tests of the console, where apt-get may install one
	$(BIN)/python tests/console/browser.py

clients: setup  ## curl and a JDK for the tests of other HTTP clients, where apt-get may install them
	$(BIN)/python tests/server/clients.py

test: setup sdk browser clients  ## every test there is (JOBS= processes)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --durations=10

gallery: setup  ## draw the sheets of docs/gallery again
	$(BIN)/python docs/gallery/make_sheets.py
	$(BIN)/python docs/gallery/make_watermarks.py

screens: setup browser  ## shoot the pages of the console for docs/gallery/console
	PYTHONPATH=. $(BIN)/python docs/gallery/console/make_screens.py

bench: setup  ## load on a server of its own; see benchmarks/README.md
	$(BIN)/python benchmarks/http_load.py

clean:  ## remove what the other targets made, but no data
	rm -rf $(VENV) .sdk .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
