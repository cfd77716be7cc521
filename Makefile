# make demo    a thousand loan applications decided and drawn, a complaint handled; sets up first
# make data    loan applications of any number: make data ROWS=1000000 OUT=out/applicants.parquet
# make workbench   the application in the browser, with the examples deployed
# make test    everything that needs no browser, server or JVM
# make check   lint, types, all tests, benchmarks, the wheel: what CI runs
# make bench   the benchmarks at full size, beside their peers

PYTHON ?= python3
BIN := .venv/bin
OUT := out
ROWS := 1000000

.PHONY: demo workbench data test check lint types tests bench wheel format clean

demo: .venv/installed
	@mkdir -p $(OUT)
	$(BIN)/dmn score examples/loan/loan.dmn examples/loan/applicants.csv -o $(OUT)/loan.csv \
	  --decision 'Credit Risk Category' --decision Eligibility --decision Routing \
	  --report $(OUT)/report.json
	$(BIN)/python examples/loan/draw_report.py $(OUT)/report.json -o $(OUT)/charts.png
	$(BIN)/python examples/complaint/run.py

workbench: .venv/installed
	$(BIN)/workbench

# here OUT is the file: .csv, .csv.gz, .csv.zst or .parquet
data: OUT := $(OUT)/applicants.csv
data: .venv/installed
	@mkdir -p $(dir $(OUT))
	$(BIN)/python examples/loan/make_applicants.py $(ROWS) $(OUT)

# property tests repeat the same few cases here; run pytest itself to let them search
test: .venv/installed
	RULING_HYPOTHESIS=brief $(BIN)/pytest -q -n 2 --dist worksteal -m 'not server and not browser'

check: .venv/bench lint types wheel
	$(BIN)/python benchmarks/run.py --quick
	$(BIN)/python benchmarks/batch/run.py --quick
	$(BIN)/python benchmarks/cases/run.py --quick
	$(BIN)/python benchmarks/workbench/run.py --quick
	@mkdir -p $(OUT)
	$(BIN)/pytest -q -n 2 --dist worksteal -m 'not browser' --junitxml=$(OUT)/tests.xml
	$(BIN)/pytest -q -m browser --junitxml=$(OUT)/browser.xml
	$(BIN)/python .ci/groups.py $(OUT)/tests.xml $(OUT)/browser.xml

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed
	$(BIN)/mypy

format: .venv/installed
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: .venv/bench
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/batch/run.py
	$(BIN)/python benchmarks/cases/run.py
	$(BIN)/python benchmarks/workbench/run.py

# the wheel, installed into an empty environment, must give working commands
wheel: .venv/installed
	rm -rf $(OUT)/dist $(OUT)/wheel
	$(BIN)/pip wheel -q --no-deps -w $(OUT)/dist .
	$(PYTHON) -m venv $(OUT)/wheel
	$(OUT)/wheel/bin/pip install -q $(OUT)/dist/ruling-*.whl
	cd $(OUT)/wheel && bin/feel '1 + 1' && bin/dmn check ../../examples/loan/loan.dmn
	cd $(OUT)/wheel && bin/cmmn deploy ../../examples/complaint --db sqlite:///cases.db
	cd $(OUT)/wheel && bin/cmmn scenario ../../tests/cmmn/scenarios
	cd $(OUT)/wheel && bin/workbench --help

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -e '.[dev]'
	@touch $@

.venv/bench: .venv/installed
	$(BIN)/pip install -q -e '.[dev,bench]'
	@touch $@

clean:
	rm -rf .venv $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis
