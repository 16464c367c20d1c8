"""The address of a store → the store."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..failures import StoreError
from . import Store
from .memory import MemoryStore
from .sqlite import open_sqlite
from .sqlite_file import SYNCHRONOUS

MEMORY = "memory:"

# Also where the rest is no address: what stands before the last @ may be a password (Z6).
# Also where the slashes were forgotten: what is no address is shown, and may hold a password.
_SECRET = re.compile(r"\A([^:/@]*:/{0,2}).*@", re.DOTALL)


def open_store(url: str, *, only_reading: bool = False) -> Store:
    """Open ``sqlite:///journeys.db``, ``postgresql://user@host/database``, or ``memory:``.

    Who is ``only_reading`` makes no database, upgrades none and writes nothing.

    Raises:
        StoreError: the address is not one, or what it names cannot be opened. No password
            is in it.
    """
    if url == MEMORY:
        return MemoryStore()
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        # Not "from": the cause would say the address whole.
        raise StoreError("bad-url", url=shown(url)) from None
    kind = parts.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        return _open_postgres(parts, only_reading=only_reading)
    if kind != "sqlite":
        raise StoreError("store-not-yet", kind=kind)
    is_a_path = parts.database not in {None, "", ":memory:"} and not parts.host
    settings = dict(parts.query)
    synchronous = settings.pop("synchronous", SYNCHRONOUS[0])
    if not is_a_path or "\0" in str(parts.database) or settings or synchronous not in SYNCHRONOUS:
        raise StoreError("bad-url", url=shown(url))
    return open_sqlite(Path(str(parts.database)), str(synchronous), only_reading=only_reading)


def shown(url: str) -> str:
    """Return an address as it may be shown: without user and password."""
    return _SECRET.sub(r"\1***@", url)


def _open_postgres(parts: URL, *, only_reading: bool) -> Store:
    try:
        from .postgres import open_postgres  # noqa: PLC0415  # its driver is an extra
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "psycopg":
            raise
        raise StoreError("no-driver") from error
    return open_postgres(parts, only_reading=only_reading)
