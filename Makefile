# Mingzhang 明账.  `make` alone lists the commands.
# Needs Python 3.11, 3.12 or 3.13 and make; everything else goes into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV   := .venv
BIN    := $(VENV)/bin
PY     := $(BIN)/python
STAMP  := $(VENV)/.installed
LOCKS  := requirements-dev.lock requirements-build.lock

# First interpreter of a supported version; `make PYTHON=/path/to/python3.12 run` overrides it.
SUPPORTED := import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else 1)
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3 python; do \
	"$$p" -c '$(SUPPORTED)' 2>/dev/null && { echo "$$p"; break; }; done)

# Folders that hold code, as far as they exist.
CODE  := extractors expectations orchestration tests

export PYTHONUTF8 := 1
export DAGSTER_DISABLE_TELEMETRY := yes
export DO_NOT_TRACK := 1

##@ Use
.PHONY: run
run: $(STAMP) ## 端到端运行（示例门户）/ run the main job on the demo portal
	@$(BIN)/mingzhang run

.PHONY: demo
demo: run ## the same as run, then serve the report on loopback
	@$(BIN)/mingzhang serve

.PHONY: demo-data
demo-data: $(STAMP) ## typeset data/demo and its golden facts again (needs the fonts it names)
	@$(PY) -m tests.typeset --out data/demo --golden tests/golden/demo

.PHONY: ui
ui: $(STAMP) ## Dagster UI on loopback: assets, partitions, backfills, schedules
	@$(BIN)/mingzhang ui

##@ Develop
.PHONY: install
install: $(STAMP) ## create .venv and install the locked dependencies

$(STAMP): $(LOCKS) pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11、3.12 或 3.13 / Python 3.11, 3.12 or 3.13 is needed."; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "==> 安装依赖到 $(VENV) / installing into $(VENV) with $(PYTHON)"
	@if command -v uv >/dev/null 2>&1 && [ -z "$(NO_UV)" ]; then \
	  set -e; \
	  [ -x $(PY) ] || uv venv --quiet --python "$(PYTHON)" $(VENV); \
	  for lock in $(LOCKS); do uv pip install --quiet --python $(PY) --no-deps --require-hashes -r $$lock; done; \
	  uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .; \
	else \
	  set -e; \
	  [ -x $(PY) ] && $(PY) -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv $(VENV); \
	  for lock in $(LOCKS); do $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $$lock; done; \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $(STAMP)
	@echo "==> 安装完成 / installed"

.PHONY: test
test: lint pytest ## lint, types, import directions, and every test
	@echo "==> make test: 全部通过 / all passed"

.PHONY: pytest
pytest: $(STAMP) ## tests only (ARGS= goes to pytest)
	@echo "==> pytest"
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

.PHONY: lint
lint: $(STAMP) ## ruff, mypy, import-linter, yamllint, sqlfluff
	@echo "==> ruff"
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@echo "==> mypy --strict"
	@$(BIN)/mypy
	@echo "==> import directions"
	@$(BIN)/lint-imports
	@echo "==> yamllint"
	@$(BIN)/yamllint --strict .
	@if [ -d dbt_project/models ]; then echo "==> sqlfluff"; $(BIN)/sqlfluff lint --processes 2 dbt_project/models; fi

.PHONY: format
format: $(STAMP) ## rewrite the code as the linters want it
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

# Pins stay where they are unless `make lock UPGRADE=--upgrade` says otherwise.  No addresses in the files.
.PHONY: lock
lock: $(STAMP) ## write requirements*.lock again after a change of dependencies
	@set -e; compile="$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate $(UPGRADE) pyproject.toml"; \
	$$compile -o requirements.lock; \
	$$compile --extra dev --extra browser -o requirements-dev.lock; \
	$$compile --extra dev --extra browser --extra bench -o requirements-bench.lock

##@ Measure
# The engines that are only compared with are no dependency of Mingzhang.
BENCH_STAMP := $(VENV)/.installed-bench
$(BENCH_STAMP): $(STAMP) requirements-bench.lock
	@if command -v uv >/dev/null 2>&1 && [ -z "$(NO_UV)" ]; then \
	  uv pip install --quiet --python $(PY) --no-deps --require-hashes -r requirements-bench.lock; \
	else \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-bench.lock; \
	fi
	@touch $(BENCH_STAMP)

