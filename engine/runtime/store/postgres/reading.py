"""What a transaction reads: what it knows already, or a question to the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ....language.values import Instant
from ..kept import AccountRow, InboxRow, JourneyRow, WaitingRow
from ..sql_reading import SqlReading, Tuples
from .fetched import MANY, ONE, Known, SignalKey
from .flush import Flush
from .records import texts
from .revision import Revision
from .session import Session
from .wire import Text, Values

_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

NOW = Text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8")
"""The server's time in microseconds; not its transaction's begin."""


class Shared(NamedTuple):
    """What all transactions of one store have in common."""

    flush: Flush
    directories: dict[int, bytes]
    """Who filled which role, by version: read once in a process, and never changed."""

    revision: Revision
    """Whether the tables still are those we know."""


@cache
def compiled(statement: sa.ClauseElement) -> tuple[Text, tuple[str, ...], dict[str, Any]]:
    """Return a statement's text, the names of its values in order, and those it brings along."""
    found = statement.compile(dialect=_DIALECT)
    names = tuple(getattr(found, "positiontup", None) or ())
    own = {name: value for name, value in found.params.items() if value is not None}
    return Text(str(found)), names, own


def as_text(value: str | int | None) -> bytes | None:
    """Return a value as the server reads it from text."""
    if value is None:
        return None
    return value.encode() if isinstance(value, str) else b"%d" % value


def as_texts(*values: str | int | None) -> Values:
    """Return values as the server reads them from text."""
    return [as_text(value) for value in values]


class PgReading(SqlReading):
    """A view, on what one session asks."""

    def __init__(self, session: Session, shared: Shared) -> None:
        """Read by ``session``."""
        self._session = session
        self._shared = shared
        self._directories = shared.directories
        self._known = Known()

    def now(self) -> Instant:
        """Return the server's time, by which leases are measured (F20)."""
        found: Instant = self._session.ask(NOW)[0][0]
        return found

    def prefetch(
        self, journeys: Sequence[str], signals: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Load it all in one round trip.

        Raises:
            StoreError: the tables were changed by a newer version meanwhile (F32).
        """
        self._shared.revision.check(self._session)
        if len(journeys) > 1 or len(signals) > 1 or not self._fetched_one(journeys, signals):
            # One statement sees one state of the store: what waits belongs with what was answered.
            named = [texts([signal[place] for signal in signals]) for place in range(3)]
            rows = self._session.ask(MANY, [texts(journeys), *named])
            self._known.learn(journeys, signals, rows)

    def _fetched_one(self, journeys: Sequence[str], signals: Sequence[SignalKey]) -> bool:
        """Fetch one journey without anything that waits; tell whether it is so."""
        if not journeys:
            return False
        key = signals[0] if signals else None
        (row,) = self._session.ask(ONE, as_texts(journeys[0], *(key or (None, None, None))))
        return self._known.learn_one(journeys[0], key, row)

    def directory(self) -> tuple[int, bytes] | None:
        """Find the newest; its snapshot is asked for once in a process."""
        known = self._known
        if not known.has_directory:
            found = super().directory()
            known.has_directory, known.directory = True, found[0] if found else None
            if found is not None:
                self._directories[found[0]] = found[1]
        if known.directory is None:
            return None
        if known.directory not in self._directories:
            newest = super().directory()
            if newest is None:
                return None
            known.directory, self._directories[newest[0]] = newest
        return known.directory, self._directories[known.directory]

    def journey(self, journey_id: str) -> JourneyRow | None:
        """Find one."""
        known = self._known.journeys
        if journey_id not in known:
            known[journey_id] = super().journey(journey_id)
        return known[journey_id]

    def account(self, account_id: str) -> AccountRow | None:
        """Find one."""
        known = self._known.accounts
        if account_id not in known:
            known[account_id] = super().account(account_id)
        return known[account_id]

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        """Find the answer."""
        known, key = self._known.answers, (journey, source, signal_id)
        if key not in known:
            known[key] = super().answered(*key)
        return known[key]

    def waiting(self, journey: str) -> list[WaitingRow]:
        """List them in order."""
        known = self._known.waiting
        if journey not in known:
            known[journey] = super().waiting(journey)
        return list(known[journey])

    def attempts(self, journeys: Sequence[str]) -> dict[str, int]:
        """Count the begun and not ended."""
        known = self._known.attempts
        unknown = [each for each in journeys if each not in known]
        if unknown:
            known.update(dict.fromkeys(unknown, 0) | super().attempts(unknown))
        return {each: known[each] for each in journeys if known[each]}

    def personal_key(self, account: str) -> bytes | None:
        """Find it."""
        known = self._known.keys
        if account not in known:
            known[account] = super().personal_key(account)
        return known[account]

    def personal(self, account: str) -> dict[str, str]:
        """List values by name."""
        known = self._known.personal
        if account not in known:
            known[account] = super().personal(account)
        return dict(sorted(known[account].items()))

    def _fetch(self, statement: sa.ClauseElement, values: Mapping[str, Any]) -> Tuples:
        text, names, own = compiled(statement)
        asked = [as_text(values[name] if name in values else own[name]) for name in names]
        return self._session.ask(text, asked)


class Snapshot(PgReading):
    """A view in which everything read belongs together, however often it asks."""

    def _fetch(self, statement: sa.ClauseElement, values: Mapping[str, Any]) -> Tuples:
        self._session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return super()._fetch(statement, values)

    def prefetch(
        self, journeys: Sequence[str], signals: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Load it all in one round trip."""
        self._session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        super().prefetch(journeys, signals)
