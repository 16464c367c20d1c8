"""Whether somebody has brought the tables up to date while we use them (F32)."""

from __future__ import annotations

import time

from ...failures import StoreError
from .. import tables
from .session import Session
from .wire import Text

EVERY = 1.0
"""Seconds between two looks; not before every decision, which would pay for it."""

_REVISION = Text("SELECT version_num::int8 FROM touchline_version")


class Revision:
    """What was found when it was looked at last."""

    def __init__(self, where: str) -> None:
        """Look the first time."""
        self._where = where
        self._next = 0.0

    def check(self, session: Session) -> None:
        """Look, if it is time to.

        Raises:
            StoreError: the tables are newer than we know; they are left alone.
        """
        if time.monotonic() < self._next:
            return
        before = session.questions
        ((found,),) = session.ask(_REVISION)
        session.questions = before  # it has nothing to do with the others
        if found > tables.SCHEMA:
            raise StoreError("newer-schema", path=self._where, found=found, known=tables.SCHEMA)
        self._next = time.monotonic() + EVERY
