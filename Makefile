# Everything happens in this checkout's own virtual environment; nothing else on the machine changes.
#
#   make demo     validate, train, evaluate and sample a small model
#   make test     the whole test suite
#   make check    style and types
#   make install  only the environment
#
# PYTHON      the interpreter to build the environment with (3.11 or later)
# TORCH       which torch, as a pip requirement:  make test TORCH='torch==2.9.*'
# VENV_FLAGS  --system-site-packages takes the torch this machine already has (with TORCH='torch>=2.9')
# JOBS        how many processes run the tests

PYTHON     ?= python3
VENV       ?= .venv
VENV_FLAGS ?=
TORCH      ?= torch==2.13.0
JOBS       ?= 2

BIN       := $(VENV)/bin
PLUGINS   := plugins/graphnet-basics plugins/graphnet-s4 plugins/graphnet-audio
METADATA  := pyproject.toml $(PLUGINS:%=%/pyproject.toml)
STAMP     := $(VENV)/installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install demo test check clean FORCE

help:
	@sed -n '2,12s/^#//p' Makefile

install: $(STAMP)

demo: $(STAMP)
	PATH="$(CURDIR)/$(BIN):$$PATH" bash scripts/demo.sh

test: $(STAMP)
	MPLBACKEND=Agg OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@set -e; for plugin in $(PLUGINS); do \
	    echo "$(BIN)/mypy $$plugin/tests"; \
	    MYPYPATH="$$plugin/tests" $(BIN)/mypy "$$plugin/tests"; \
	done

clean:
	rm -rf $(VENV)

# Another TORCH, or changed metadata, installs again; otherwise the stamp makes this instant.
$(STAMP): $(VENV)/constraints.txt $(METADATA)
	$(BIN)/python -m pip install --quiet --constraint $< hatchling editables
	$(BIN)/python -m pip install --quiet --constraint $< --no-build-isolation \
	    --editable '.[dev]' $(PLUGINS:%=--editable ./%)
	@touch $@

$(VENV)/constraints.txt: constraints.txt $(VENV)/torch-wanted
	@{ sed '/^torch==/d' constraints.txt; cat $(VENV)/torch-wanted; } > $@

$(VENV)/torch-wanted: FORCE | $(BIN)/python
	@printf '%s\n' '$(TORCH)' | cmp -s - $@ || printf '%s\n' '$(TORCH)' > $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo 'graphnet needs Python 3.11 or later: make PYTHON=/path/to/python3.11'; exit 1; }
	$(PYTHON) -m venv $(VENV_FLAGS) $(VENV)
