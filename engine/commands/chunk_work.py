"""What one process does with one chunk of a simulation: runs it, counts it, words its events.

It is sent to whoever works, on this machine or another: so it carries the program with it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..core.link import LinkedProgram
from ..present.event_files import LogShape, log_of
from ..studies.figures.counting import Counter
from ..studies.figures.event_log import EventLog, Several, Trace
from ..studies.figures.pairs import Pairs, Version, compare_chunk
from ..studies.figures.tally import encode
from ..studies.sent import SentProgram, sent
from ..studies.simulation.observing import Observer
from ..studies.simulation.plan import Chunk, Plan
from ..studies.simulation.run import run_chunk

_PIECE = 1 << 20
"""Bytes of an event log that are held at once."""


class ChunkDone(NamedTuple):
    """What a chunk came to: its tally, its part of the event log, packed; a comparison."""

    tally: bytes
    events: bytes = b""
    pairs: Pairs | None = None


@dataclass(frozen=True, slots=True)
class ChunkWork:
    """Simulates chunks of a plan; ``events`` is the shape of the event log, if one is wanted."""

    program: SentProgram
    plan: Plan
    zone: str
    events: LogShape | None = None

    def __call__(self, chunk: Chunk) -> ChunkDone:
        """Run a chunk and return what it came to."""
        return self.told(lambda seen: run_chunk(*self.version(), chunk, seen))

    def told(self, run: Callable[[Observer], object]) -> ChunkDone:
        """Let something run, and return what an observer saw of it."""
        program = self.program.linked()
        counter = Counter(program, self.plan.population)
        if self.events is None:
            run(counter)
            return ChunkDone(encode(counter.tally))
        events = _Packed(self.events, self.zone)
        run(Several((counter, EventLog(program, events.add))))
        return ChunkDone(encode(counter.tally), events.done())

    def version(self) -> Version:
        """Return the program this process works by, and the plan."""
        return self.program.linked(), self.plan


@dataclass(frozen=True, slots=True)
class PairWork:
    """Simulates chunks under two versions, the same customers; the first is told as ever."""

    first: ChunkWork
    second: ChunkWork

    def __call__(self, chunk: Chunk) -> ChunkDone:
        """Run a chunk under both, and return what the first came to and how they differ."""
        found: list[Pairs] = []
        versions = self.first.version(), self.second.version()
        done = self.first.told(lambda seen: found.append(compare_chunk(*versions, chunk, seen)))
        return done._replace(pairs=found[0])


class _Packed:
    """Part of an event log, packed as it grows: that of a large team is a gigabyte of text."""

    def __init__(self, shape: LogShape, zone: str) -> None:
        self.shape, self.zone = shape, zone
        self._packer, self._parts = zlib.compressobj(1), [b""]

    def add(self, trace: Trace) -> None:
        self._parts.append(self._packer.compress(log_of(trace, self.shape, self.zone).encode()))

    def done(self) -> bytes:
        return b"".join((*self._parts, self._packer.flush()))


def unpacked(events: bytes) -> Iterator[bytes]:
    """Yield the part of an event log that a chunk came to, a piece at a time."""
    unpacker = zlib.decompressobj()
    while events:
        yield unpacker.decompress(events, _PIECE)
        events = unpacker.unconsumed_tail
    yield unpacker.flush()


def chunk_work(program: LinkedProgram, plan: Plan, events: LogShape | None) -> ChunkWork:
    """Return the work on chunks of ``plan`` under ``program``."""
    zone = program.calendars[plan.population.calendar].data.zone
    return ChunkWork(sent(program), plan, zone, events)
