"""How threads of one process that wait for work hear that there is some."""

from __future__ import annotations

import threading


class Bell:
    """Rings for everybody; who was busy while it rang hears it at the next wait.

    Otherwise a worker that looked just before the work was committed would sleep beside it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung = 0
        self._heard = threading.local()

    def ring(self) -> None:
        """Wake everybody."""
        with self._changed:
            self._rung += 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait for the bell, or for so long; tell whether it rang since this thread last heard."""
        heard = getattr(self._heard, "count", 0)
        with self._changed:
            rang = self._changed.wait_for(lambda: self._rung != heard, seconds)
            self._heard.count = self._rung
        return rang
