"""Snapshots read back before: the same bytes are the same value, and need not be read twice."""

from __future__ import annotations

from ..core.journey import Account, Journey
from ..core.personal import is_named
from . import rows
from .store import AccountRow, JourneyRow, Reading

MOST = 1_000
"""How many journeys, and how many accounts, are remembered."""


class Remembered:
    """The journeys and accounts that one engine met last, by the bytes they are kept as.

    What holds personal values is never remembered: they may be erased by others (S7.4).
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._journeys: dict[str, tuple[bytes, Journey]] = {}
        self._accounts: dict[str, tuple[bytes, Account]] = {}

    def journey(self, reading: Reading, row: JourneyRow) -> Journey:
        """Return a journey as its row says.

        Raises:
            StoreError: the row is damaged.
        """
        known = self._journeys.get(row.id)
        if known is not None and known[0] == row.snapshot:
            return known[1]
        return rows.read_journey(reading, row)

    def account(self, reading: Reading, row: AccountRow) -> Account:
        """Return an account as its row says.

        Raises:
            StoreError: the row is damaged.
        """
        known = self._accounts.get(row.id)
        if known is not None and known[0] == row.snapshot:
            return known[1]
        found = rows.read_account(reading, row)
        self.keep_account(row, found)
        return found

    def keep_journey(self, row: JourneyRow, value: Journey) -> None:
        """Remember the journey that was written as this row."""
        if not is_named(row.snapshot):
            _make_room(self._journeys)
            self._journeys[row.id] = row.snapshot, value

    def keep_account(self, row: AccountRow, value: Account) -> None:
        """Remember the account that was written as this row."""
        if not is_named(row.snapshot):
            _make_room(self._accounts)
            self._accounts[row.id] = row.snapshot, value


def _make_room(held: dict[str, tuple[bytes, Journey]] | dict[str, tuple[bytes, Account]]) -> None:
    if len(held) >= MOST:
        # Not the oldest one by one: that is a search through what was let go before.
        held.clear()
