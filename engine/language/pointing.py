"""A problem at a few characters of a text, with a fix only where it can be put in place."""

from __future__ import annotations

from .problems import Problem, problem
from .source import Scalar

# What a YAML value without quotes may not begin with, should a fix stand at its very start.
_NOT_FIRST = tuple("\"'!&*[]{}|>%@`#,?:-")


def point(
    scalar: Scalar, start: int, length: int, case: str, /, fix: object = "", **values: object
) -> Problem:
    """Return the problem of ``case`` at ``length`` characters from ``start`` of a text.

    The fix is left out where those characters have no place of their own in the file, or
    where it would end the quotes around them.
    """
    place = scalar.at(start, length)
    is_exact = place != scalar.place or length >= len(scalar.text)
    text = str(fix)
    breaks = scalar.style in text if scalar.style else start == 0 and text.startswith(_NOT_FIRST)
    return problem(place, case, fix=text if is_exact and not breaks else "", **values)
