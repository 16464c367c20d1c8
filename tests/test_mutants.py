"""Every worked case fails under the mutants it names, and every mutant is caught by a case."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from . import mutants
from .mutants import MUTANTS
from .semantics import Case, all_cases, play_case

for _module in pkgutil.iter_modules(mutants.__path__):
    importlib.import_module(f"{mutants.__name__}.{_module.name}")


def _clauses_of(name: str) -> tuple[str, ...]:
    return MUTANTS[name].clauses if name in MUTANTS else ()


PAIRS = [
    pytest.param(
        case,
        name,
        id=f"{name}-{case.name}",
        marks=pytest.mark.mutant(name, _clauses_of(name), case.path),
    )
    for case in all_cases()
    for name in case.broken_by
]


@pytest.mark.parametrize(("case", "name"), PAIRS)
def test_a_case_fails_under_its_mutant(case: Case, name: str) -> None:
    """Under the broken clause an expectation is missed; without it, the case passes."""
    assert name in MUTANTS, f"{case.path} names {name!r}; there are: {', '.join(sorted(MUTANTS))}"
    broken = MUTANTS[name]
    assert set(broken.clauses) & set(case.clauses), f"{case.path} shows none of {broken.clauses}"
    with broken.at_work():
        caught = play_case(case)
    assert caught.problems, f"{case.path} passes although {broken.what}"
    assert play_case(case).passed


def test_every_mutant_is_caught_by_a_case() -> None:
    """A mutant no case names proves nothing."""
    named = {name for case in all_cases() for name in case.broken_by}
    assert sorted(MUTANTS.keys() - named) == []
