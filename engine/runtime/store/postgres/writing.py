"""A transaction that holds back what it writes, and reads it back from there (S7.1, S7.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from .. import ConflictError
from .. import statements as s
from ..kept import (
    AccountJournalRow,
    AccountRow,
    DeliveryRow,
    DeploymentRow,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyRow,
    OutboxRow,
    TaskRow,
    WaitingRow,
)
from ..sql_reading import Tuples
from .hearing import Speaking
from .pending import Pending
from .reading import PgReading, Shared, as_texts, compiled
from .records import texts
from .session import Session
from .wire import Text

_LOCK_ACCOUNT = Text(f"{compiled(s.ACCOUNT)[0].sql} FOR NO KEY UPDATE")
# An account that is not there yet has no row to lock.
_LOCK_NAME = Text("SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) IS NULL")
_VERSIONS = {
    table: Text(f'SELECT "id", "version" FROM {table} WHERE "id" = ANY($1::text[])', is_binary=True)
    for table in ("journeys", "accounts")
}


class PgBuffer(PgReading):
    """Reading and writing on rows that are sent all at once, at the end.

    What it read of journeys and accounts is looked at again when it ends: somebody else may
    have changed it, and then nothing is kept.
    """

    def __init__(self, session: Session, shared: Shared) -> None:
        """Write by ``session``."""
        super().__init__(session, shared)
        self._pending = Pending()
        self._seen_journeys: dict[str, JourneyRow] = {}
        self._seen_accounts: dict[str, int] = {}
        self._locked: set[str] = set()
        self.has_work = False

    # --- its end, and its locks

    def finish(self, speaking: Speaking) -> None:
        """Send what is left and commit; say that there is work, if there is.

        Raises:
            ConflictError: somebody else was faster; nothing was kept.
            StoreError: nothing was kept; or nobody knows (``commit-unknown``).
        """
        has_work = self.has_work or self._pending.has_work
        self._send(notifies=has_work and speaking.is_due())
        self._session.commit()

    def is_stale(self) -> bool:
        """Tell whether what was read by several questions did not belong together.

        Then whatever was made of it, an error as well, must be made again.
        """
        if self._session.questions < 2:  # noqa: PLR2004  # one alone sees one state
            return False
        seen = {name: row.version for name, row in self._seen_journeys.items()}
        return self._have_changed("journeys", seen) or self._have_changed(
            "accounts", self._seen_accounts
        )

    def _have_changed(self, table: str, seen: Mapping[str, int]) -> bool:
        if not seen:
            return False
        return dict(self._session.ask(_VERSIONS[table], [texts(sorted(seen))])) != seen

    def lock(self, account: str) -> None:
        """Lock the account's row; whoever writes one of its journeys looks at that first."""
        if account in self._locked:
            return
        self._session.begin()
        found = self._session.ask(_LOCK_ACCOUNT, as_texts(account))
        if not found:
            self._session.ask(_LOCK_NAME, as_texts(account))
            found = self._session.ask(_LOCK_ACCOUNT, as_texts(account))
        row = AccountRow(*found[0]) if found else None
        self._look_again(account, row)
        self._known.accounts[account] = row
        self._locked.add(account)

    def claimed(self, accounts: Sequence[str]) -> None:
        """Note that their rows were locked by the question that found them."""
        self._locked.update(accounts)

    def _look_again(self, account: str, row: AccountRow | None) -> None:
        seen = self._seen_accounts.pop(account, None)
        if seen is not None and (row is None or row.version != seen):
            raise ConflictError(account)
        mine = {name for name, each in self._seen_journeys.items() if each.account == account}
        versions = {name: self._seen_journeys[name].version for name in mine}
        if self._have_changed("journeys", versions):
            raise ConflictError(account)
        for name in mine:
            del self._seen_journeys[name]
        # What was fetched and not looked at yet may be older than the lock.
        known = self._known.journeys
        self._known.forget_beside({name: known[name] for name in mine if name in known})

    def _send(self, *, notifies: bool = False) -> None:
        """Send what was written so far, and with it the look at what was read."""
        pending = self._pending
        if not pending and not notifies:
            return
        seen = {name: row.version for name, row in self._seen_journeys.items()}
        pieces = pending.pieces(self._seen_accounts, seen)
        text, values = self._shared.flush.statement(pieces, notifies=notifies)
        self._session.keep(text, values)
        # Written or looked at, it is locked now and stays as it is until we have committed.
        for journey, _ in pending.journeys.values():
            self._known.journeys[journey.id] = journey
        for account, _ in pending.accounts.values():
            self._known.accounts[account.id] = account
        self._seen_journeys, self._seen_accounts = {}, {}
        self.has_work = self.has_work or pending.has_work
        self._pending = Pending()
        self._known.forget_beside(self._known.journeys)

    def _settle(self) -> None:
        """Send what was written, in a transaction that stays open: what comes must see it."""
        if self._pending:
            self._session.begin()
            self._send()

    def _fetch(self, statement: sa.ClauseElement, values: Mapping[str, Any]) -> Tuples:
        if statement not in _UNTOUCHED:
            self._settle()
        return super()._fetch(statement, values)

    # --- what was written is read back

    def journey(self, journey_id: str) -> JourneyRow | None:
        """Find one."""
        written = self._pending.journeys.get(journey_id)
        if written is not None:
            return written[0]
        found = super().journey(journey_id)
        if found is not None and found.account not in self._locked:
            self._seen_journeys.setdefault(journey_id, found)
        return found

    def account(self, account_id: str) -> AccountRow | None:
        """Find one."""
        written = self._pending.accounts.get(account_id)
        if written is not None:
            return written[0]
        found = super().account(account_id)
        if found is not None and account_id not in self._locked:
            self._seen_accounts.setdefault(account_id, found.version)
        return found

    def of_account(self, account: str, *, alive: bool) -> list[JourneyRow]:
        """List an account's."""
        statement = s.ALIVE_OF_ACCOUNT if alive else s.OF_ACCOUNT
        found = {
            row.id: row
            for row in (JourneyRow(*each) for each in self._direct(statement, account=account))
        }
        if account not in self._locked:
            for name, row in found.items():
                self._seen_journeys.setdefault(name, row)
        for name, (row, _) in self._pending.journeys.items():
            found.pop(name, None)
            if row.account == account and not (alive and row.status == "ended"):
                found[name] = row
        return [found[name] for name in sorted(found)]

    def _direct(self, statement: sa.ClauseElement, **values: Any) -> Tuples:
        return super()._fetch(statement, values)

    def history(self, journey: str, first: int = 1, last: int | None = None) -> list[JournalRow]:
        """List records."""
        found = super().history(journey, first, last)
        high = s.LAST if last is None else last
        added: list[JournalRow] = self._pending.added("journal")
        found += [row for row in added if row.journey == journey and first <= row.number <= high]
        return sorted(found, key=lambda row: row.number)

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        """Find the answer."""
        for row in self._pending.added("inbox"):
            if (row.journey, row.source, row.signal_id) == (journey, source, signal_id):
                return row  # type: ignore[no-any-return]  # rows of that table
        return super().answered(journey, source, signal_id)

    def waiting(self, journey: str) -> list[WaitingRow]:
        """List them in order."""
        dropped = self._pending.dropped
        found = [row for row in super().waiting(journey) if (journey, row.number) not in dropped]
        found += [row for row in self._pending.added("waiting") if row.journey == journey]
        return sorted(found, key=lambda row: row.number)

    def attempts(self, journeys: Sequence[str]) -> dict[str, int]:
        """Count the begun and not ended."""
        if self._pending.begun or self._pending.ended:
            self._settle()
        return super().attempts(journeys)

    def personal_key(self, account: str) -> bytes | None:
        """Find it."""
        found = super().personal_key(account)
        return self._pending.keys.get(account) if found is None else found

    def personal(self, account: str) -> dict[str, str]:
        """List values by name."""
        added = {
            name: value for (of, name), value in self._pending.personal.items() if of == account
        }
        return dict(sorted({**added, **super().personal(account)}.items()))

    # --- what is held back

    def add_program(self, program_id: str, data: bytes) -> None:
        """Keep it, if it is new."""
        if all(name != program_id for name, _ in self._pending.added("programs")):
            self._pending.add("programs", [(program_id, data)])

    def add_directory(self, version: int, snapshot: bytes) -> None:
        """Keep it."""
        self._pending.add("directories", [(version, snapshot)])
        self._known.has_directory = False
        # No other transaction may take from this one what is not committed yet.
        self._directories = {}

    def add_records(self, rows: list[JournalRow]) -> None:
        """Append."""
        self._pending.add("journal", rows)

    def save_journey(self, row: JourneyRow, expected: int) -> None:
        """Begin it, or compare and swap."""
        self._pending.save_journey(row, expected)

    def save_account(self, row: AccountRow, expected: int | None) -> None:
        """Begin it, or compare and swap."""
        self._pending.save_account(row, expected)

    def add_account_records(self, rows: list[AccountJournalRow]) -> None:
        """Append."""
        self._pending.add("account_journal", rows)

    def add_answer(self, row: InboxRow) -> None:
        """Keep it."""
        self._pending.add("inbox", [row])

    def add_effects(self, rows: list[OutboxRow]) -> None:
        """Queue them."""
        self._pending.add("outbox", rows)
        if any(row.state == "pending" for row in rows):
            self._pending.has_work = True

    def route(self, rows: list[OutboxRow], deliveries: list[DeliveryRow]) -> None:
        """Mark and queue."""
        if self._pending.added("outbox"):
            self._settle()
        self._pending.add("outbox_routed", [(row.journey, row.record, row.index) for row in rows])
        self._pending.add("deliveries", deliveries)
        self._pending.has_work = self._pending.has_work or bool(deliveries)

    def add_incidents(self, rows: list[IncidentRow]) -> None:
        """Keep them."""
        self._pending.add("incidents", rows)

    def add_waiting(self, rows: list[WaitingRow]) -> None:
        """Keep them."""
        self._pending.add("waiting", rows)
        self._pending.has_work = self._pending.has_work or bool(rows)

    def drop_waiting(self, journey: str, number: int) -> None:
        """Delete it."""
        self._pending.drop_waiting(journey, number)

    def save_tasks(self, rows: list[TaskRow], gone: list[tuple[str, str]]) -> None:
        """Put and delete."""
        self._pending.tasks.update(dict.fromkeys(gone))
        self._pending.tasks.update({(row.journey, row.id): row for row in rows})

    def begin_attempts(self, journeys: Sequence[str]) -> None:
        """Count up."""
        if self._pending.ended:
            self._settle()
        for each in journeys:
            self._pending.begun[each] = self._pending.begun.get(each, 0) + 1

    def end_attempts(self, journeys: Sequence[str]) -> None:
        """Delete the counts."""
        for each in journeys:
            self._pending.begun.pop(each, None)
            # Always sent: a worker counts aside, and what was read before does not show it.
            self._pending.ended[each] = None

    def add_deployment(self, row: DeploymentRow) -> None:
        """Keep it."""
        self._pending.add("deployments", [row])

    def add_personal(self, account: str, key: bytes | None, values: dict[str, str]) -> None:
        """Keep what is new."""
        if key is not None:
            self._pending.keys.setdefault(account, key)
        for name, value in values.items():
            self._pending.personal.setdefault((account, name), value)


# Questions that this class answers itself together with what it holds back, or that it
# never writes: nothing needs to be sent before they are put.
_UNTOUCHED = frozenset(
    {s.JOURNEY, s.ACCOUNT, s.HISTORY, s.ANSWERED, s.WAITING, s.PERSONAL, s.PERSONAL_KEY}
)
