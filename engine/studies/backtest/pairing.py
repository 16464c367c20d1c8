"""Two workspaces on the same history: which watches fired in which cases under one alone."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ...core.link import LinkedProgram
from . import findings as f
from .findings import Backtest, Firing, WatchPair
from .summing import sorted_keys
from .tally import Key


class Alone(msgspec.Struct, gc=False):
    """Cases in which a watch fired under one workspace alone, and the first of them."""

    cases: int = 0
    example: str = ""

    def merge(self, other: Alone) -> None:
        """Add what was found in cases that come after ours."""
        self.cases += other.cases
        self.example = self.example or other.example


class Pairs(msgspec.Struct):
    """Under the first alone, and under the second, by watch."""

    first: dict[Key, Alone] = {}
    second: dict[Key, Alone] = {}

    def merge(self, other: Pairs) -> None:
        """Add what was found in cases that come after ours."""
        for mine, theirs in ((self.first, other.first), (self.second, other.second)):
            for key, alone in theirs.items():
                mine.setdefault(key, Alone()).merge(alone)


def decode_pairs(data: bytes) -> Pairs:
    """Read what differs back."""
    return msgspec.msgpack.decode(data, type=Pairs)


def compared(first: Iterable[Firing], second: Iterable[Firing]) -> Pairs:
    """Return in which cases each watch fired under one alone; cases in the order they come."""
    mine, theirs = _cases(first), _cases(second)
    return Pairs(_without(mine, theirs), _without(theirs, mine))


def _cases(firings: Iterable[Firing]) -> dict[Key, dict[str, None]]:
    found: dict[Key, dict[str, None]] = {}
    for each in firings:
        key = (each.kind, each.stage, each.name, each.about)
        found.setdefault(key, {})[each.case] = None
    return found


def _without(
    some: dict[Key, dict[str, None]], others: dict[Key, dict[str, None]]
) -> dict[Key, Alone]:
    alone = {}
    for key, cases in some.items():
        known = others.get(key, {})
        only = [case for case in cases if case not in known]
        if only:
            alone[key] = Alone(len(only), only[0])
    return alone


def against(
    first: Backtest,
    second: Backtest,
    pairs: Pairs,
    programs: tuple[LinkedProgram, LinkedProgram],
) -> f.Against:
    """Return both backtests side by side, watch by watch."""
    ours, theirs = _by_key(first), _by_key(second)
    more = sorted_keys([key for key in theirs if key not in ours], programs[1])
    return f.Against(
        first=first,
        second=second,
        watches=tuple(_pair(key, ours, theirs, pairs) for key in (*ours, *more)),
    )


def _by_key(backtest: Backtest) -> dict[Key, f.WatchFigures]:
    return {(each.kind, each.stage, each.name, each.about): each for each in backtest.watches}


def _pair(
    key: Key, ours: dict[Key, f.WatchFigures], theirs: dict[Key, f.WatchFigures], pairs: Pairs
) -> WatchPair:
    one, other = pairs.first.get(key, Alone()), pairs.second.get(key, Alone())
    return WatchPair(
        *key, ours.get(key), theirs.get(key), one.cases, other.cases, one.example, other.example
    )
