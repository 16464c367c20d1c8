"""The checks, run one after the other over one subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..messages import MESSAGES
from ..problems import Problem, problem, rule_of
from . import (
    documents,
    ends,
    logic,
    moves,
    people,
    signals,
    silence,
    states,
    texts,
    times,
    touchpoints,
)
from .allowances import read_allowances, without_allowed
from .subject import Subject

Check = Callable[[Subject], Iterator[Problem]]

ROOMS: Mapping[str, tuple[Check, ...]] = {
    "states": states.CHECKS,
    "moves": moves.CHECKS,
    "touchpoints": touchpoints.CHECKS,
    "silence": silence.CHECKS,
    "times": times.CHECKS,
    "documents": documents.CHECKS,
    "signals": signals.CHECKS,
    "people": people.CHECKS,
    "logic": logic.CHECKS,
    "ends": ends.CHECKS,
    "texts": texts.CHECKS,
}
"""The checks of each room, in the order a reader meets what they are about."""


def name_of(check: Check) -> str:
    """Return the name of the rule a check keeps."""
    return check.__name__.replace("_", "-")


ADVICE = frozenset(name_of(check) for checks in ROOMS.values() for check in checks)
"""The rules that can be allowed: they advise, and nothing is stopped by them."""


def run_checks(subject: Subject) -> list[Problem]:
    """Return what every check finds."""
    return [found for checks in ROOMS.values() for check in checks for found in check(subject)]


def settle(
    findings: Iterable[Problem], texts: Mapping[str, str], *, is_whole: bool
) -> list[Problem]:
    """Return the findings that are left, and what is wrong with the allowances themselves.

    Where a file has a problem not everything was checked: what allowed nothing may yet be
    needed.
    """
    rules = {rule_of(case) for case in MESSAGES}
    allowances, problems = read_allowances(texts, ADVICE, rules)
    left, unused = without_allowed(findings, allowances)
    idle = [problem(each.place, "allow-unused", name=each.rule) for each in unused]
    return [*left, *problems, *(idle if is_whole else ())]
