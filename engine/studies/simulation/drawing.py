"""Draws from distributions, each by the inverse of its cumulative distribution (S1.1).

One uniform number makes one value, so that a change of parameters moves every value a little
and changes none for another. Nobody's sampler is used: it might change between versions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

from ...language.values import MICROSECONDS_PER_SECOND
from ..population.values import Distribution, Duration

_SMALL = 1e-300
_PRECISE = 1e-13
_FULL = 1e-15
_ROUNDS = 100
_HALF = 0.5
_NEARLY_NOTHING = 0.1


def draw(spread: Distribution, u: float) -> float:
    """Return the value below which a share ``u`` of the distribution lies; 0 < u < 1."""
    return _INVERSES[spread.kind](spread.parameters, u)


def microseconds(duration: Duration, u: float) -> int:
    """Return a drawn length of time in whole microseconds, never less than none."""
    return max(round(draw(duration.seconds, u) * MICROSECONDS_PER_SECOND), 0)


def _constant(parameters: Sequence[float], _u: float) -> float:
    return parameters[0]


def _uniform(parameters: Sequence[float], u: float) -> float:
    low, high = parameters
    return low + (high - low) * u


def _exponential(parameters: Sequence[float], u: float) -> float:
    return -parameters[0] * math.log1p(-u)


def _lognormal(parameters: Sequence[float], u: float) -> float:
    mu, sigma = parameters
    return math.exp(mu + sigma * normal_quantile(u))


def _gamma(parameters: Sequence[float], u: float) -> float:
    shape, scale = parameters
    return scale * gamma_quantile(shape, u)


def _triangular(parameters: Sequence[float], u: float) -> float:
    low, mode, high = parameters
    if high <= low:
        return low
    if u * (high - low) <= mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def _table(parameters: Sequence[float], u: float) -> float:
    below, value = parameters[0], parameters[1]
    for index in range(2, len(parameters), 2):
        share, reached = parameters[index], parameters[index + 1]
        if u <= share:
            return value + (reached - value) * (u - below) / (share - below)
        below, value = share, reached
    return value


_INVERSES: dict[str, Callable[[Sequence[float], float], float]] = {
    "constant": _constant,
    "uniform": _uniform,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "triangular": _triangular,
    "table": _table,
}


# --- the normal distribution: Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988)

_MIDDLE_TO, _OUTER_TO = 0.425, 5.0
_MIDDLE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_OUTER = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
     1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
     4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
     0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
     2.05319162663775882187, 1.0),
)  # fmt: skip
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
     0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
     5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
     7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
     0.59983220655588793769, 1.0),
)  # fmt: skip


def normal_quantile(u: float) -> float:
    """Return the value below which a share ``u`` of the standard normal distribution lies."""
    middle = u - 0.5
    if abs(middle) <= _MIDDLE_TO:
        return middle * _ratio(_MIDDLE, 0.180625 - middle * middle)
    tail = math.sqrt(-math.log(u if middle < 0 else 1.0 - u))
    value = _ratio(_OUTER, tail - 1.6) if tail <= _OUTER_TO else _ratio(_FAR, tail - 5.0)
    return -value if middle < 0 else value


def _ratio(table: tuple[tuple[float, ...], tuple[float, ...]], x: float) -> float:
    above = below = 0.0
    for up, down in zip(*table, strict=True):
        above, below = above * x + up, below * x + down
    return above / below


# --- the gamma distribution: the incomplete gamma function, inverted by Newton's method


def gamma_share(shape: float, x: float) -> float:
    """Return the share of the gamma distribution of scale 1 that lies below ``x``."""
    if x <= 0.0:
        return 0.0
    scaled = math.exp(shape * math.log(x) - x - _log_gamma(shape))
    if x < shape + 1.0:
        return scaled * _series(shape, x)
    return 1.0 - scaled * _fraction(shape, x)


def gamma_quantile(shape: float, u: float) -> float:
    """Return the value below which a share ``u`` of the gamma distribution of scale 1 lies."""
    low, high = 0.0, math.inf
    x = _first_guess(shape, u)
    for _ in range(_ROUNDS):
        off = gamma_share(shape, x) - u
        low, high = (x, high) if off < 0.0 else (low, x)
        slope = math.exp((shape - 1.0) * math.log(x) - x - _log_gamma(shape))
        further = x - off / slope if slope > _SMALL else math.inf
        if not low < further < high:
            # A step out of what is known: halve instead, or double where there is no end yet.
            further = 2.0 * low if high == math.inf else (low + high) / 2.0
        if abs(further - x) <= _PRECISE * x:
            return further
        x = further
    return x


def _first_guess(shape: float, u: float) -> float:
    # Wilson and Hilferty: the cube root is nearly normal. Near nothing the power law holds.
    if shape >= 1.0 or u > _HALF:
        root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(u) / (3.0 * math.sqrt(shape))
        if root > _NEARLY_NOTHING:
            return shape * root**3
    return max(math.exp((math.log(u) + _log_gamma(shape + 1.0)) / shape), _SMALL)


def _series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    count = shape
    while abs(term) > abs(total) * 1e-16:
        count += 1.0
        term *= x / count
        total += term
    return total


def _fraction(shape: float, x: float) -> float:
    """Return the upper part over its leading factor, by Lentz's continued fraction."""
    below = x + 1.0 - shape
    c, d = 1.0 / _SMALL, 1.0 / below
    value = d
    for count in range(1, 10_000):
        factor = -count * (count - shape)
        below += 2.0
        d = factor * d + below
        d = 1.0 / (d if abs(d) > _SMALL else _SMALL)
        c = below + factor / c
        c = c if abs(c) > _SMALL else _SMALL
        value *= c * d
        if abs(c * d - 1.0) < _FULL:
            break
    return value


@cache
def _log_gamma(shape: float) -> float:
    return math.lgamma(shape)
