"""Whose database it is, and its tables: made, or refused and left as they are (F7, F8)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ...failures import StoreError
from .. import migrations, tables
from .address import Address
from .faults import telling
from .pool import insisting

OLDEST_SERVER = 140_000
"""PostgreSQL 14: the first that notices when a client has died (F18)."""

_LOCK = 0x546F7563
"""Held while tables are made or changed: several processes may open a database at once."""


def prepare(address: Address, patience: float, *, only_reading: bool) -> None:
    """Look at a database; make the tables in an empty one, bring older ones up to date.

    Raises:
        StoreError: it is not ours, newer, not in UTF-8, only to be read, or the server is
            too old or does not let us in; nothing was changed.
    """
    engine = sa.create_engine(
        "postgresql+psycopg://", poolclass=NullPool,
        creator=lambda: insisting(address.connect_in_transactions, address.shown, patience),
    )  # fmt: skip
    try:
        with engine.begin() as connection, telling(address.shown):
            _check_server(connection, address.shown)
            found = migrations.found(connection)
            if only_reading:
                _check_finished(found, address.shown)
            elif found != tables.SCHEMA:
                _check_writable(connection, address.shown)
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                _finish(connection, address.shown)
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


def _check_finished(found: int | None, where: str) -> None:
    if found is None:
        raise StoreError("database-missing", path=where)
    _check_known(found, where)
    if found < tables.SCHEMA:
        raise StoreError("older-schema", path=where, found=found, known=tables.SCHEMA)


def _check_known(found: int, where: str) -> None:
    if found > tables.SCHEMA:
        raise StoreError("newer-schema", path=where, found=found, known=tables.SCHEMA)


def _finish(connection: sa.Connection, where: str) -> None:
    # Asked again under the lock: somebody else may have been faster.
    found = migrations.found(connection)
    if found is not None:
        _check_known(found, where)
        if found < tables.SCHEMA:
            migrations.upgrade(connection, found)
    elif sa.inspect(connection).get_table_names():
        raise StoreError("foreign-tables", path=where)
    else:
        migrations.make(connection)
