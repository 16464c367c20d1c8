"""What facts and the fields of signals are: shares of few values, or how a number is spread."""

from __future__ import annotations

import math

from .families import fitted, weighted
from .findings import ShareFit, ValueFit
from .incidence import share_interval
from .samples import Key, Sample, Samples, Words

_MILLION = 1_000_000
_FEW_NUMBERS = 12
"""So many different amounts are still told one by one."""
_KINDS = ("number", "money", "percent")


def fit_value(samples: Samples, name: str, *key: str) -> ValueFit:
    """Return the values of one fact or field, seen at least once."""
    known = samples.count("known", *key)
    words = samples.words.get(key)
    days = samples.amounts.get((*key, "days"))
    if days is not None:
        return _spread(samples, name, known, (*key, "days"), days)
    numbers = _numbers(samples, key)
    if numbers and (words is None or words.is_open or len(words.seen) > _FEW_NUMBERS):
        # Amounts in several currencies cannot be spread together: the most frequent stands.
        most = max(numbers, key=lambda each: (samples.amounts[each].count, each))
        return _spread(samples, name, known, most, samples.amounts[most])
    if words is None or words.is_open:
        return ValueFit(name, known)
    return ValueFit(name, known, shares=_shares(words))


def _numbers(samples: Samples, key: Key) -> list[Key]:
    size = len(key)
    return sorted(
        each
        for each in samples.amounts
        if each[:size] == key and len(each) > size and each[size] in _KINDS
    )


def _shares(words: Words) -> tuple[ShareFit, ...]:
    total = sum(words.seen.values())
    listed = sorted(words.seen.items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        ShareFit(word, seen, seen / total, *share_interval(seen / total, float(total)))
        for word, seen in listed
    )


def _spread(samples: Samples, name: str, known: int, key: Key, amounts: Sample) -> ValueFit:
    """Return how an amount is spread; one that falls below nothing is kept as it was counted."""
    steps = [(value / _MILLION, times, float(times)) for value, times in amounts.seen.items()]
    found = fitted(weighted(sorted(steps)))
    return ValueFit(name, known, spread=found, unit=key[-1], digits=_digits(samples, key))


def _digits(samples: Samples, key: Key) -> int:
    """Return to how many decimals an amount is written: as nearly all of them are."""
    seen = {
        int(each[-1]): times
        for each, times in samples.counts.items()
        if each[0] == "digits" and each[1:-1] == key
    }
    wanted, reached = math.ceil(sum(seen.values()) * 0.99), 0
    for digits in sorted(seen):
        reached += seen[digits]
        if reached >= wanted:
            return digits
    return 0
