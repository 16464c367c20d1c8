"""The three stores, each for a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.compiler import Compiled

from ..harness import HARNESSES
from ..small_workspace import compiled

STORES = ("memory", "sqlite", "postgresql")


def address(request: pytest.FixtureRequest, store: str) -> str:
    """Return the address of a new store."""
    if store == "memory":
        return "memory:"
    if store == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        return f"sqlite:///{folder / 'journeys.db'}"
    if not HARNESSES["postgres"].is_here():
        pytest.skip(f"harness postgres is absent: {HARNESSES['postgres'].cure}")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of each of the three stores."""
    return address(request, request.param)


@pytest.fixture(params=STORES[1:])
def kept_url(request: pytest.FixtureRequest) -> str:
    """The address of each of the two stores that survive a process."""
    return address(request, request.param)


@pytest.fixture(scope="session")
def workspace() -> Compiled:
    """The small workspace, compiled."""
    return compiled()
