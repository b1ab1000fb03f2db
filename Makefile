# make demo        the whole cycle on the sandbox, then the dashboards (ARGS="--no-serve" ends by itself)
# make test        lint, types and every test
# make bench       measurements
# make fuzz        schemathesis against the sandbox, on Xero's own contract
# make crash       crash trials of WHAT (export, pull), N of them (N=300), from number FIRST (FIRST=1)
# make screenshots pictures of every page (ARGS="overview" only of some) into dashboards/pictures
# make lock        requirements.lock anew from pyproject.toml
# Each does its own set-up in .venv and does it again only when the lock changed.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready-$(shell cksum < requirements.lock | cut -d' ' -f1)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PLOOMBER_STATS_ENABLED := false
# Every notebook, page and test is a process of its own: compiled once, not at each start.
unexport PYTHONDONTWRITEBYTECODE
# numpy starts a linear algebra pool in each process, a tenth of a second of waiting in circles; none is used here.
export OPENBLAS_NUM_THREADS := 1

# Tests write ten thousands of small transactions; where there is room in memory none waits for a disk.
IN_MEMORY = $(shell d=/dev/shm; test -w $$d && df -Pk $$d | awk -v d=$$d 'NR == 2 && $$4 > 6000000 {print "TMPDIR=" d}')

.PHONY: demo test lint bench fuzz crash lab serve sample screenshots lock clean

demo: $(READY)
	@$(BIN)/cmxero demo $(ARGS)

test: lint
	$(IN_MEMORY) $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m pytest tests/bench -o addopts="" --benchmark-only --benchmark-columns=min,median,max,rounds $(ARGS)

# Needs the official contract in ../shared/xero-openapi; 37,000 requests take two to three minutes.
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --max-examples 10 $(ARGS)

crash: $(READY)
	$(IN_MEMORY) $(BIN)/python -m tests.crash --what $(or $(WHAT),export) --trials $(or $(N),300) --first $(or $(FIRST),1) $(ARGS)

lab serve: $(READY)
	$(BIN)/cmxero $@ $(ARGS)

screenshots: $(READY)
	$(BIN)/python -m tests.screenshots $(ARGS)

sample: $(READY)
	$(BIN)/python -m cmxero.sample data/sample

# DuckDB 1.5.5 is the version whose extensions exist as packages (README, decisions).
lock:
	echo "duckdb==1.5.5" | uv pip compile pyproject.toml --extra dev --constraint - --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "cmxero needs Python 3.11, 3.12 or 3.13; name one with PYTHON=...")'
	@echo "Setting up .venv (once; a minute or two) ..." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --no-compile --require-hashes --no-deps -r requirements.lock >&2
	@$(BIN)/python -m pip install --quiet --no-compile --no-deps --no-build-isolation --editable . >&2
	@rm -f .venv/ready-*
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
