"""Sorting of more than fits in memory: runs on disk, merged. What fits never leaves memory."""

from __future__ import annotations

import heapq
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO, Any, TypeVar

import msgspec

T = TypeVar("T")

IN_MEMORY = 50_000
"""So many items are sorted at once."""
FAN = 64
"""So many runs are merged at once."""
_LENGTH = struct.Struct("<I")
_PIECE = 1 << 18


class Spill:
    """Sorts any number of items that msgspec can write; only so many are in memory at once."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        """Say how many items are sorted at once."""
        self._in_memory = in_memory

    def sorted(self, items: Iterable[T], key: Callable[[T], Any], type: type[T]) -> Iterator[T]:  # noqa: A002
        """Yield the items by their key, equal ones as they came: as ``sorted`` does."""
        source = iter(items)
        first = sorted(islice(source, self._in_memory), key=key)
        following = next(source, None)
        if following is None:
            # Let go of each as it is taken.
            first.reverse()
            while first:
                yield first.pop()
            return
        with ExitStack() as files:
            runs = [_write(first, files)]
            del first
            head: list[T] = [following]
            while run := [*head, *islice(source, self._in_memory - len(head))]:
                head = []
                run.sort(key=key)
                runs.append(_write(run, files))
            del run
            while len(runs) > FAN:
                runs = [
                    _write(heapq.merge(*(_read(each, type) for each in some), key=key), files)
                    for some in (runs[at : at + FAN] for at in range(0, len(runs), FAN))
                ]
            yield from heapq.merge(*(_read(run, type) for run in runs), key=key)


def _write(items: Iterable[Any], files: ExitStack) -> IO[bytes]:
    """Write a run to a file without a name; it is gone when it is closed."""
    file = files.enter_context(tempfile.TemporaryFile(buffering=_PIECE))  # noqa: SIM115
    encode = msgspec.msgpack.Encoder().encode
    for item in items:
        body = encode(item)
        file.write(_LENGTH.pack(len(body)) + body)
    file.seek(0)
    return file


def _read(file: IO[bytes], type: type[T]) -> Iterator[T]:  # noqa: A002
    decode = msgspec.msgpack.Decoder(type).decode
    while head := file.read(_LENGTH.size):
        yield decode(file.read(_LENGTH.unpack(head)[0]))
