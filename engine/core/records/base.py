"""What every record has."""

from __future__ import annotations

from ...language.values import Instant
from ..kept import Kept


class Base(Kept, frozen=True, tag_field="record"):
    """One thing decided; ``at`` is the instant it counts from (S1.3)."""

    at: Instant
