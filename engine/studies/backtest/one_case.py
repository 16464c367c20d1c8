"""Everything that happened in one case of history: what a timeline of it is made of."""

from __future__ import annotations

from ...core.journey import Journey
from ..figures.one_customer import OneCustomer
from .families import Families


class OneCase(OneCustomer):
    """Remembers the journeys of one case of an account (an :class:`Observer`)."""

    def __init__(self, index: int, case: str) -> None:
        """Remember ``case`` of account number ``index``."""
        super().__init__(index)
        self.case = case
        self._families = Families()

    def is_wanted(self, journey: Journey) -> bool:
        """Tell whether a journey is of the case."""
        return self._families.case_of(journey) == self.case
