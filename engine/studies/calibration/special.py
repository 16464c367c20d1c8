"""Functions that fitting needs and the standard library lacks: of gamma, normal, Kolmogorov."""

from __future__ import annotations

import math

from ..simulation.drawing import gamma_quantile

_FAR = 16.0
"""From here on the asymptotic series below are exact to twelve digits."""
_TERMS = 100
_TINY = 1e-12
_LOW, _HIGH = 0.025, 0.975


def digamma(x: float) -> float:
    """Return the derivative of the logarithm of the gamma function, for ``x`` above 0."""
    found = 0.0
    while x < _FAR:
        found -= 1.0 / x
        x += 1.0
    square = 1.0 / (x * x)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square / 240)))
    return found + math.log(x) - 0.5 / x - series


def trigamma(x: float) -> float:
    """Return the derivative of :func:`digamma`, for ``x`` above 0."""
    found = 0.0
    while x < _FAR:
        found += 1.0 / (x * x)
        x += 1.0
    square = 1.0 / (x * x)
    series = square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square / 30)))
    return found + 1.0 / x + 0.5 * square + series / x


def normal_share(z: float) -> float:
    """Return the share of the standard normal distribution below ``z``."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def kolmogorov_p(distance: float, size: float) -> float:
    """Return how likely a distance as great is by chance alone (Kolmogorov 1933, Stephens 1970).

    It is meant for a distribution known beforehand: of one fitted to the very sample it says too
    much, so a small number speaks against the fit, and a great one does not speak for it.
    """
    root = math.sqrt(size)
    scaled = (root + 0.12 + 0.11 / root) * distance if size > 0.0 else 0.0
    if scaled < 0.2:  # noqa: PLR2004 - there the series alternates for ever, and the answer is 1
        return 1.0
    total, sign = 0.0, 1.0
    for count in range(1, _TERMS):
        term = math.exp(-2.0 * (count * scaled) ** 2)
        total += sign * term
        if term < _TINY:
            break
        sign = -sign
    return min(1.0, max(0.0, 2.0 * total))


def count_interval(count: float) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean of which ``count`` were seen (Garwood 1936)."""
    low = gamma_quantile(count, _LOW) if count > 0.0 else 0.0
    return low, gamma_quantile(count + 1.0, _HIGH)
