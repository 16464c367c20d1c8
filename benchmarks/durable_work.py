"""The reference work on a durable engine: what ours does, and the rows it writes, as recorded.

One journey takes its 24 happenings (``reference.py``): 22 signals and 2 silence clocks that come
due. Journeys are interleaved: all take the first happening, then all the second. What a run
counts as one unit is one happening.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from engine.core.journey import Signal
from engine.language.compiler import Compiled, compile_files
from engine.runtime.clock import ManualClock
from engine.runtime.service import Engine
from engine.runtime.store import Store, Writing
from engine.runtime.store.memory import MemoryStore

from .reference import HAPPENINGS, begin, due, signals, workspace

BATCH = 100


class Took(NamedTuple):
    """What a run took: happenings, and seconds by the wall and of this process."""

    units: int
    wall: float
    cpu: float


class Watch:
    """Seconds while a block runs."""

    def __enter__(self) -> Watch:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self._wall
        self.cpu = time.process_time() - self._cpu

    def took(self, units: int) -> Took:
        """Return what the block took."""
        return Took(units, self.wall, self.cpu)


def compiled() -> Compiled:
    """Compile the reference workspace."""
    found, problems = compile_files(workspace())
    if found is None:
        raise SystemExit("\n".join(each.line("en") for each in problems))
    return found


class Work:
    """Journeys of one engine, begun and waiting for their first happening."""

    def __init__(
        self,
        engine: Engine,
        clock: ManualClock,
        numbers: range,
        meet: Callable[[], object] = lambda: None,
    ) -> None:
        """Begin a journey for each number.

        ``meet`` is called before and after timers are drained in batches: who shares the
        store must stand at the same happening then, or one's clock would run ahead.
        """
        self.engine, self.clock, self._meet = engine, clock, meet
        self.told = [signals(begin(), number) for number in numbers]
        self.journeys = [self._begun(told[0]) for told in self.told]

    def _begun(self, signal: Signal | None) -> str:
        assert signal is not None
        self.clock.set(signal.at)
        return self.engine.begin(signal).journey

    def one_by_one(self) -> int:
        """Take every happening in a transaction of its own; return how many."""
        for index in range(1, len(HAPPENINGS) + 1):
            for journey, told in zip(self.journeys, self.told, strict=True):
                signal = told[index]
                if signal is not None:
                    self.clock.set(signal.at)
                    self.engine.signal(journey, signal)
                    continue
                self.clock.set(due(self.engine.journey(journey)).due_at)
                fired = self.engine.fire(journey)
                assert fired
        return len(self.journeys) * len(HAPPENINGS)

    def in_batches(self, size: int = BATCH) -> int:
        """Take the same in batches; return how many."""
        for index in range(1, len(HAPPENINGS) + 1):
            for first in range(0, len(self.journeys), size):
                self._batch(index, first, size)
        return len(self.journeys) * len(HAPPENINGS)

    def _batch(self, index: int, first: int, size: int) -> None:
        journeys = self.journeys[first : first + size]
        told = [each[index] for each in self.told[first : first + size]]
        batch = [(name, each) for name, each in zip(journeys, told, strict=True) if each]
        if batch:
            self.clock.set(max(each.at for _, each in batch))
            for receipt in self.engine.signal_many(batch):
                assert not isinstance(receipt, Exception), receipt
            return
        self.clock.set(max(due(self.engine.journey(name)).due_at for name in journeys))
        self._meet()
        while self.engine.drain("timers", size):
            pass
        self._meet()

    def check(self) -> None:
        """Every journey reached its end."""
        for name in self.journeys:
            assert self.engine.journey(name).outcome == "success"


# --- the rows


Call = tuple[str, tuple[Any, ...]]
"""One write of a transaction: the method of ``Writing``, and its arguments."""


class _Recorder:
    """Stands before a transaction and writes down what is written."""

    def __init__(self, tx: Writing, calls: list[Call]) -> None:
        self._tx, self._calls = tx, calls

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] = getattr(self._tx, name)
        if name.partition("_")[0] not in {"add", "save"} or name == "add_program":
            return method

        def noted(*arguments: Any, **named: Any) -> Any:
            self._calls.append((name, (*arguments, *named.values())))
            return method(*arguments, **named)

        return noted


class _Recording:
    """A memory store that keeps, transaction by transaction, what was written to it."""

    def __init__(self) -> None:
        self.inner: Store = MemoryStore()
        self.transactions: list[list[Call]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        calls: list[Call] = []
        with self.inner.writing() as tx:
            yield _Recorder(tx, calls)
        if calls:
            self.transactions.append(calls)


def recorded(count: int) -> tuple[list[list[Call]], list[list[Call]]]:
    """Return what an engine writes: while ``count`` journeys begin, and for each happening.

    The second is in the order of :meth:`Work.one_by_one`, a list of writes per transaction.
    """
    store, clock = _Recording(), ManualClock(begin())
    engine = Engine(store, compiled(), clock=clock)
    work = Work(engine, clock, range(count))
    opened = len(store.transactions)
    units = work.one_by_one()
    work.check()
    made = store.transactions[opened:]
    assert len(made) == units, (len(made), units)
    return store.transactions[:opened], made
