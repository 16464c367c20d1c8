"""What patterns remember: signals that came, with what was known of them then (S6.1)."""

from __future__ import annotations

from ..language.values import Instant, Value
from .kept import Kept

MAX_SIGHTINGS = 500
"""How many a journey, or an account, keeps; one more is an incident (S6.1)."""


class Sighting(Kept, frozen=True):
    """One signal as patterns see it.

    ``number`` counts arrivals in the window it is kept in, ``at`` is when it happened (UTC
    microseconds). ``data`` is what it said, ``by`` among it; ``common`` the values of what
    patterns compare by ``same``, as known when it came; ``meets`` the patterns whose condition
    on the signal itself it met. ``signal`` names one that was addressed to the
    account: what several of its journeys hear is seen once.
    """

    number: int
    type: str
    at: Instant
    data: dict[str, Value] = {}
    journey: str = ""
    common: dict[str, Value] = {}
    meets: tuple[str, ...] = ()
    signal: str = ""
