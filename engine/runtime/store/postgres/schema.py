"""Whose database it is, and its tables: made, or refused and left as they are (F7, F8)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ...failures import StoreError
from .. import tables
from .address import Address
from .faults import telling
from .pool import insisting

REVISIONS = "touchline_version"
"""The table that says by which revision the others were made, and that they are ours."""

OLDEST_SERVER = 140_000
"""PostgreSQL 14: the first that notices when a client has died (F18)."""

_LOCK = 0x546F7563
"""Held while tables are made: several processes may open a new database at once."""


def known_revision(found: str) -> bool:
    """Tell whether tables of that revision are those this version reads and writes."""
    return found.isdigit() and int(found) == tables.SCHEMA


def prepare(address: Address, patience: float) -> None:
    """Look at a database, and make the tables in an empty one.

    Raises:
        StoreError: it is not ours, newer, not in UTF-8, only to be read, or the server is
            too old or does not let us in; nothing was changed.
    """
    engine = sa.create_engine(
        "postgresql+psycopg://", poolclass=NullPool,
        creator=lambda: insisting(address.connect_plainly, address.shown, patience),
    )  # fmt: skip
    try:
        with engine.begin() as connection, telling(address.shown):
            _check_server(connection, address.shown)
            if _revision(connection, address.shown) is None:
                _check_writable(connection, address.shown)
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                # Asked again under the lock: somebody else may have made them meanwhile.
                if _revision(connection, address.shown) is None:
                    _make(connection)
    except DBAPIError as error:
        with telling(address.shown):
            raise error.orig or error from error
    finally:
        engine.dispose()


def _check_server(connection: sa.Connection, where: str) -> None:
    version, encoding = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
    ).one()
    if version < OLDEST_SERVER:
        raise StoreError("old-server", path=where, found=version // 10_000, known=14)
    if encoding != "UTF8":
        raise StoreError("not-utf8", path=where, found=encoding)


def _check_writable(connection: sa.Connection, where: str) -> None:
    if connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on":
        raise StoreError("server-read-only", path=where)


def _revision(connection: sa.Connection, where: str) -> str | None:
    """Return by which revision the tables were made; refuses what is not ours or too new."""
    ours = sa.inspect(connection).get_table_names()
    if not ours:
        return None
    if REVISIONS not in ours:
        raise StoreError("foreign-tables", path=where)
    found = str(connection.exec_driver_sql(f"SELECT version_num FROM {REVISIONS}").scalar_one())
    if not known_revision(found):
        raise StoreError("newer-schema", path=where, found=found, known=tables.SCHEMA)
    return found


def _make(connection: sa.Connection) -> None:
    tables.metadata.create_all(connection)
    connection.exec_driver_sql(f"CREATE TABLE {REVISIONS} (version_num varchar(32) PRIMARY KEY)")
    connection.exec_driver_sql(f"INSERT INTO {REVISIONS} VALUES ('{tables.SCHEMA:04}')")
