"""What one transaction sends, and when: nothing at its begin, one statement at its end."""

from __future__ import annotations

from typing import Any

import psycopg

from ...failures import StoreError
from .faults import is_lost, translated
from .pool import Loan, Pool
from .wire import Text, Values

_AGAIN = 3
"""How often a question is put on new connections before its failure is told."""


class Session:
    """A connection, borrowed when it is first needed."""

    def __init__(self, pool: Pool) -> None:
        """Borrow nothing yet."""
        self._pool = pool
        self._loan: Loan | None = None
        self.is_begun = False
        self.questions = 0
        """How many were put outside a transaction, each seeing the store as it was then."""

    def ask(self, text: Text, values: Values = ()) -> list[tuple[Any, ...]]:
        """Read; outside a transaction a connection that has died is replaced.

        Raises:
            StoreError: the server failed.
            ConflictError: somebody else was faster.
        """
        self.questions += not self.is_begun
        for left in reversed(range(_AGAIN)):
            try:
                return self._borrowed().wire.run(text, values)
            except psycopg.Error as error:
                self._look_at(error)
                if self.is_begun or not left or not is_lost(error):
                    raise translated(error, self._pool.where) from error
        raise AssertionError

    def begin(self, script: str = "BEGIN") -> None:
        """Begin a transaction of the server's, if none is open.

        Raises:
            StoreError: the server failed.
        """
        for left in reversed(range(_AGAIN)):
            if self.is_begun:
                return
            try:
                self._borrowed().wire.tell(script)
                self.is_begun = True
            except psycopg.Error as error:
                self._look_at(error)
                if not left or not is_lost(error):
                    raise translated(error, self._pool.where) from error

    def keep(self, text: Text, values: Values) -> None:
        """Write, as the last thing: alone it is a transaction of its own.

        Raises:
            StoreError: nothing was kept; or nobody knows (``commit-unknown``).
            ConflictError: somebody else was faster; nothing was kept.
        """
        try:
            self._borrowed().wire.run(text, values)
        except psycopg.Error as error:
            raise self._unkept(error, is_last=not self.is_begun) from error

    def commit(self) -> None:
        """End the transaction, if one is open.

        Raises:
            StoreError: nobody knows whether it was kept (``commit-unknown``).
            ConflictError: somebody else was faster; nothing was kept.
        """
        if self.is_begun:
            try:
                self._borrowed().wire.tell("COMMIT")
            except psycopg.Error as error:
                raise self._unkept(error, is_last=True) from error
            self.is_begun = False

    def close(self) -> None:
        """Give the connection back; what was not committed is undone."""
        if self._loan is not None:
            self._pool.give_back(self._loan)
            self._loan = None
        self.is_begun = False

    def _borrowed(self) -> Loan:
        if self._loan is None:
            self._loan = self._pool.borrow()
        return self._loan

    def _look_at(self, error: psycopg.Error) -> None:
        if is_lost(error) and self._loan is not None:
            self._pool.throw_away(self._loan)
            self._loan = None

    def _unkept(self, error: psycopg.Error, *, is_last: bool) -> Exception:
        self._look_at(error)
        if is_last and is_lost(error):
            # F13: the answer is lost, and with it whether there was anything to answer.
            return StoreError("commit-unknown", path=self._pool.where)
        return translated(error, self._pool.where)
