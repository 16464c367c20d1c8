"""The library's face: start journeys, send signals, let time pass, read what happened (S7)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from ..core.link import LinkedProgram
from ..core.patterns import Matcher
from ..language.compiler import Compiled
from .clock import Clock, now
from .failures import StoreError
from .programs import Programs
from .publishing import Publisher
from .remembering import Remembered
from .step import CrashPoint
from .store import Store
from .store.opening import open_store
from .transacting import Outfit, Random
from .working import Around, Deciding, nothing_around


def _nowhere(_point: str) -> None:
    """Pass a crash point; outside of tests nothing happens there."""


class Engine(Publisher):
    """Journeys on one store.

    Every decision is one transaction: when a call returns, what it decided survives the
    end of the process (S7.1, P1). Safe to use from any number of threads; each call takes
    one transaction after the other, and what meets others is tried again (S7.8). From
    asyncio, which must not wait for a disk, call it on a thread::

        receipt = await asyncio.to_thread(engine.signal, journey, signal)

    A process that forks opens an engine of its own in the child: one that was opened before
    refuses there, because two processes on one connection damage a database.
    """

    def __init__(  # noqa: PLR0913  # each by its name
        self,
        store: Store,
        workspace: Compiled | None = None,
        *,
        clock: Clock = now,
        directory: Mapping[str, str] | None = None,
        crash_point: CrashPoint = _nowhere,
        matcher: Matcher | None = None,
        random: Random = secrets.token_bytes,
        around: Around = nothing_around,
    ) -> None:
        """Use an open store; :meth:`open` takes an address instead.

        Raises:
            StoreError: the store failed; ``nothing-deployed`` where there is no ``workspace``.
        """
        programs = Programs(matcher)
        deciding = Deciding(programs, Remembered(), crash_point, around, random)
        super().__init__(store, Outfit(deciding, clock, random))
        if workspace is None:
            self.refresh()
        else:
            with store.writing() as tx:
                self._newest = programs.register(tx, workspace.program)
        if directory is not None:
            self.fill_roles(directory)

    @classmethod
    def open(  # noqa: PLR0913  # each by its name
        cls,
        url: str,
        workspace: Compiled | None = None,
        *,
        clock: Clock = now,
        directory: Mapping[str, str] | None = None,
        crash_point: CrashPoint = _nowhere,
        matcher: Matcher | None = None,
        random: Random = secrets.token_bytes,
        around: Around = nothing_around,
    ) -> Self:
        """Open the store at ``sqlite:///journeys.db``, ``postgresql://…`` or ``memory:``.

        New journeys run by ``workspace``, or without one by the newest that was deployed to
        the store; those that run already keep to the program they began with (S8.1).
        ``directory`` says from now on who fills which role; where nobody ever said, each by a
        person of its name. ``clock`` and ``random`` stand in for the machine's; ``matcher``
        only changes speed (S6.1); ``around`` is entered around every decision.

        Raises:
            StoreError: the store cannot be opened; nothing was created or changed. It is
                ``nothing-deployed`` where there is neither ``workspace`` nor a deployment.
        """
        store = open_store(url)
        try:
            return cls(
                store, workspace, clock=clock, directory=directory, crash_point=crash_point,
                matcher=matcher, random=random, around=around,
            )  # fmt: skip
        except BaseException:
            store.close()
            raise

    def refresh(self) -> str:
        """Let new journeys take the newest program that was deployed; return its id (S8.2).

        Raises:
            StoreError: the store failed; ``nothing-deployed`` where nothing ever was.
        """
        with self._store.reading() as reading:
            deployed = reading.deployments()
            if not deployed:
                raise StoreError("nothing-deployed")
            self._programs.linked(reading, deployed[0].program)
        self._newest = deployed[0].program
        return self._newest

    def linked(self, program_id: str = "") -> LinkedProgram:
        """Return a program ready to decide with; by default the one new journeys take.

        Raises:
            StoreError: it is not in the store.
        """
        with self._store.reading() as reading:
            return self._programs.linked(reading, program_id or self._newest)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()
