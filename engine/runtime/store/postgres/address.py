"""Where a server is, how a connection to it is made, and how it is said without secrets (Z6)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy.engine import URL

from ...failures import StoreError

CHANNEL = "touchline"
"""What workers listen on."""

LOCK_SECONDS = 10
"""How long a statement waits for somebody else's lock before it says ``busy``."""

_SETTINGS = {
    # What we wrote is durable when the server has answered (P1), whatever its own default.
    "synchronous_commit": "on",
    # A worker that was frozen or cut off gives its journeys back (F17).
    "idle_in_transaction_session_timeout": "'60s'",
    "lock_timeout": f"'{LOCK_SECONDS}s'",
    "default_transaction_isolation": "'read committed'",
    "timezone": "UTC",
    "client_min_messages": "error",
    # Statements are planned once, while tables may still be empty: by index, always, or the
    # plan of the first minute would read whole tables for ever.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
_PREPARING = "; ".join(f"SET {name} = {value}" for name, value in _SETTINGS.items())
# F18: ends the work of a client that has died; not every system can tell.
_WATCHING = "SET client_connection_check_interval = '1s'"


class Address:
    """A database on a server."""

    def __init__(self, url: URL) -> None:
        """Keep an address such as ``postgresql://user@host/database``.

        Raises:
            StoreError: it names another driver, or no database.
        """
        # A password may stand in the query too, where libpq takes it from (Z6).
        told = url.difference_update_query(["password", "sslpassword"])
        self.shown = told.render_as_string(hide_password=True)
        if url.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
            raise StoreError("bad-url", url=self.shown)
        if not url.database or "\0" in url.render_as_string(hide_password=False):
            raise StoreError("bad-url", url=self.shown)
        named = {
            "host": url.host, "port": url.port, "user": url.username,
            "password": url.password, "dbname": url.database,
        }  # fmt: skip
        self._values: dict[str, Any] = {
            "application_name": "touchline",
            "connect_timeout": "10",
            # A server that has gone without a word is found out in half a minute.
            "keepalives_idle": "10",
            "tcp_user_timeout": "30000",
            **{name: value for name, value in url.query.items() if isinstance(value, str)},
            **{name: value for name, value in named.items() if value is not None},
        }

    def connect(self) -> psycopg.Connection[Any]:
        """Return a new connection that commits by itself, with our settings.

        Raises:
            psycopg.Error: it cannot be made.
        """
        connection = self.connect_plainly()
        try:
            connection.execute(_PREPARING)
            with suppress(psycopg.errors.InvalidParameterValue, psycopg.errors.UndefinedObject):
                connection.execute(_WATCHING)
        except BaseException:
            connection.close()
            raise
        return connection

    def connect_plainly(self) -> psycopg.Connection[Any]:
        """Return a new connection as the server makes them.

        Raises:
            psycopg.Error: it cannot be made.
        """
        return psycopg.connect(autocommit=True, **self._values)

    def connect_in_transactions(self) -> psycopg.Connection[Any]:
        """Return one on which the driver begins transactions, as SQLAlchemy wants it.

        Raises:
            psycopg.Error: it cannot be made.
        """
        return psycopg.connect(**self._values)
