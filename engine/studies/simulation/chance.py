"""Streams of chance: every uniform number follows from what it is drawn for, and from nothing else.

A number is named by the seed, the customer, a purpose in words, and how often that purpose came
up before. None is taken from a shared stream, so that what one customer does never changes the
luck of another, and another version of a playbook meets the same customers (common random
numbers). The mixing is that of SplitMix64: a counter-based generator on whole numbers, the same
on every machine.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15
"""The odd step between two states of SplitMix64: 2**64 over the golden ratio."""

_HALF_STEP = 2.0**-53


def mix(state: int) -> int:
    """Return the output of SplitMix64 for a state: 64 bits, each of which depends on all."""
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB & MASK
    return state ^ (state >> 31)


@cache
def purpose_key(purpose: str) -> int:
    """Return the 64 bits that a purpose is folded in by."""
    return int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "big")


def stream_key(seed: int, index: int, kind: str = "customer") -> int:
    """Return the key of all numbers of one customer, or of another ``kind`` of thing."""
    # Of a seed that 64 bits do not hold every digit counts: another seed is another world.
    own = seed & MASK if -MASK <= seed <= MASK else purpose_key(f"seed {seed}")
    folded = mix(own ^ purpose_key(kind))
    return mix(folded + GAMMA * (index + 1) & MASK)


def bits(key: int, purpose: str, number: int) -> int:
    """Return the 64 random bits of one draw: number 0, 1, 2 … of a purpose."""
    return mix(mix(key ^ purpose_key(purpose)) + GAMMA * (number + 1) & MASK)


def unit(drawn: int) -> float:
    """Return 64 random bits as a number between 0 and 1, neither of which it ever is."""
    return ((drawn >> 12 << 1) | 1) * _HALF_STEP


class Chance:
    """The luck of one customer or team: uniform numbers by purpose, counted as they are asked."""

    __slots__ = ("_counts", "_states", "key")

    def __init__(self, seed: int, index: int, kind: str = "customer") -> None:
        """Begin all its streams."""
        self.key = stream_key(seed, index, kind)
        self._counts: dict[str, int] = {}
        self._states: dict[str, int] = {}

    def uniform(self, purpose: str) -> float:
        """Return the next number of a purpose, between 0 and 1: those of :func:`bits` in turn."""
        state = self._states.get(purpose)
        if state is None:
            state = mix(self.key ^ purpose_key(purpose))
        state = self._states[purpose] = state + GAMMA & MASK
        return unit(mix(state))

    def count(self, thing: str) -> int:
        """Return how many of a thing were counted before, and count one more."""
        number = self._counts.get(thing, 0)
        self._counts[thing] = number + 1
        return number
