"""Families of distributions fitted to weighted lengths of time, each with how well it fits.

Parameters are those of greatest likelihood; the family is that of the least information
criterion of Schwarz (1978), unless even that one misses the sample by too much: then the sample
itself is kept as a table. All lengths are seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..population.values import Distribution
from ..simulation.drawing import gamma_quantile, gamma_share
from .incidence import Z
from .special import digamma, kolmogorov_p, normal_share, trigamma

ENOUGH = 20
"""What is worth fewer is too little to tell one family from another: the table is used."""

_CLOSE = 0.04
"""A family that is nowhere further off than this is close enough for a rehearsal."""
_SAME = 0.01
_P90 = 1.2815515655446004
_NEWTON_ROUNDS = 60
_PRECISE = 1e-12
_CHANCE_LEFT = 0.025

TABLE_SHARES = (0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100)
"""The percentages of a table."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """Lengths in seconds, rising, with weights that add to 1; ``size`` is what they are worth.

    ``size`` is how many equal weights would say as much (Kish 1965); ``seen`` how many there are.
    """

    values: tuple[float, ...]
    weights: tuple[float, ...]
    seen: int
    size: float

    def mean(self, of: Callable[[float], float] = float) -> float:
        """Return the weighted mean of a function of the lengths."""
        pairs = zip(self.values, self.weights, strict=True)
        return math.fsum(weight * of(value) for value, weight in pairs)

    def quantile(self, share: float) -> float:
        """Return the first length up to which such a share lies."""
        reached = 0.0
        for value, weight in zip(self.values, self.weights, strict=True):
            reached += weight
            if reached >= share - _PRECISE:
                return value
        return self.values[-1]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a distribution as people write it, with its interval of 95 %.

    ``name`` is the word of the language: ``median``, ``p90``, ``mean``, ``shape``, ``low`` …;
    all are seconds but ``shape``.
    """

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fit:
    """One family fitted: ``bic`` less is better; ``distance`` is Kolmogorov's, ``p`` its chance."""

    spread: Distribution
    parameters: tuple[Parameter, ...]
    bic: float
    distance: float
    p: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a sample comes to: the distribution to simulate by, and everything it was chosen from.

    ``reason``: ``best`` of the families; ``few``: too few to tell; ``none``: no family is close;
    ``same``: always the same. ``table`` are the percentages of the sample, ``fits`` from best to
    worst.
    """

    spread: Distribution
    reason: str
    sample: Weighted
    fits: tuple[Fit, ...]
    table: tuple[tuple[int, float], ...]

    @property
    def best(self) -> Fit | None:
        """The best of the families, where there were enough to fit any."""
        return self.fits[0] if self.fits else None


def weighted(steps: Sequence[tuple[float, int, float]]) -> Weighted:
    """Return a sample of (seconds, how many, what they weigh together), by rising seconds."""
    total = math.fsum(weight for _, _, weight in steps)
    squares = math.fsum(weight * weight / times for _, times, weight in steps)
    return Weighted(
        tuple(value for value, _, _ in steps),
        tuple(weight / total for _, _, weight in steps),
        sum(times for _, times, _ in steps),
        total * total / squares,
    )


def fitted(sample: Weighted) -> Fitted:
    """Return the distribution a sample is simulated by; ``sample`` holds at least one length."""
    table = table_of(sample)
    low, high = sample.values[0], sample.values[-1]
    if high - low <= _SAME * high:
        constant = Distribution("constant", (sample.quantile(0.5),))
        return Fitted(constant, "same", sample, (), table)
    drawn = _table(table)
    if min(sample.seen, sample.size + 0.5) < ENOUGH:
        return Fitted(drawn, "few", sample, (), table)
    fits = sorted((fit for make in _MAKERS if (fit := make(sample)) is not None), key=_order)
    if fits and fits[0].distance <= max(_CLOSE, 1.0 / math.sqrt(sample.size)):
        return Fitted(fits[0].spread, "best", sample, tuple(fits), table)
    return Fitted(drawn, "none", sample, tuple(fits), table)


def _order(fit: Fit) -> tuple[float, str]:
    return fit.bic, fit.spread.kind


def table_of(sample: Weighted) -> tuple[tuple[int, float], ...]:
    """Return lengths by percentage, the least and the greatest among them."""
    return tuple((each, sample.quantile(each / 100.0)) for each in TABLE_SHARES)


def _table(table: Sequence[tuple[int, float]]) -> Distribution:
    return Distribution(
        "table", tuple(each for share, value in table for each in (share / 100, value))
    )


def share_below(spread: Distribution, x: float) -> float:
    """Return the share of a family that lies below a length."""
    first = spread.parameters[0]
    if spread.kind == "exponential":
        return -math.expm1(-x / first)
    if spread.kind == "uniform":
        return min(1.0, max(0.0, (x - first) / (spread.parameters[1] - first)))
    if x <= 0.0:
        return 0.0
    if spread.kind == "lognormal":
        return normal_share((math.log(x) - first) / spread.parameters[1])
    return gamma_share(first, x / spread.parameters[1])


def distance_of(spread: Distribution, sample: Weighted) -> float:
    """Return Kolmogorov's distance: how far the shares below a length differ at most."""
    reached = most = 0.0
    for value, weight in zip(sample.values, sample.weights, strict=True):
        below = share_below(spread, value)
        most = max(most, abs(below - reached), abs(below - reached - weight))
        reached += weight
    return most


