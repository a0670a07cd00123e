# make serve   environment, weights, index and the web chat on http://127.0.0.1:7860
# make test    what is checked on every change: style, types, answers, tests
# make clean   remove what make made; the data folder (WENCE_HOME) stays
#
# Everything is installed into .venv, in the versions of constraints.txt. A stamp file in it
# tells make that this is done; pyproject.toml and constraints.txt are what makes it stale.

PYTHON ?= python3
# Given as make serve HOST=0.0.0.0 PORT=8000; without them WENCE_HOST and WENCE_PORT count. A
# HOST of the environment is left alone: shells and compilers set one that is no address.
ifeq ($(origin HOST),command line)
LISTEN += --host "$(HOST)"
endif
ifdef PORT
LISTEN += --port "$(PORT)"
endif

BIN := .venv/bin
SOURCES := corpus index bot eval tests

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Byte code is written when a module is first used: compiling all of it while installing takes
# a minute or two, of which one in ten files is ever needed. It has to be written then, or every
# start would compile again.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(BIN)/python -m pip install --quiet --no-compile --prefer-binary -c constraints.txt

# Checks use a data folder of their own, not the user's: what was added there must not count.
test eval: export WENCE_HOME ?= $(CURDIR)/.cache/wence

.PHONY: serve test lint eval clean

serve: .venv/installed
	$(BIN)/wence serve $(LISTEN)

# pytest in two processes with one thread each, every file in one of them. Style, types and the
# evaluation are tests too (tests/test_style.py, tests/eval/test_committed_questions.py), so that
# they take their turns with the others and pytest's closing line counts them.
test: .venv/installed-test
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/installed-test
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

eval: .venv/installed-test
	$(BIN)/wence eval

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing what wence needs into .venv (a minute or two, once) ..."
	$(INSTALL) -e .
	@touch $@

.venv/installed-test: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing what wence and its tests need into .venv (a minute or two, once) ..."
	$(INSTALL) -e ".[test]"
	@touch .venv/installed $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "wence needs Python 3.11 or newer: install it, or name it with make PYTHON=python3.12." >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python has no venv: install its package (Debian, Ubuntu: python3-venv)." >&2; \
	  exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

clean:
	rm -rf .venv .cache build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find corpus index bot eval tests -name __pycache__ -type d -prune -exec rm -rf {} +
