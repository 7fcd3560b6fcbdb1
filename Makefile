# Every target sets up what it needs; a fresh machine needs Python 3.11+ and make.
PYTHON ?= python3
PORT ?= 8000
DATA ?= wanstudio-data
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup serve check test sdk gallery bench clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[painter]'
	@touch $@

$(VENV)/.test: $(VENV)/.serve pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[diffusion,painter,postgres,s3,test]'
	@touch $@

setup: $(VENV)/.test  ## make .venv with everything, tests too

serve: $(VENV)/.serve  ## run the service (PORT=, DATA=)
	$(BIN)/wanstudio serve --port $(PORT) --data $(DATA)

check: setup  ## style, types, arrows between rooms, sizes and names
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house

sdk: setup  ## an environment for each version of the official SDK that is tested
	$(BIN)/python tests/sdk/environments.py

test: setup sdk  ## every test there is
	$(BIN)/python -m pytest

gallery: $(VENV)/.serve  ## draw the sheets of docs/gallery again
	$(BIN)/python docs/gallery/make_sheets.py

bench: setup  ## load on a server of its own; see benchmarks/README.md
	$(BIN)/python benchmarks/http_load.py

clean:  ## remove what the other targets made, but no data
	rm -rf $(VENV) .sdk .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
