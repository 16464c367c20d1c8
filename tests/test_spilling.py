"""Sorting on disk gives what sorting in memory gives."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.runtime import spilling
from engine.runtime.spilling import Spill


class Item(NamedTuple):
    key: int
    text: str


ITEMS = st.lists(st.builds(Item, st.integers(-3, 3), st.text(max_size=3)), max_size=60)


@given(ITEMS, st.integers(1, 70))
def test_it_sorts_as_sorted_does(items: list[Item], in_memory: int) -> None:
    # Equal keys keep their order: the texts are no part of the key.
    found = Spill(in_memory).sorted(iter(items), itemgetter(0), Item)
    assert list(found) == sorted(items, key=itemgetter(0))


def test_more_runs_than_are_merged_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spilling, "FAN", 3)
    items = [Item(number * 7919 % 101, str(number)) for number in range(300)]
    found = Spill(4).sorted(iter(items), itemgetter(0), Item)
    assert list(found) == sorted(items, key=itemgetter(0))


def test_no_more_than_is_allowed_is_held() -> None:
    class Held(msgspec.Struct, frozen=True, weakref=True):
        key: int

    alive: weakref.WeakSet[Held] = weakref.WeakSet()
    most = 0

    def made() -> Iterator[Held]:
        nonlocal most
        for number in range(5_000):
            item = Held(number % 977)
            alive.add(item)
            most = max(most, len(alive))
            yield item

    count = sum(1 for _ in Spill(100).sorted(made(), lambda each: each.key, Held))
    assert count == 5_000
    assert most <= 210
