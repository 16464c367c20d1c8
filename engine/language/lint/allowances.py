"""Allowances: findings a person means, each with its reason, and the rules they keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from ..problems import Place, Problem, problem, unknown
from .comments import Allowance, Said, lint_comments, reach_of, read_comment

OWN = (
    "allow-unreadable",
    "allow-unknown-rule",
    "allow-not-possible",
    "allow-without-reason",
    "allow-unused",
)
"""What is said about allowances themselves; none of it can be allowed."""


def read_allowances(
    texts: Mapping[str, str], advice: Set[str], rules: Iterable[str]
) -> tuple[list[Allowance], list[Problem]]:
    """Return what the comments of all files allow, and what is wrong with them.

    ``advice`` are the rules of the lint, which can be allowed; ``rules`` all there are.
    """
    allowances: list[Allowance] = []
    problems: list[Problem] = []
    known = frozenset(rules)
    for path, text in texts.items():
        comments = lint_comments(text, path)
        lines = text.split("\n") if comments else []
        for comment in comments:
            said = read_comment(comment)
            wrong = list(_wrong(said, advice, known))
            problems += wrong
            if not wrong:
                first, last = reach_of(comment, lines)
                allowances += [
                    Allowance(comment.place, name, said.reason, first, last) for name in said.names
                ]
    return allowances, problems


def _wrong(said: Said, advice: Set[str], rules: Set[str]) -> Iterator[Problem]:
    place = said.comment.place
    if not said.names:
        yield problem(place, "allow-unreadable")
        return
    for name in said.names:
        if name in advice:
            continue
        if name in rules:
            yield problem(_at(said, name), "allow-not-possible", name=name)
        else:
            yield unknown(_at(said, name), "allow-unknown-rule", name, advice)
    if not said.reason:
        yield problem(place, "allow-without-reason", name=", ".join(said.names))


def _at(said: Said, name: str) -> Place:
    place = said.comment.place
    start = place.column + said.comment.text.index(name)
    return Place(place.path, place.line, start, start + len(name))


def without_allowed(
    findings: Iterable[Problem], allowances: Iterable[Allowance]
) -> tuple[list[Problem], list[Allowance]]:
    """Return the findings that nobody allowed, and the allowances that allowed nothing."""
    by_rule: dict[tuple[str, str], list[Allowance]] = {}
    for each in allowances:
        by_rule.setdefault((each.place.path, each.rule), []).append(each)
    left: list[Problem] = []
    used: set[Allowance] = set()
    for finding in findings:
        place = finding.place
        allowing = [
            each
            for each in by_rule.get((place.path, finding.rule), ())
            if each.first <= place.line <= each.last
        ]
        used.update(allowing)
        if not allowing:
            left.append(finding)
    unused = [each for some in by_rule.values() for each in some if each not in used]
    return left, unused
