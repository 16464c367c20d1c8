"""One connection, and the statements prepared on it.

A statement goes through libpq as it is: prepared once, then values and rows in binary. The
driver's cursors cost as much again as all that a plain signal asks of the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import errors, pq
from psycopg.adapt import Transformer

Values = Sequence[bytes | None]


class Text(NamedTuple):
    """A statement with ``$1`` …; its values are sent in the server's binary form, or as text."""

    sql: str
    is_binary: bool = False


class Wire:
    """Sends statements, one at a time."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Use a connection that commits by itself; transactions are begun by statement."""
        self.connection = connection
        self._pgconn = connection.pgconn
        self._reader = Transformer(connection)
        self._names: dict[Text, bytes] = {}

    def run(self, text: Text, values: Values = ()) -> list[tuple[Any, ...]]:
        """Send one statement and return its rows: one round trip, two the first time.

        Raises:
            psycopg.Error: it failed.
        """
        name = self._names.get(text)
        if name is None:
            name = b"touchline_%d" % (len(self._names) + 1)
            self._check(self._pgconn.prepare(name, text.sql.encode()))
            self._names[text] = name
        formats = [int(text.is_binary)] * len(values)
        # A None is a NULL, whatever the driver's own annotation says of it.
        sent: Sequence[Any] = values
        return self._rows(self._pgconn.exec_prepared(name, sent, formats, pq.Format.BINARY))

    def tell(self, script: str) -> None:
        """Send statements without values or rows, such as ``BEGIN``, in one round trip."""
        self._check(self._pgconn.exec_(script.encode()))

    def is_alive(self) -> bool:
        """Tell whether the server has not ended the connection while nobody used it."""
        try:
            # What it said before it went is read first, its going after that.
            self._pgconn.consume_input()
            self._pgconn.consume_input()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def is_idle(self) -> bool:
        """Whether it is sound and in no transaction."""
        return self._pgconn.transaction_status == pq.TransactionStatus.IDLE

    def _rows(self, result: pq.abc.PGresult) -> list[tuple[Any, ...]]:
        self._check(result)
        self._reader.set_pgresult(result)
        return self._reader.load_rows(0, result.ntuples, tuple)

    def _check(self, result: pq.abc.PGresult) -> None:
        if result.status not in {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK}:
            if self._pgconn.status == pq.ConnStatus.BAD and not result.error_field(
                pq.DiagnosticField.SQLSTATE
            ):
                raise psycopg.OperationalError(result.error_message.decode("utf-8", "replace"))
            raise errors.error_from_result(result, "utf-8")
