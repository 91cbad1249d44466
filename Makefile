# Needs Python 3.11, pip and make; everything else comes into .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
OLDEST := .venv-oldest
DAGSTER := .venv-dagster
AIRFLOW := .venv-airflow
READY := $(VENV)/ready

.PHONY: demo check test test-server test-oldest test-orchestrators fuzz crash bench clean

demo: $(READY) ## set up and build the whole example
	@$(BIN)/segflux demo

check: $(READY) ## format, lint, types, imports, SQL, parse, names; no warehouse
	@echo "format and lint" && $(BIN)/ruff format --quiet --check . && $(BIN)/ruff check --quiet .
	@echo "types" && $(BIN)/mypy --no-error-summary
	@echo "imports" && $(BIN)/lint-imports --no-logo --no-cache
	@echo "generated models" && $(BIN)/segflux compile --check
	@echo "SQL" && $(BIN)/sqlfluff lint --disable-progress-bar models tests/dbt
	@echo "parse, layers, names" && $(BIN)/python -m pytest tests/check

test: $(READY) ## every test on the embedded engine, then the functional ones through a server
	@$(BIN)/python -m pytest -n 2
	@$(MAKE) --no-print-directory test-server

test-server: $(READY) ## the functional tests through stock dbt-clickhouse over HTTP
	@$(BIN)/python -m pytest tests/functional --warehouse server -n 2

test-oldest: $(READY) $(OLDEST)/ready ## the generated SQL on ClickHouse 25.8
	@SEGFLUX_GATEWAY_PYTHON=$(CURDIR)/$(OLDEST)/bin/python $(BIN)/python -m pytest --warehouse server \
		-n 2 tests/oldest tests/functional/evaluations tests/functional/staging \
		tests/functional/test_evaluated_builds.py tests/functional/test_loading.py \
		tests/functional/test_contraction.py tests/functional/test_values_in_sql.py

$(OLDEST)/ready:
	@$(PYTHON) -m venv $(OLDEST)
	@$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check chdb==3.7.2
	@touch $@

test-orchestrators: $(READY) $(DAGSTER)/ready $(AIRFLOW)/ready ## examples/orchestration, run by Dagster and Airflow
	@SEGFLUX_DAGSTER_PYTHON=$(CURDIR)/$(DAGSTER)/bin/python SEGFLUX_AIRFLOW_PYTHON=$(CURDIR)/$(AIRFLOW)/bin/python \
		$(BIN)/python -m pytest tests/functional/orchestrators

$(DAGSTER)/ready:
	@$(PYTHON) -m venv $(DAGSTER)
	@$(DAGSTER)/bin/python -m pip install --quiet --disable-pip-version-check dagster==1.13.29
	@touch $@

$(AIRFLOW)/ready:
	@$(PYTHON) -m venv $(AIRFLOW)
	@$(AIRFLOW)/bin/python -m pip install --quiet --disable-pip-version-check apache-airflow-core==3.3.2
	@touch $@

fuzz: $(READY) ## random segments and graphs of identifiers against the oracle, N data sets of 40 segments
	@$(BIN)/python -m tests.fuzz $(or $(N),130)
	@$(BIN)/python -m tests.fuzz.foreseen $(or $(N),130)
	@SEGFLUX_IDENTITY_DATA_SETS=1000 $(BIN)/python -m pytest -n 2 tests/functional/identity/test_identity_against_oracle.py

crash: $(READY) ## many histories of arrivals, many killed builds; make test runs a few
	@SEGFLUX_ARRIVAL_SEEDS=20 SEGFLUX_KILLS=12 SEGFLUX_SYNC_TRIALS=300 $(BIN)/python -m pytest --timeout 7200 \
		tests/functional/test_arrivals.py tests/functional/test_crashes.py tests/activation/test_crash_trials.py

bench: $(READY) ## the figures
	@$(BIN)/python -m benchmarks.evaluate
	@$(BIN)/python -m benchmarks.sync
	@$(BIN)/python -m benchmarks.identity

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV): about two minutes the first time"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean: ## forget every generated thing but the warehouse
	@rm -rf target logs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
