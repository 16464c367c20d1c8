"""The address of a store → the store."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ..failures import StoreError
from . import Store
from .memory import MemoryStore
from .sqlite import open_sqlite

MEMORY = "memory:"


def open_store(url: str) -> Store:
    """Open the store at ``sqlite:///journeys.db``, or a new one in ``memory:``.

    Raises:
        StoreError: the address is not one, or what it names cannot be opened.
    """
    if url == MEMORY:
        return MemoryStore()
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError("bad-url", url=url) from error
    kind = parts.get_backend_name()
    if kind != "sqlite":
        raise StoreError("store-not-yet", kind=kind)
    is_a_path = parts.database not in {None, "", ":memory:"} and not parts.query and not parts.host
    if not is_a_path or "\0" in str(parts.database):
        raise StoreError("bad-url", url=url)
    return open_sqlite(Path(str(parts.database)))
