"""What every record has."""

from __future__ import annotations

import msgspec

from ...language.values import Instant


class Base(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, tag_field="record"):
    """One thing decided; ``at`` is the instant it counts from (S1.3).

    Frozen data can hold no cycle, so the collector need not look at it.
    """

    at: Instant
