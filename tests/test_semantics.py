"""Every worked case of ``tests/cases/semantics`` comes true."""

from __future__ import annotations

import pytest

from .semantics import Case, all_cases, failure, play_case

WORKED = [
    pytest.param(
        case,
        id=case.name,
        marks=[pytest.mark.clause(*case.clauses), pytest.mark.case(case.path)],
    )
    for case in all_cases()
]


@pytest.mark.parametrize("case", WORKED)
def test_a_worked_case_comes_true(case: Case) -> None:
    """What the case expects is what the engine does."""
    failed = failure(case, play_case(case))
    if failed:
        pytest.fail(failed, pytrace=False)
