# `make demo` and `make test` need nothing but Python 3.11 or later and make.
PYTHON ?= python3
VENV ?= .venv
DATA ?=

BIN := $(VENV)/bin
BASE := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
BENCH := $(VENV)/.installed-bench
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test lint samples schema bench-quality bench-speed bench-import press bench-fields bench-formulas bench-fidelity hostile fuzz clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-14s %s\n' "$$name" "$$what"; done

demo: $(BASE)  ## install, parse the samples into demo/, show what came out
	@$(BIN)/docparse parse examples/samples -o demo --format md,json,html,view --figures demo/figures
	@echo
	@echo "The samples of examples/samples are parsed into demo/:"
	@echo "  Markdown   demo/article.md       and $$(ls demo/*.md | wc -l) in all"
	@echo "  JSON       demo/article.json"
	@echo "  HTML       demo/article.html"
	@echo "  the view   demo/article.view.html   (open it in a browser)"
	@echo
	@echo "demo/article.md begins:"
	@echo
	@head -n 25 demo/article.md

test: $(DEV) lint  ## install the development extra; ruff, mypy --strict, all tests
	$(BIN)/python -m pytest

lint: $(DEV)  ## ruff and mypy --strict alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

samples: $(DEV)  ## write the sample documents anew
	$(BIN)/python -m examples.make_samples

schema: $(BASE)  ## write the JSON Schema of documents anew
	$(BIN)/python -c 'from docparse.schemas.json_schema import write_schema; write_schema()'

bench-quality: $(BENCH)  ## DATA=folder: scores on labelled pages, beside pymupdf4llm; then bench-fields
	@test -n "$(DATA)" || { echo "usage: make bench-quality DATA=folder" >&2; exit 2; }
	$(BIN)/python -m benchmarks.quality "$(DATA)"
	$(MAKE) bench-fields

bench-speed: $(BENCH)  ## [DATA=folder]: pages per second and memory, beside other tools
	$(BIN)/python -m benchmarks.speed $(if $(DATA),"$(DATA)")

bench-import: $(DEV)  ## what `import docparse` costs
	$(BIN)/python -m benchmarks.import_cost

press: $(DEV)  ## OUT=folder [SPLIT=test|papers]: formulas typeset by TeX Live, with their truth
	@test -n "$(OUT)" || { echo "usage: make press OUT=folder [SPLIT=test]" >&2; exit 2; }
	$(BIN)/python -m benchmarks.formula_press "$(OUT)" --split $(or $(SPLIT),dev)

bench-fields: $(BENCH)  ## DATA=folder with kie/: fields of receipts and invoices, beside other means
	@test -n "$(DATA)" || { echo "usage: make bench-fields DATA=folder" >&2; exit 2; }
	$(BIN)/python -m benchmarks.fields "$(DATA)" --beside --out benchmarks/results

bench-formulas: $(DEV)  ## DATA=folder of make press: how well formulas are found and read
	@test -n "$(DATA)" || { echo "usage: make bench-formulas DATA=folder" >&2; exit 2; }
	$(BIN)/python -m benchmarks.formulas "$(DATA)" --out benchmarks/results

bench-fidelity: $(DEV)  ## DATA=folder: errors planted in its pages, and how many the audit finds
	@test -n "$(DATA)" || { echo "usage: make bench-fidelity DATA=folder" >&2; exit 2; }
	$(BIN)/python -m benchmarks.fidelity "$(DATA)" --out benchmarks/results

hostile: $(BENCH)  ## [DATA=folder]: files that mean harm, those made and those given; no crash, no hang
	$(BIN)/python -m benchmarks.hostile $(if $(DATA),"$(DATA)")

fuzz: $(BENCH)  ## [SECONDS=900]: damaged copies of the samples
	$(BIN)/python -m benchmarks.fuzz --seconds $(or $(SECONDS),900)

clean:  ## remove what the targets made, the virtual environment included
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("docparse needs Python 3.11 or later, $(PYTHON) is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(BASE): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing docparse into $(VENV) …"
	@$(PIP) -e .
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing docparse and what its tests need into $(VENV) …"
	@$(PIP) -e '.[dev]'
	@touch $@ $(BASE)

$(BENCH): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing docparse and the tools it is measured beside into $(VENV) …"
	@$(PIP) -e '.[bench]'
	@touch $@ $(BASE) $(DEV)
