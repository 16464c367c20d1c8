"""What PostgreSQL and its driver say → what a caller can act on (F11–F14, Z6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ...failures import StoreError
from .. import ConflictError

# By SQLSTATE; of its class where the whole code is not here.
_CODES = {
    "08": "connection-lost",
    "22012": "conflict",  # how our own statement says that a version has changed
    "23505": "conflict",
    "25006": "server-read-only",
    "25P03": "connection-lost",
    "28": "access-denied",
    "3D000": "no-such-database",
    "40": "conflict",
    "42501": "access-denied",
    "42P01": "tables-missing",
    "53100": "server-disk-full",
    "53300": "too-many-connections",
    "53": "server-overloaded",
    "55P03": "busy",
    "57014": "took-too-long",
    "57P01": "connection-lost",
    "57P02": "connection-lost",
    "57P03": "server-starting",
    "57P05": "connection-lost",
    "58": "server-disk-error",
    "XX001": "server-corrupt",
    "XX002": "server-corrupt",
}
_LOST = "connection-lost"


def code_of(error: psycopg.Error) -> str:
    """Return the code of :class:`StoreError`, or ``conflict``."""
    state = error.sqlstate
    if state is None:
        # Nobody answered; only then has an error of this kind no code of the server's.
        return _LOST if isinstance(error, psycopg.OperationalError) else "store-failed"
    return _CODES.get(state) or _CODES.get(state[:2], "store-failed")


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether the connection is gone, and nothing but the connection."""
    return code_of(error) in {_LOST, "server-starting"}


def translated(error: psycopg.Error, where: str) -> Exception:
    """Return what to raise instead; ``where`` is the address without its password."""
    code = code_of(error)
    if code == "conflict":
        return ConflictError(_first_line(error))
    return StoreError(code, path=where, what=_first_line(error))


@contextmanager
def telling(where: str) -> Iterator[None]:
    """Raise what a caller can act on in place of the driver's errors.

    Raises:
        StoreError: naming ``where`` and what failed.
        ConflictError: somebody else was faster.
    """
    try:
        yield
    except psycopg.Error as error:
        raise translated(error, where) from error


def _first_line(error: psycopg.Error) -> str:
    # What follows the first line quotes statements, and with them what people wrote.
    said = error.diag.message_primary or str(error)
    return said.strip().partition("\n")[0]
