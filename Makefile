# Short names for what CI and the tests do; nothing here that they do not.
# PYTHON is an interpreter with the test extra: python3 -m pip install -e '.[test]'
PYTHON ?= python3

.PHONY: test lint typecheck wheel

test:
	$(PYTHON) -m pytest

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

typecheck:
	$(PYTHON) -m mypy

wheel:
	$(PYTHON) -m pip wheel . --no-deps --wheel-dir dist
