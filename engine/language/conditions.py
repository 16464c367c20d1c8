"""The text of an ``if:`` → a typed tree, or every mistake in it at its word (S6.5)."""

from __future__ import annotations

from .checked import Desk
from .checking import check_condition, check_expression
from .functions import FUNCTIONS, OTHER_WORDS
from .grammar import parse
from .lexer import Fault
from .names import Names
from .pointing import point
from .problems import Problem, problem, unknown
from .program import Fact
from .source import Scalar
from .terms import Term

__all__ = ["Names", "compile_condition", "compile_expression"]


_DAYS = frozenset({"today", "now", "date"})


def compile_condition(scalar: Scalar, names: Names) -> tuple[Term | None, list[Problem]]:
    """Turn the text of an ``if:`` into a typed tree, or say at which words it fails.

    Nothing here looks inside a text by a pattern (``matches``): one person's pattern is
    another's riddle, and a process owner must be able to read what they sign (X10).
    """
    tree, faults = parse(scalar.text)
    problems = [_problem(scalar, fault) for fault in faults]
    if tree is None:
        return None, problems
    term, found = check_condition(Desk(scalar, names), tree)
    problems = _once(problems, found)
    return (None if problems else term), problems


def compile_expression(
    scalar: Scalar, names: Names, wanted: Fact
) -> tuple[Term | None, list[Problem]]:
    """Turn what a fact is set to into a typed tree of the fact's own type."""
    tree, faults = parse(scalar.text)
    problems = [_problem(scalar, fault) for fault in faults]
    if tree is None:
        return None, problems
    term, found = check_expression(Desk(scalar, names), tree, wanted)
    problems = _once(problems, found)
    return (None if problems else term), problems


def _once(slips: list[Problem], found: list[Problem]) -> list[Problem]:
    """Return one answer a word: the slip's, unless its very cure would not be allowed there."""
    refused = {each.place for each in found if each.case == "bad-condition.no-matching"}
    slips = [each for each in slips if each.place not in refused]
    slipped = {each.place for each in slips}
    return [*slips, *(each for each in found if each.place not in slipped)]


def _problem(scalar: Scalar, fault: Fault) -> Problem:
    if fault.kind == "function":
        place = scalar.at(fault.start, fault.length)
        if fault.found in _DAYS:
            return problem(place, "unknown-function.near", name=fault.found, near="today")
        near = OTHER_WORDS.get(fault.found)
        if near is not None:
            return problem(place, "unknown-function.near", name=fault.found, near=FUNCTIONS[near])
        return unknown(place, "unknown-function", fault.found, FUNCTIONS)
    case = f"bad-condition.{fault.kind}"
    return point(
        scalar, fault.start, fault.length, case, fix=fault.fix, found=fault.found, cure=fault.cure
    )
