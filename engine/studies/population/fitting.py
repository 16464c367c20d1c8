"""A population brought to another version of the playbooks: the same customers, under both."""

from __future__ import annotations

from dataclasses import replace

from ...language.compiler import Compiled
from ...language.loader import File
from ...language.problems import Problem
from .reading import prepare_population
from .values import Population, Segment

NEEDED = frozenset({"no-behaviour", "outcome-missing"})
"""What another version may not leave open: a state nobody was told how to answer in."""


def fit(
    population: Population, file: File, compiled: Compiled
) -> tuple[Population | None, list[Problem]]:
    """Return a population as another version meets it, or what that version lacks of it.

    What only one of the two versions knows is no problem: nobody comes to a state that is not
    there. A state that waits for somebody whose answer the population does not say is one, and
    a beginning or a role of its staff that is not there.
    """
    program = compiled.program
    told = prepare_population(compiled, file)[1]
    if population.playbook not in program.stages or population.staff.keys() - program.roles:
        return None, told
    wrong = [each for each in told if each.rule in NEEDED]
    if wrong:
        return None, wrong
    kept = tuple(_known(each, compiled) for each in population.segments)
    return replace(population, segments=kept), []


def _known(segment: Segment, compiled: Compiled) -> Segment:
    facts = compiled.program.facts
    return replace(segment, facts={k: each for k, each in segment.facts.items() if k in facts})
