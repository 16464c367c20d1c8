"""In which time an answer passes, and how it is spread there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .families import Fitted, fitted, weighted
from .findings import Counts, ReplyFit, ShareFit, TimeFit
from .incidence import Curve, Incidence, incidence, share_interval
from .samples import Key, Sample, Samples

_SECOND = 1_000_000
_MOST_OUTSIDE = 0.01
_FEWEST = 5
"""Fewer than so many say nothing about whether somebody keeps to shifts."""

UNITS: tuple[Counts, ...] = ("elapsed", "business")


def counts_of(samples: Samples, *key: str, is_always_open: bool) -> tuple[Counts, int, int]:
    """Return in which time it passes: shift time, where next to all of it happens in shifts."""
    inside, outside = samples.count("inside", *key), samples.count("outside", *key)
    seen = inside + outside
    keeps = seen >= _FEWEST and outside <= seen * _MOST_OUTSIDE and not is_always_open
    return ("business" if keeps else "elapsed"), inside, outside


def fit_curve(curve: Curve) -> Fitted:
    """Return how the lengths of a curve are spread, given that it comes at all."""
    return fitted(weighted([(at / _SECOND, times, mass) for at, times, mass in curve.steps]))


def share_of(name: str, seen: int, of: int) -> ShareFit:
    """Return a share of which everything was seen."""
    share = seen / of if of else 0.0
    return ShareFit(name, seen, share, *share_interval(share, float(of)))


def share_of_curve(name: str, curve: Curve) -> ShareFit:
    """Return how likely something comes at all."""
    return ShareFit(name, curve.seen, curve.share, curve.low, curve.high)


class Competing:
    """Several things of which only the first is seen, in both kinds of time."""

    def __init__(self, samples: Samples, replies: Mapping[str, Key], cut: list[Key]) -> None:
        """Take ``replies`` by name, and all that cuts off; keys without their kind of time."""
        self.samples, self.replies = samples, replies
        self.cut = cut
        self.found: dict[Counts, Incidence] = {
            unit: incidence(
                {name: samples.sample(*key, unit) for name, key in replies.items()},
                self._ends(unit),
            )
            for unit in UNITS
        }

    def _ends(self, unit: Counts) -> Sample:
        return _together(self.samples.sample(*key, unit) for key in self.cut)

    @property
    def elapsed(self) -> Incidence:
        """The estimate in plain time, which all shares are taken from."""
        return self.found["elapsed"]

    def silence(self) -> ShareFit:
        """Return how likely none of them ever comes: seen as often as something was cut off."""
        replies = _together(self.samples.sample(*key, "elapsed") for key in self.replies.values())
        any_of_them = incidence({"": replies}, self._ends("elapsed")).curves[""]
        share = self.elapsed.silence
        return ShareFit("", self.elapsed.cut, share, 1.0 - any_of_them.high, 1.0 - any_of_them.low)

    def reply(
        self, name: str, inside: Key, *, is_always_open: bool, times: int = 1
    ) -> ReplyFit | None:
        """Return one of them, or nothing where it was never seen while anybody was watched."""
        curve = self.elapsed.curves[name]
        if not curve.seen or not curve.share:
            return None
        counts, *seen = counts_of(self.samples, *inside, is_always_open=is_always_open)
        own = self.found[counts].curves[name]
        time = TimeFit(counts, fit_curve(own if own.steps else curve), *seen)
        return ReplyFit(share_of_curve(name, curve), time, times=times)


def _together(samples: Iterable[Sample]) -> Sample:
    found = Sample()
    for each in samples:
        found.merge(each)
    return found


def less(whole: Sample, part: Sample) -> Sample:
    """Return a sample without those of another, which are among them."""
    if whole.is_coarse and not part.is_coarse:
        coarse = Sample(is_coarse=True)
        coarse.merge(part)
        part = coarse
    left = {value: times - part.seen.get(value, 0) for value, times in whole.seen.items()}
    return Sample({value: times for value, times in left.items() if times > 0}, whole.is_coarse)
