"""A bell in the worker's house: whoever rests hears that there may be work."""

from __future__ import annotations

import threading


class Bell:
    """Counts how often it was rung; a ring between two looks is never missed."""

    def __init__(self) -> None:
        """Hang it up; it has not been rung yet."""
        self._changed = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """How often it was rung."""
        return self._rings

    def ring(self) -> None:
        """Wake everybody who rests."""
        with self._changed:
            self._rings += 1
            self._changed.notify_all()

    def rest(self, heard: int, seconds: float) -> bool:
        """Rest until it has been rung oftener than ``heard``, or for so long; tell which."""
        with self._changed:
            return self._changed.wait_for(lambda: self._rings != heard, timeout=seconds)
