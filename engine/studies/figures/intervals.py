"""Intervals of confidence for a difference, from the differences of independent pieces."""

from __future__ import annotations

import math

LEVEL = 0.95
"""What share of such intervals holds the true value, in the long run."""

_ENOUGH = 300
"""From so many degrees of freedom on, t is the normal to three digits of the quantile."""
_NORMAL = 1.959963984540054
"""The 97.5 % quantile of the standard normal."""


def half_width(pieces: int, total: int, size: int, squares: int, cross: int, sizes: int) -> float:
    """Return half the width of the 95 % interval of the mean difference per customer.

    Of ``pieces`` that share nothing, ``total`` is the sum of their differences D, ``size`` of
    their customers n, ``squares`` of D², ``cross`` of D·n, ``sizes`` of n². The mean is the
    ratio ΣD / Σn, its error that of a ratio estimator over whole pieces, because customers of
    one team are not independent (Cochran, Sampling Techniques, 6.4); with one customer a piece
    it is the ordinary standard error. Infinite with fewer than two pieces.
    """
    if pieces < 2 or size == 0:  # noqa: PLR2004 - no spread is known of a single one
        return math.inf
    # Exact until the root: Σ(D - m·n)² with m = ΣD / Σn, times (Σn)².
    spread = squares * size * size - 2 * total * cross * size + total * total * sizes
    variance = spread * pieces / ((pieces - 1) * size**4)
    return t_quantile(pieces - 1) * math.sqrt(max(variance, 0.0))


def t_quantile(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t with so many degrees of freedom."""
    if freedom > _ENOUGH:
        # The first terms of Cornish and Fisher's expansion.
        z = _NORMAL
        return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    low, high = 0.0, 1000.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < LEVEL else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """Return P(|T| < t): a finite sum for whole degrees of freedom (Abramowitz, 26.7.3-4)."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    if freedom % 2:
        term, total = cosine, 0.0
        for k in range(1, freedom - 1, 2):
            total += term
            term *= cosine * cosine * (k + 1) / (k + 2)
        return 2 / math.pi * (angle + sine * total)
    term, total = 1.0, 0.0
    for k in range(0, freedom - 1, 2):
        total += term
        term *= cosine * cosine * (k + 1) / (k + 2)
    return sine * total
