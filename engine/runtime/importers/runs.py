"""Runs of XES events that are written all alike, taken apart without an XML parser.

The pattern is so narrow that what fits it can mean only one thing: elements without
namespaces, comments, entities or anything within them; ``key`` before ``value``, in double
quotes; and no ``>`` in a value, which might end a comment the run stands in.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

from ...language.logs import LogRow
from .tables import digest

SHORT = 48
"""Values of an event that are no longer than this are their own mark."""

_PLAIN = rb'"[^"<>&\x00-\x1f]*"'
_EVENT = (
    rb"<event>(?:[ \t\r\n]*<(?:string|date|int|float|boolean|id)[ \t\r\n]+key=" + _PLAIN
    + rb"[ \t\r\n]+value=" + _PLAIN + rb"[ \t\r\n]*/>)*+[ \t\r\n]*</event>"
)  # fmt: skip
RUN = re.compile(rb"(?:" + _EVENT + rb"[ \t\r\n]*)++")
"""A run of events."""

_CLOSE = "</event>"
# No characters of XML, though they can be encoded.
_NO_CHARACTERS = ("\ufffe", "\uffff")

Pairs = list[tuple[str, str]]
"""The attributes of an event, keys and values, as they stand."""


def run_text(run: bytes) -> str | None:
    """Return a run as text; None where it holds what is no text of XML."""
    try:
        text = run.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if any(each in text for each in _NO_CHARACTERS) else text


@functools.lru_cache(maxsize=1_000)
def keys_mark(keys: tuple[str, ...]) -> str:
    """Return what tells the keys of an event from others."""
    return digest("\x1f".join(keys))


def event_mark(keys: tuple[str, ...], values: str) -> str:
    """Return what tells an event from others: by its keys, and its values as one text."""
    return digest(values + keys_mark(keys)) if len(values) > SHORT else values + keys_mark(keys)


class Run:
    """A run of events: the keys and values of all of them, one after another."""

    def __init__(self, text: str) -> None:
        """Take a run apart: between quotation marks stand key, value, key, value …."""
        parts = text.split('"')
        self.keys, self.values = parts[1::4], parts[3::4]
        # What stands behind each value; an event that is closed there ends with it.
        self.head, self.between = parts[0], parts[4::4]

    def rows(
        self,
        names: Sequence[str],
        trace: Mapping[str, str],
        number: int,
        *,
        is_whole: bool = False,
    ) -> list[LogRow] | None:
        """Return the events as rows, counted on from ``number``; what the trace says goes first.

        With ``is_whole`` each ends with its mark. None where not all of them have the same keys,
        each once.
        """
        between, width = self.between, 1
        # Few texts stand between values, and they are looked at once each.
        closing = {each for each in set(between) if _CLOSE in each}
        while width <= len(between) and between[width - 1] not in closing:
            width += 1
        keys = self.keys[:width]
        count = len(self.keys) // width
        if not (
            count and self.keys == keys * count and len(set(keys)) == width
            and _CLOSE not in self.head and all(each.count(_CLOSE) == 1 for each in closing)
            and closing.issuperset(between[width - 1 :: width])
            and all(closing.isdisjoint(between[at::width]) for at in range(width - 1))
        ):  # fmt: skip
            return None
        columns: list[Iterable[str | None]] = [
            repeat(trace[name]) if name in trace
            else self.values[keys.index(name) :: width] if name in keys
            else repeat(None)
            for name in names
        ]  # fmt: skip
        if is_whole:
            each_key = [self.values[at::width] for at in range(width)]
            joined = map("\x1f".join, zip(*each_key, strict=True))
            same = tuple(keys)
            columns.append([event_mark(same, values) for values in joined])
        numbers = range(number + 1, number + 1 + count)
        # As LogRow(number, cells) would, without a call for each.
        cells = zip(*columns, strict=False) if columns else repeat(())
        return list(map(tuple.__new__, repeat(LogRow), zip(numbers, cells, strict=False)))

    def events(self) -> Iterator[Pairs]:
        """Yield the attributes of each event."""
        yield from ([] for _ in range(self.head.count(_CLOSE)))
        begin = 0
        for end, text in enumerate(self.between, 1):
            closed = text.count(_CLOSE)
            if closed:
                yield list(zip(self.keys[begin:end], self.values[begin:end], strict=True))
                yield from ([] for _ in range(closed - 1))
                begin = end
