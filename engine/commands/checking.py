"""A workspace checked as a whole: its files, what they come to, and what rehearses that."""

from __future__ import annotations

from collections.abc import Mapping

from ..language.compiler import Checked
from ..language.lint import lint_files
from ..language.problems import Problem, in_order
from ..runtime.collecting import paused_collector
from ..studies.script import story_problems


def check(files: Mapping[str, bytes]) -> tuple[Checked, list[Problem]]:
    """Return what a workspace comes to, and all there is to say about it, sorted.

    That is every problem of its files, stories, populations and mappings, and every finding of the
    lint, which stops nothing but the check itself.
    """
    with paused_collector():
        checked, found = lint_files(files)
        told = [*story_problems(checked, files), *_of_populations(checked, files)]
        return checked, in_order([*found, *told, *_of_mappings(checked, files)])


def _of_populations(checked: Checked, files: Mapping[str, bytes]) -> list[Problem]:
    if not checked.draft.populations:
        return []
    # What reads them is loaded for a workspace that has some.
    from ..studies.population.reading import population_problems  # noqa: PLC0415

    return population_problems(checked, files)


def _of_mappings(checked: Checked, files: Mapping[str, bytes]) -> list[Problem]:
    if not checked.draft.mappings:
        return []
    from ..studies.history.reading import mapping_problems  # noqa: PLC0415  # as above

    return mapping_problems(checked, files)
