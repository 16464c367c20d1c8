"""Who is told of a worker's work: metrics, logs and traces, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext

from ..store import DeliveryRow


class Witness:
    """Somebody who is told of everything and answers nothing; this one forgets it.

    What a witness is told carries ids, counts and codes, never the contents of a signal,
    a fact or a message (Z6).
    """

    def around(
        self,
        what: str,  # noqa: ARG002
        about: Mapping[str, str],  # noqa: ARG002
    ) -> AbstractContextManager[None]:
        """Stand around a piece of work, such as a ``batch`` or one ``decide``."""
        return nullcontext()

    def worked(self, chore: str, count: int, seconds: float) -> None:
        """A turn ended: so much was done, in so many seconds."""

    def failed(self, chore: str, error: BaseException, rest: float) -> None:
        """A turn failed, and the next one comes after a rest of so many seconds."""

    def beat(self, skew: float) -> None:
        """A sign of life; our clock is ``skew`` seconds ahead of the database's (F20)."""

    def delivered(self, row: DeliveryRow, seconds: float) -> None:
        """One attempt at a delivery ended, as its row says."""

    def happened(self, event: str, about: Mapping[str, str | int | float]) -> None:
        """Something else happened: the worker began, was asked to stop, ended."""


class Witnesses(Witness):
    """Several witnesses, each told of everything, in order."""

    def __init__(self, witnesses: Sequence[Witness] = ()) -> None:
        """Tell these."""
        self._all = tuple(witnesses)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    def add(self, witness: Witness) -> None:
        """Tell one more from now on."""
        self._all = (*self._all, witness)

    @contextmanager
    def _around(self, what: str, about: Mapping[str, str]) -> Iterator[None]:
        with ExitStack() as stack:
            for each in self._all:
                stack.enter_context(each.around(what, about))
            yield

    def around(self, what: str, about: Mapping[str, str]) -> AbstractContextManager[None]:
        """Stand around a piece of work, the first outermost."""
        return self._around(what, about)

    def worked(self, chore: str, count: int, seconds: float) -> None:
        """Tell all."""
        for each in self._all:
            each.worked(chore, count, seconds)

    def failed(self, chore: str, error: BaseException, rest: float) -> None:
        """Tell all."""
        for each in self._all:
            each.failed(chore, error, rest)

    def beat(self, skew: float) -> None:
        """Tell all."""
        for each in self._all:
            each.beat(skew)

    def delivered(self, row: DeliveryRow, seconds: float) -> None:
        """Tell all."""
        for each in self._all:
            each.delivered(row, seconds)

    def happened(self, event: str, about: Mapping[str, str | int | float]) -> None:
        """Tell all."""
        for each in self._all:
            each.happened(event, about)
