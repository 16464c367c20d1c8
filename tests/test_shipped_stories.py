"""The shipped stories together reach every part of every shipped playbook."""

from __future__ import annotations

from engine.studies.coverage import coverage

from .kit import compiled_shipped, scripts_of
from .story_index import journals

FEWEST = 40


def test_every_part_of_every_stage_is_reached_by_a_story() -> None:
    """States, moves, touchpoints, rules, patterns, variants, stalls, tiers and plays: all."""
    found = coverage(compiled_shipped().program, journals())
    assert {each.stage: [part.key for part in each.missed] for each in found} == {
        each.stage: [] for each in found
    }
    assert sum(len(each.parts) for each in found) > 500


def test_there_are_stories_enough_of_every_stage() -> None:
    stages = [script.playbook for script in scripts_of(compiled_shipped())[0]]
    assert len(stages) >= FEWEST
    assert set(stages) == set(compiled_shipped().program.stages)
