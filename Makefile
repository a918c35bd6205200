# Two commands do all the set-up: `make run` screens the bundled samples, `make test` runs every check.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
CORPORA ?= ../shared/corpora
SECONDS ?= 240
COUNT   ?= 10000
SEED    ?= 1
KILLS   ?= 200
CHAOS_SECONDS ?= 2400

.PHONY: run test lint types unit eval fuzz bench desk-bench screenshots chaos drop-test drop-bench samples tables clean help

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: $(VENV)/.installed  ## install, then screen the bundled samples and show the verdicts
	@$(BIN)/screener check tests/samples/documents || test $$? -eq 1

test: lint types unit  ## lint, types, import floors, tests

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.developing
	$(BIN)/mypy

unit: $(VENV)/.developing
	$(BIN)/python -m pytest -n auto

eval: $(VENV)/.developing  ## accuracy on the labelled corpora (CORPORA=…)
	$(BIN)/python -m tests.evaluation $(CORPORA)

fuzz: $(VENV)/.developing  ## damaged documents: none may hang, or pass unread (SECONDS=… COUNT=… SEED=…)
	$(BIN)/python -m tests.evaluation.fuzz --seconds $(SECONDS) --count $(COUNT) --seed $(SEED)

bench: $(VENV)/.developing  ## speed and memory, as ratios, into tests/benchmarks/RESULTS.md (QUICK=1: small, not written; BENCH_LARGE=1: 1 GB too)
	$(BIN)/python -m tests.benchmarks $(CORPORA)

chaos: $(VENV)/.developing  ## kill the drop-box at random and at every step: nothing lost, nothing out twice (KILLS=… CHAOS_SECONDS=… SEED=…)
	$(BIN)/python -m tests.end_to_end.chaos --kills $(KILLS) --seconds $(CHAOS_SECONDS) --seed $(SEED)

drop-test: $(VENV)/.developing  ## 1,000 mixed documents through `screener serve`: each in its place, the chain verified
	$(BIN)/python -m tests.end_to_end.thousand

drop-bench: $(VENV)/.developing  ## the drop-box: seconds to drain 10,000 files, latency of one
	$(BIN)/python -m tests.benchmarks.drop_box

CASES ?= 100000
desk-bench: $(VENV)/.developing  ## the list of cases with CASES=100000 in the database: p95 of each page
	$(BIN)/python -m tests.benchmarks.desk $(CASES)

screenshots: $(VENV)/.developing  ## a picture of each page of the desk, into tests/screenshots (needs chromium)
	$(BIN)/python -m tests.reports.desk.screenshots

samples: $(VENV)/.developing  ## rebuild tests/samples/documents (needs LibreOffice)
	$(BIN)/python -m tests.samples.build

tables: $(VENV)/.developing  ## rebuild the character tables
	$(BIN)/pip install -q opencc
	$(BIN)/python -m tests.tables.traditional

clean:           ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 以上 / Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "建立运行环境 / creating the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "建立失败：请先 apt-get install python3-venv / failed: apt-get install python3-venv first"; exit 1; }

$(VENV)/.installed: pyproject.toml requirements.lock | $(BIN)/pip
	@echo "安装组件，第一次要几分钟 / installing; the first time takes a few minutes"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on -q -c requirements.lock -e '.[ocr,fast]'
	@touch $@

$(VENV)/.developing: pyproject.toml requirements.lock | $(BIN)/pip
	@echo "安装开发组件，第一次要几分钟 / installing development tools; the first time takes a few minutes"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on -q -c requirements.lock -e '.[dev,ocr,fast]'
	@touch $@ $(VENV)/.installed
