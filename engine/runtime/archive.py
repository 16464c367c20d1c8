"""What is known: journeys, accounts and their journals, as a store keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..core.journey import Account, Journey
from ..core.records import AccountRecord, Record, Why
from . import rows
from .accepting import check_text
from .deep import account_flaws, journey_flaws
from .failures import UnknownAccountError, UnknownJourneyError
from .store import AccountRow, JourneyRow, Reading, Store

Result = TypeVar("Result")


class Archive:
    """A store read: nothing here changes it."""

    def __init__(self, store: Store) -> None:
        """Read from an open store."""
        self._store = store

    def close(self) -> None:
        """Let go of the store; closing twice is no error."""
        self._store.close()

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands.

        Raises:
            UnknownJourneyError: there is no such journey.
            StoreError: the store failed.
        """
        return self._look(lambda reading: journey_in(reading, journey_id))

    def history(self, journey_id: str) -> tuple[Record, ...]:
        """Return everything that was decided in a journey, in order (P3)."""
        return self._look(
            lambda reading: rows.read_records(
                reading, reading.history(journey_in(reading, journey_id).id)
            )
        )

    def why(self, journey_id: str) -> tuple[Why, ...]:
        """Return why each record of a journey was made: playbook line and values (S6.4)."""
        return self._look(
            lambda reading: rows.read_why(
                reading, reading.history(journey_in(reading, journey_id).id)
            )
        )

    def account(self, account_id: str) -> Account:
        """Return an account as it stands.

        Raises:
            UnknownAccountError: no journey of it was ever begun.
            StoreError: the store failed.
        """
        return self._look(lambda reading: account_in(reading, account_id))

    def account_history(
        self, account_id: str, *, journey: str | None = None
    ) -> tuple[AccountRecord, ...]:
        """Return what was recorded of an account, by all journeys or by one of them."""

        def look(reading: Reading) -> tuple[AccountRecord, ...]:
            account_in(reading, account_id)
            found = reading.account_history(account_id)
            wanted = [row for row in found if journey in {None, row.journey}]
            return rows.read_account_records(reading, wanted)

        return self._look(look)

    def check(self, journey_id: str) -> bool:
        """Tell whether a journey is exactly what its journal adds up to (S7.4, P7)."""

        def look(reading: Reading) -> bool:
            return not journey_flaws(reading, journey_row_in(reading, journey_id))

        return self._look(look)

    def check_account(self, account_id: str) -> bool:
        """Tell whether an account is exactly what its journal adds up to (S7.4)."""

        def look(reading: Reading) -> bool:
            return not account_flaws(reading, account_row_in(reading, account_id))

        return self._look(look)

    def verify(self) -> None:
        """Read the whole store through.

        Raises:
            StoreError: it is damaged.
        """
        self._store.verify()

    def _look(self, look: Callable[[Reading], Result]) -> Result:
        with self._store.reading() as reading:
            return look(reading)


def journey_in(reading: Reading, journey_id: str) -> Journey:
    """Return a journey.

    Raises:
        UnknownJourneyError: there is no such journey.
    """
    return rows.read_journey(reading, journey_row_in(reading, journey_id))


def journey_row_in(reading: Reading, journey_id: str) -> JourneyRow:
    """Return a journey as it is kept.

    Raises:
        UnknownJourneyError: there is no such journey.
    """
    check_text("journey", journey_id)
    row = reading.journey(journey_id)
    if row is None:
        raise UnknownJourneyError(journey_id)
    return row


def account_in(reading: Reading, account_id: str) -> Account:
    """Return an account.

    Raises:
        UnknownAccountError: no journey of it was ever begun.
    """
    return rows.read_account(reading, account_row_in(reading, account_id))


def account_row_in(reading: Reading, account_id: str) -> AccountRow:
    """Return an account as it is kept.

    Raises:
        UnknownAccountError: no journey of it was ever begun.
    """
    check_text("account", account_id)
    row = reading.account(account_id)
    if row is None:
        raise UnknownAccountError(account_id)
    return row
