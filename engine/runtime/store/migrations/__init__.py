"""From the tables of every version there ever was to those of today (alembic).

A revision is named by the version of the tables it makes: ``0002`` is schema 2. It never
changes once it is out, and says all it needs itself; the corpus of old databases in
``tests/cases/databases`` holds it to that.
"""

from __future__ import annotations

import sqlalchemy as sa

from .. import tables

# As alembic makes it; here too, so that a new database does not run every revision. Under
# our own name: a database may be shared with others who migrate theirs.
_version = sa.Table(
    "touchline_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="touchline_version_pkc"),
)


def make(connection: sa.Connection) -> None:
    """Make today's tables in an empty database, inside the transaction of ``connection``."""
    tables.metadata.create_all(connection)
    _version.create(connection)
    connection.execute(sa.insert(_version), {"version_num": _revision(tables.SCHEMA)})


def found(connection: sa.Connection) -> int | None:
    """Return which schema a database has; None where no version was ever written."""
    if not sa.inspect(connection).has_table(_version.name):
        return None
    return int(connection.execute(sa.select(_version.c.version_num)).scalar_one())


def upgrade(connection: sa.Connection, schema: int) -> None:
    """Bring a database of an older ``schema`` to today's, inside the open transaction.

    Before schema 2 nothing but the caller knew which schema a database had; 0 is none.
    """
    # Only now: alembic takes longer to load than most commands take.
    from . import upgrading  # noqa: PLC0415

    stamp = _revision(schema) if schema and found(connection) is None else ""
    upgrading.run(connection, _version.name, stamp)


def _revision(schema: int) -> str:
    return f"{schema:04}"
