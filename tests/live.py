"""An engine on each kind of store, for the tests of its face."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from engine.core import records as r
from engine.language.compiler import Compiled
from engine.language.values import Money, Value
from engine.runtime.clock import ManualClock
from engine.runtime.service import Engine
from engine.runtime.store import Store
from engine.runtime.store.opening import open_store

from .harness import needs_harness
from .small_workspace import MONDAY, compiled

SMALL: Mapping[str, Value] = {"offer.amount": Money(Decimal(500), "CNY")}
STORES = [
    "memory",
    "sqlite file",
    pytest.param("postgresql", marks=needs_harness("postgres")),
]


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    """The small workspace."""
    return compiled()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands on a Monday at nine."""
    return ManualClock(MONDAY)


@pytest.fixture(params=STORES)
def store(
    request: pytest.FixtureRequest, tmp_path: Path, tested_stores: set[str]
) -> Iterator[Store]:
    """A new store of each kind."""
    tested_stores.add(request.param)
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    else:
        url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/j.db"
    with closing(open_store(url)) as opened:
        yield opened


@pytest.fixture
def engine(store: Store, workspace: Compiled, clock: ManualClock) -> Iterator[Engine]:
    """An engine on it."""
    with Engine(store, workspace, clock=clock) as opened:
        yield opened


def begin(engine: Engine, account: str = "acme", key: str = "") -> str:
    """Begin a small offer."""
    return engine.start(account, line="steel", playbook="offer", key=key, facts=SMALL)


def kinds(engine: Engine, journey: str) -> list[str]:
    """Return the kinds of all records of a journey."""
    return [type(record).__name__ for record in engine.history(journey)]


def last(engine: Engine, journey: str) -> r.Record:
    """Return a journey's last record."""
    return engine.history(journey)[-1]


def is_sound(engine: Engine) -> bool:
    """Tell whether every journey and its account are what their journals add up to."""
    return all(
        engine.check(row.id) and engine.check_account(row.account) for row in engine.journeys()
    )
