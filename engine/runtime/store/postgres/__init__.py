"""The store on PostgreSQL: everything that only PostgreSQL knows.

- ``address``, ``wire``, ``pool``, ``session``: connections, from the lowest up.
- ``schema``: whose database it is. ``faults``: its errors as ours.
- ``fetched``, ``reading``: all that a decision reads in one round trip.
- ``pending``, ``flush``, ``writing``, ``acting``: all that it wrote in another.
- ``claims``, ``hearing``: workers that share the work and hear of it.
"""

from __future__ import annotations

from sqlalchemy.engine import URL

from .address import Address
from .faults import telling
from .pool import PATIENCE, Pool
from .records import row_types
from .schema import prepare
from .store import PostgresStore


def open_postgres(url: URL, *, only_reading: bool = False) -> PostgresStore:
    """Open the database at ``postgresql://user@host/database``; in an empty one, make the tables.

    Who is ``only_reading`` makes and upgrades nothing, and writes nothing.

    Raises:
        StoreError: it cannot be reached, is not ours, newer, or cannot be written; it was
            not changed. The password is in no error.
    """
    address = Address(url)
    prepare(address, 0.0, only_reading=only_reading)
    pool = Pool(address, PATIENCE)
    try:
        with pool.lent() as wire, telling(address.shown):
            types = row_types(wire.connection)
    except BaseException:
        pool.close()
        raise
    return PostgresStore(address, pool, types, only_reading=only_reading)
