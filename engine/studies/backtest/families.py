"""Which case a journey belongs to: its own, or that of the journey that began it."""

from __future__ import annotations

from ...core.journey import Journey


class Families:
    """Learns of journeys as they begin: a case's own bears its id, the others lead back to it."""

    __slots__ = ("_cases",)

    def __init__(self) -> None:
        """Know nobody yet."""
        self._cases: dict[str, str] = {}

    def case_of(self, journey: Journey) -> str:
        """Return the id of the case that a journey belongs to; the first asked of it counts."""
        found = self._cases.get(journey.id)
        if found is None:
            above = journey.parent or journey.seeded_by
            found = self._cases[journey.id] = self._cases.get(above, above) or journey.id
        return found

    def forget(self) -> None:
        """Forget all journeys: an account is over, and no journey is of two."""
        self._cases.clear()
