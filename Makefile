# Every target does its own set-up in .venv; nothing is installed outside this folder.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# One more than there are processors: half of the suite waits for limits of time to run out. Each has one
# thread for its matrices: with more of them they wait for each other.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: demo test mutants coverage faults check bench lock clean

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another with: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (once; a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## the whole product on loopback: sandbox, bot and a walk through its merchants
	@$(BIN)/triage demo $(ARGS)

test: $(STAMP)  ## all tests
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n $(WORKERS) $(ARGS)

mutants: $(STAMP)  ## plant each fault of tests/mutants.toml and see a test fail; ARGS="--changed REV"
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.mutants $(ARGS)

coverage: $(STAMP)  ## all tests with their branches counted, subprocesses too, against the floors
	@rm -f .coverage .coverage.*
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m coverage run -m pytest -q -n $(WORKERS) $(ARGS)
	@$(BIN)/python -m coverage combine -q
	@$(BIN)/python -m coverage report --include='diagnostics/*' --fail-under=94 | tail -1
	@$(BIN)/python -m coverage report --include='knowledge/*' --fail-under=90 | tail -1
	@$(BIN)/python -m coverage report --include='bot/*' --fail-under=82 | tail -1

faults: $(STAMP)  ## two hundred cases through twelve kills, on SQLite and on PostgreSQL (three minutes)
	@$(BIN)/python -m pytest -q -m storm tests/faults $(ARGS)

check: $(STAMP)  ## lint, types, import rules, articles
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/triage kb lint

bench: $(STAMP)  ## measure: ratios against a floor, in one run
	@$(BIN)/python -m benchmarks $(ARGS)

COMPILE := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml

lock: $(STAMP)  ## both lock files, hashed, for every supported Python, with no index address
	@$(BIN)/python -m venv .venv/lock && .venv/lock/bin/python -m pip install --quiet uv
	@$(COMPILE) --group build -o requirements.lock
	@$(COMPILE) --extra demo --group dev -o requirements-dev.lock

clean:
	rm -rf .venv var/demo var/sandbox var/screenshots  # never what `triage serve` keeps in var
