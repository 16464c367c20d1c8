# Short names for what CI and the tests do; nothing here that they do not.
# PYTHON is an interpreter with the test extra: python3 -m pip install -e '.[test]'
PYTHON ?= python3

.PHONY: test lint typecheck wheel soak soak-faults

test:
	$(PYTHON) -m pytest

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

typecheck:
	$(PYTHON) -m mypy

wheel:
	$(PYTHON) -m pip wheel . --no-deps --wheel-dir dist

# The long fuzzing, by hand: make soak CASES=1000000 SEED=7. It prints seed and version.
CASES ?= 1000000
SEED ?= 20261122
soak:
	$(PYTHON) -m tests.soak_reader $(CASES) $(SEED)
	$(PYTHON) -m tests.soak_words $(CASES) $(SEED)
	$(PYTHON) -m tests.soak_faults --seed $(SEED)

# Kills and due timers on SQLite and PostgreSQL, by hand: make soak-faults KILLS=10000
KILLS ?= 10000
TIMERS ?= 1000000
STORES ?= sqlite postgresql
soak-faults:
	$(PYTHON) -m tests.soak_faults --kills $(KILLS) --timers $(TIMERS) --stores $(STORES) --seed $(SEED)
