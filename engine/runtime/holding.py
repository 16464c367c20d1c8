"""What one transaction holds of a journey and of an account: as read, by now, and as kept."""

from __future__ import annotations

from ..core.journey import Account, Journey
from ..language.values import Instant
from .store import AccountRow


class HeldJourney:
    """A journey as it was read, as it stands by now, and as it is kept where that differs."""

    __slots__ = ("before", "began_at", "head", "kept", "now", "version")

    def __init__(
        self,
        value: Journey,
        began_at: Instant = 0,
        head: bytes = b"",
        kept: Journey | None = None,
    ) -> None:
        """Hold what was read; of a journey that begins there is nothing but itself."""
        self.before = self.now = value
        self.version = value.version
        self.began_at = began_at
        self.head = head
        self.kept = kept


class HeldAccount:
    """An account as it stands by now; of ``row`` only version and head keep up with it.

    ``expected`` is the version that was read, None before its first row; ``kept`` is what is
    written in its place, where it has personal values.
    """

    __slots__ = ("expected", "is_changed", "kept", "now", "row")

    def __init__(self, value: Account, row: AccountRow | None, kept: Account | None = None) -> None:
        self.now = value
        self.kept = kept
        self.row = row
        self.expected = row.version if row is not None else None
        self.is_changed = False
