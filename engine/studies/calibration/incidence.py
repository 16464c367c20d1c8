"""How often and how soon something comes, where not everybody was watched to the end.

A visit of a state ends by one of several replies, or it is *cut off*: the log ends, somebody of
ours acts first, time decides. What was cut off might still have been answered. The estimate is
that of Aalen and Johansen (with one kind of reply, of Kaplan and Meier): a reply at ``t`` counts
for all who stood where it came from, those too who were cut off before, on the assumption that
being cut off says nothing about the answer that would have come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .samples import Sample

Z = 1.959963984540054
"""The 97.5 % quantile of the standard normal: all our intervals are 95 % ones."""

_FEW_LEFT = 10
_HEAVY = 2.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One kind of reply: ``steps`` are (length, how many, weight), by rising length.

    The weights are of all of a step together, and add to ``share``.

    ``share`` is the chance that it comes at all, as far as anybody was watched; ``seen`` how
    many were seen, ``low`` and ``high`` the interval of the share.
    """

    steps: tuple[tuple[int, int, float], ...]
    share: float
    low: float
    high: float
    seen: int


@dataclass(frozen=True, slots=True)
class Incidence:
    """All replies of one kind of visit: ``visits`` in all, of which ``cut`` were cut off.

    ``until`` is how far the estimate reaches; ``beyond`` replies came when hardly anybody was
    watched any more, and are left out.
    """

    curves: Mapping[str, Curve]
    visits: int
    cut: int
    until: int
    beyond: int = 0

    @property
    def silence(self) -> float:
        """The share of visits in which none of the replies comes."""
        return max(0.0, 1.0 - sum(curve.share for curve in self.curves.values()))


def incidence(replies: Mapping[str, Sample], cut: Sample) -> Incidence:
    """Return how often and how soon each of several replies comes; replies precede cuts."""
    names = list(replies)
    instants = sorted({each for sample in (*replies.values(), cut) for each in sample.seen})
    total = at_risk = cut.count + sum(sample.count for sample in replies.values())
    steps: dict[str, list[_Step]] = {name: [] for name in names}
    standing, until, beyond = 1.0, 0, 0
    for at in instants:
        came = {name: replies[name].seen.get(at, 0) for name in names}
        answered = sum(came.values())
        weight = standing / at_risk if at_risk else 0.0
        if answered and at_risk < _FEW_LEFT and weight * total > _HEAVY:
            beyond = sum(
                times for name in names for when, times in replies[name].seen.items() if when >= at
            )
            break
        for name in names:
            steps[name].append(_Step(at, came[name], answered, at_risk, standing))
        standing -= weight * answered
        at_risk -= answered + cut.seen.get(at, 0)
        until = at
    curves = {name: _curve(listed) for name, listed in steps.items()}
    return Incidence(curves, total, cut.count, until, beyond)


@dataclass(frozen=True, slots=True)
class _Step:
    """One instant: how many answered so, and at all, of how many; who stood there before."""

    at: int
    came: int
    answered: int
    at_risk: int
    standing: float


def _curve(steps: list[_Step]) -> Curve:
    masses = [each.standing * each.came / each.at_risk for each in steps]
    share = min(1.0, sum(masses))
    seen = sum(each.came for each in steps)
    weighted = tuple(
        (each.at, each.came, mass) for each, mass in zip(steps, masses, strict=True) if each.came
    )
    size = _size(share, _variance(steps, masses, share), steps[0].at_risk if steps else 0)
    return Curve(weighted, share, *share_interval(share, size), seen)


def _variance(steps: list[_Step], masses: list[float], share: float) -> float:
    """Return the variance of the whole share, by the delta method (Marubini, Valsecchi 1995)."""
    found = reached = 0.0
    for each, mass in zip(steps, masses, strict=True):
        reached += mass
        left, answered, at_risk = share - reached, each.answered, each.at_risk
        if answered < at_risk:
            found += left * left * answered / (at_risk * (at_risk - answered))
        found += each.standing**2 * each.came * (at_risk - each.came) / at_risk**3
        found -= 2.0 * left * each.standing * each.came / at_risk**2
    return max(found, 0.0)


def _size(share: float, variance: float, visits: int) -> float:
    """Return how many visits watched to the end would tell the share as sharply."""
    spread = share * (1.0 - share)
    if variance <= 0.0 or spread <= 0.0:
        return float(visits)
    return min(float(visits), spread / variance)


def share_interval(share: float, size: float) -> tuple[float, float]:
    """Return the interval of Wilson (1927) of a share seen among ``size``."""
    if size <= 0.0:
        return 0.0, 1.0
    squared = Z * Z
    middle = (share + squared / (2.0 * size)) / (1.0 + squared / size)
    half = Z * math.sqrt(share * (1.0 - share) / size + squared / (4.0 * size * size))
    half /= 1.0 + squared / size
    return max(0.0, middle - half), min(1.0, middle + half)
