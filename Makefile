# make help lists the targets. A fresh clone needs Python 3.11 or newer and nothing else; pip does the rest.

# The first of these that is 3.11 or newer makes the environment; say PYTHON=/path/to/python to choose one.
PYTHONS = $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python)
VENV := .venv
BIN := $(VENV)/bin
WORKSPACE ?= workspace
SHARD ?= 1/1
# The versions with which everything was proven; make test PROVEN=/dev/null takes the newest.
PROVEN ?= arena/constraints.txt
SHELL := bash
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A stage says what it is about to do, and how long it took, also when it fails.
define stage
@printf '\n── %s\n' "$(1)"; start=$$(date +%s); $(2); code=$$?; \
printf '── %s: %s s%s\n' "$(1)" "$$(( $$(date +%s) - start ))" "$$( [ $$code -eq 0 ] || echo ', FAILED')"; exit $$code
endef

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- for learners

.PHONY: learn
learn: $(VENV)/.learn ## everything from a fresh clone to the course in your browser
	@[ -d "$(WORKSPACE)/.arena" ] || $(BIN)/arena start "$(WORKSPACE)"
	@cd "$(WORKSPACE)" && "$(CURDIR)/$(BIN)/arena" web

$(BIN)/python:
	@for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  "$$python" -m venv $(VENV) && exit; \
	  rm -rf $(VENV); \
	  echo "$$python cannot make an environment. On Debian and Ubuntu: sudo apt-get install python3-venv"; \
	  exit 2; \
	done; \
	echo "Python 3.11 or newer is needed, and none of these is: $(PYTHONS)."; \
	echo "Install one, then: make learn PYTHON=/path/to/python3.11"; exit 2

$(VENV)/.learn: pyproject.toml arena/constraints.txt | $(BIN)/python
	@echo "Installing the course and what it needs into $(VENV). PyTorch is the large part: a few minutes, once."
	@$(BIN)/python -m pip install -c $(PROVEN) -e .
	@touch $@

# ---------------------------------------------------------------- for contributors

# Layout, spelling, and the arrows between the layers.
STYLE := $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/typos && $(BIN)/lint-imports --no-cache

$(VENV)/.dev: pyproject.toml arena/constraints.txt | $(BIN)/python
	@echo "Installing the course, its extras and the tools of its tests into $(VENV). A few minutes, once."
	@$(BIN)/python -m pip install --quiet -c $(PROVEN) -e '.[dev,train,notebook,hf,interp,rl]'
	@touch $@ $(VENV)/.learn

.PHONY: dev
dev: $(VENV)/.dev ## the environment with everything the tests need

.PHONY: programs
programs:
	@if command -v apt-get >/dev/null; then bash tests/install_programs.sh; fi

.PHONY: test
test: $(VENV)/.dev programs ## what CI runs: style, types, tests, the course compiler
	$(call stage,style,$(STYLE))
	$(call stage,mypy,$(BIN)/mypy --strict)
	$(call stage,pytest,$(BIN)/python -m pytest -n 2 --dist loadfile)
	$(call stage,arena course verify,$(BIN)/arena course verify --kept --json)

.PHONY: prove
prove: $(VENV)/.dev programs ## all of it: every notebook, every mutant; make prove SHARD=1/3 does a third
	$(call stage,notebooks of all sets,ARENA_PROVE=all $(BIN)/python -m pytest tests/notebook/test_sets.py)
	$(call stage,arena course verify,$(BIN)/arena course verify --fresh --shard $(SHARD) --json)

.PHONY: check
check: $(VENV)/.dev ## the fast part of it: style, types, unit tests
	$(call stage,style,$(STYLE))
	$(call stage,mypy,$(BIN)/mypy --strict)
	$(call stage,unit tests,$(BIN)/python -m pytest tests/unit -q)

.PHONY: format
format: $(VENV)/.dev ## let ruff lay the code out
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

.PHONY: docs
docs: $(VENV)/.dev ## write docs/commands.md anew
	@$(BIN)/python -m arena.cli.reference docs/commands.md

.PHONY: constraints
constraints: $(VENV)/.dev ## write arena/constraints.txt from what is installed, once make test has passed with it
	@$(BIN)/python .ci/constraints.py

.PHONY: bench
bench: $(VENV)/.dev ## measure what the README states: make bench NAME=latency
	@$(BIN)/python -m benchmarks $(NAME)
