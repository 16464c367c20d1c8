"""What everything has that is kept and read again, maybe by another version of the engine."""

from __future__ import annotations

import msgspec


class Kept(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, forbid_unknown_fields=True):
    """Frozen data that can hold no cycle; what stands at its default is not written.

    A field that a later engine wrote is refused, never dropped: an older worker on the same
    database says so and leaves the journey as it is (F32).
    """