def _fit(
    sample: Weighted, spread: Distribution, likelihood: float, parameters: tuple[Parameter, ...]
) -> Fit:
    """Judge a family by the mean of its logarithmic likelihood."""
    bic = len(spread.parameters) * math.log(sample.size) - 2.0 * sample.size * likelihood
    distance = distance_of(spread, sample)
    return Fit(spread, parameters, bic, distance, kolmogorov_p(distance, sample.size))


# --- one function per family


def _exponential(sample: Weighted) -> Fit | None:
    mean, size = sample.mean(), sample.size
    if mean <= 0.0:
        return None
    # Of n exponential lengths the sum is gamma: the interval is exact.
    many, few = (gamma_quantile(size, each) / size for each in (1.0 - _CHANCE_LEFT, _CHANCE_LEFT))
    told = Parameter("mean", mean, mean / many, mean / few)
    return _fit(sample, Distribution("exponential", (mean,)), -math.log(mean) - 1.0, (told,))


def _lognormal(sample: Weighted) -> Fit | None:
    if sample.values[0] <= 0.0:
        return None
    mu, size = sample.mean(math.log), sample.size
    variance = sample.mean(lambda each: (math.log(each) - mu) ** 2)
    if variance <= 0.0:
        return None
    sigma = math.sqrt(variance)
    likelihood = -mu - math.log(sigma) - 0.5 * math.log(2.0 * math.pi) - 0.5
    # Both on the scale of logarithms; that of the slowest tenth by the delta method.
    half = Z * sigma / math.sqrt(size)
    wide = Z * sigma * math.sqrt((1.0 + _P90 * _P90 / 2.0) / size)
    slow = mu + _P90 * sigma
    told = (
        Parameter("median", math.exp(mu), math.exp(mu - half), math.exp(mu + half)),
        Parameter("p90", math.exp(slow), math.exp(slow - wide), math.exp(slow + wide)),
    )
    return _fit(sample, Distribution("lognormal", (mu, sigma)), likelihood, told)


def _gamma(sample: Weighted) -> Fit | None:
    if sample.values[0] <= 0.0:
        return None
    mean, log_mean = sample.mean(), sample.mean(math.log)
    off = math.log(mean) - log_mean
    if off <= _PRECISE:
        return None
    shape, size = _shape(off), sample.size
    scale = mean / shape
    likelihood = (shape - 1.0) * log_mean - shape - shape * math.log(scale) - math.lgamma(shape)
    half = math.exp(Z / math.sqrt(size * shape))
    # What is known of the shape, from the information of both parameters together.
    sharp = math.exp(Z / math.sqrt(size * (shape * shape * trigamma(shape) - shape)))
    told = (
        Parameter("mean", mean, mean / half, mean * half),
        Parameter("shape", shape, shape / sharp, shape * sharp),
    )
    return _fit(sample, Distribution("gamma", (shape, scale)), likelihood, told)


def _shape(off: float) -> float:
    """Return the shape for which the mean of logarithms lies ``off`` below that of the mean."""
    shape = (3.0 - off + math.sqrt((off - 3.0) ** 2 + 24.0 * off)) / (12.0 * off)
    for _ in range(_NEWTON_ROUNDS):
        step = (math.log(shape) - digamma(shape) - off) / (1.0 / shape - trigamma(shape))
        further = shape - step if shape > step else shape / 2.0
        if abs(further - shape) <= _PRECISE * shape:
            return further
        shape = further
    return shape


def _uniform(sample: Weighted) -> Fit | None:
    low, high, size = sample.values[0], sample.values[-1], sample.size
    # The ends of the sample lie inside; how far is known exactly.
    room = (high - low) * (_CHANCE_LEFT ** (-1.0 / size) - 1.0)
    told = (
        Parameter("low", low, max(0.0, low - room), low),
        Parameter("high", high, high, high + room),
    )
    spread = Distribution("uniform", (low, high))
    return _fit(sample, spread, -math.log(high - low), told)


_MAKERS = (_exponential, _lognormal, _gamma, _uniform)