.PHONY: bench-tables
bench-tables: $(BENCH_STAMP) ## table engines side by side: make bench-tables FOLDER=pdfs [ARGS=...]
	@test -n "$(FOLDER)" || { echo "make bench-tables FOLDER=/path/to/pdfs"; exit 2; }
	@$(PY) -m tests.bench.bench_tables "$(FOLDER)" $(ARGS)

.PHONY: bench-table-print
bench-table-print: $(STAMP) ## a digest of what each page yields, to compare two readers: FOLDER=pdfs
	@test -n "$(FOLDER)" || { echo "make bench-table-print FOLDER=/path/to/pdfs"; exit 2; }
	@$(PY) -m tests.bench.table_fingerprint "$(FOLDER)" $(ARGS)

.PHONY: bench-table-truth
bench-table-truth: $(STAMP) ## a document whose cells are known: GRID=grid.json PDF=print.pdf [ARGS=...]
	@test -n "$(GRID)" -a -n "$(PDF)" || { echo "make bench-table-truth GRID=grid.json PDF=print.pdf"; exit 2; }
	@$(PY) -m tests.bench.table_truth "$(GRID)" "$(PDF)" $(ARGS)

.PHONY: bench-crawler
bench-crawler: $(STAMP) ## memory and time of the crawler over 600 documents [ARGS=...]
	@$(PY) -m tests.bench.bench_crawler $(ARGS)

.PHONY: bench-forms
bench-forms: $(STAMP) ## form recognition and coverage: make bench-forms FOLDER=pdfs [ARGS=...]
	@test -n "$(FOLDER)" || { echo "make bench-forms FOLDER=/path/to/pdfs"; exit 2; }
	@$(PY) -m tests.bench.bench_forms "$(FOLDER)" $(ARGS)

.PHONY: bench-findings
bench-findings: $(STAMP) ## whom the findings blame, each place left out: make bench-findings FOLDER=pdfs [ARGS=...]
	@test -n "$(FOLDER)" || { echo "make bench-findings FOLDER=/path/to/pdfs"; exit 2; }
	@$(PY) -m tests.bench.bench_findings "$(FOLDER)" $(ARGS)

.PHONY: bench-report
bench-report: $(STAMP) ## the report of 5,000 documents: time to build, open and filter (needs chromium)
	@$(PY) -m tests.bench.bench_report $(ARGS)

.PHONY: bench-judge
bench-judge: $(STAMP) ## every verdict of 2,000, 6,000 and 20,000 invented documents: time and memory [ARGS=...]
	@$(PY) -m tests.bench.bench_judge $(ARGS)

.PHONY: bench-narrative
bench-narrative: $(STAMP) ## amounts of the running text, each place left out: make bench-narrative FOLDER=pdfs [ARGS=...]
	@test -n "$(FOLDER)" || { echo "make bench-narrative FOLDER=/path/to/pdfs"; exit 2; }
	@$(PY) -m tests.bench.bench_narrative "$(FOLDER)" $(ARGS)

.PHONY: bench-warehouse
bench-warehouse: $(STAMP) ## cost of building the warehouse, whole and after one change: [ARGS=...]
	@$(PY) -m tests.bench.bench_warehouse $(ARGS)

.PHONY: mutate
mutate: $(STAMP) ## what the catalogue finds and whom it blames: make mutate [FOLDER=pdfs] [ARGS=...]
	@$(PY) -m tests.bench.mutate $(FOLDER) $(ARGS)

.PHONY: bench-backfill
bench-backfill: $(STAMP) ## 600 mock documents: first run, the same again, one replaced (ARGS=...)
	@$(PY) -m tests.bench.bench_backfill $(ARGS)

##@ Clean
.PHONY: clean
clean: ## remove caches; keeps data/ and .venv
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./.venv -prune -o -type d -name __pycache__ -print | xargs rm -rf

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "; print "明账 Mingzhang"} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
