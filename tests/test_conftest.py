"""The options and closing lines that conftest.py adds, tried on made-up test suites."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from . import clauses, harness

SEMANTICS = "# S\n\n## S1 Core\n- S1.1 One.\n- S1.2 Two, see S9.9.\n  - S1.3 not a clause\n"
# The hypothesis plugin is imported anew by every inner run, and takes most of its time.
INI = """
[pytest]
addopts = --strict-markers -p no:hypothesispytest
markers =
    clause(id): as ours
    harness(name): as ours
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A made-up project with our conftest, one harness that is here and one that is not."""
    here = harness.Harness("rete", "durable-rules", "install it", lambda: True)
    absent = dataclasses.replace(here, name="wheel", what="pip", is_here=lambda: False)
    monkeypatch.setattr(harness, "HARNESSES", {"rete": here, "wheel": absent})
    pytester.makeconftest("from tests.conftest import *")
    pytester.makeini(INI)
    pytester.mkdir("docs").joinpath("semantics.md").write_text(SEMANTICS, encoding="utf-8")
    return pytester


def write(suite: pytest.Pytester, body: str) -> None:
    """Write one test file with the usual imports."""
    suite.makepyfile(f"import pytest\nfrom tests.harness import needs_harness\n\n{body}")


def test_no_property_is_timed() -> None:
    """A busy machine says nothing about an example."""
    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_clauses_are_the_bullets_of_the_document() -> None:
    assert clauses.clause_ids(SEMANTICS) == ("S1.1", "S1.2")


def test_our_own_document_has_clauses(root: Path) -> None:
    ids = clauses.read_clause_ids(root)
    assert {"S1.1", "S1.5", "S8.3"} <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("only_collect", [False, True])
def test_the_table_names_tests_and_bare_clauses(
    suite: pytest.Pytester, *, only_collect: bool
) -> None:
    write(
        suite,
        "@pytest.mark.clause('S1.2')\n@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_two(n): pass\n\n"
        "@pytest.mark.clause('S1.2')\ndef test_three(): pass\n",
    )
    result = suite.runpytest_inprocess("--clauses", *(["--collect-only"] if only_collect else []))
    result.stdout.fnmatch_lines(
        [
            "S1.1  -",
            "S1.2  *.py::test_two",
            "      *.py::test_three",
            "2 clauses: 1 shown, 1 without a test",
            "without: S1.1",
        ],
        consecutive=True,
    )


def test_a_clause_that_does_not_exist_stops_the_run(suite: pytest.Pytester) -> None:
    write(suite, "@pytest.mark.clause('S9.9')\ndef test_two(): pass\n")
    result = suite.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*::test_two names the clause 'S9.9'; docs/semantics.md has none"])


def test_a_harness_that_ran_and_one_that_is_absent(suite: pytest.Pytester) -> None:
    write(
        suite,
        "@needs_harness('rete')\ndef test_it(): pass\n\n"
        "@needs_harness('wheel')\ndef test_that(): raise SystemExit('must not run')\n",
    )
    result = suite.runpytest_inprocess("-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "harness rete (durable-rules): ran",
            "harness wheel (pip): absent (install it)",
            "SKIPPED * harness wheel is absent: install it",
        ]
    )


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("def test_it(): pass\n\n@needs_harness('rete')\ndef test_this(): assert 0", "FAILED 1"),
        ("@needs_harness('rete')\ndef test_it(): pytest.skip('why')", "skipped 1"),
        ("@needs_harness('rete')\ndef test_it(nothing): pass", "FAILED 1"),
        (
            "@needs_harness('rete')\ndef test_a(): pass\n\n"
            "@needs_harness('rete')\ndef test_b(): assert 0",
            "FAILED 1, ran 1",
        ),
        ("def test_it(): pass", "not selected"),
        ("def test_a(): assert 0\n\n@needs_harness('rete')\ndef test_b(): pass", "not reached 1"),
    ],
    ids=["failed", "skipped", "error", "mixed", "not-selected", "not-reached"],
)
def test_only_a_pass_counts_as_ran(suite: pytest.Pytester, body: str, verdict: str) -> None:
    write(suite, body)
    result = suite.runpytest_inprocess("-x")
    result.stdout.fnmatch_lines([f"harness rete (durable-rules): {verdict}"])


def test_several_processes_report_as_one(suite: pytest.Pytester) -> None:
    write(
        suite,
        "@pytest.mark.clause('S1.2')\ndef test_it(closing_lines):\n"
        "    closing_lines.append('said by one of them')\n\n"
        "@needs_harness('rete')\n@pytest.mark.parametrize('n', range(4))\n"
        "def test_this(n): pytest.skip('why') if n else None\n",
    )
    alone = suite.runpytest_inprocess("--clauses")
    shared = suite.runpytest_inprocess("--clauses", "-n2", "--dist=worksteal", "-p", "xdist")
    closing = alone.outlines[alone.outlines.index("S1.1  -") : -1]
    assert "said by one of them" in closing
    assert "harness rete (durable-rules): ran 1, skipped 3" in closing
    assert shared.outlines[-1 - len(closing) : -1] == closing


def test_a_deselected_harness_is_not_selected(suite: pytest.Pytester) -> None:
    write(suite, "@needs_harness('rete')\ndef test_it(): pass\n\ndef test_other(): pass\n")
    result = suite.runpytest_inprocess("-k", "other")
    result.stdout.fnmatch_lines(["harness rete (durable-rules): not selected"])


def test_an_unknown_harness_is_refused_where_it_is_written() -> None:
    with pytest.raises(
        ValueError,
        match="no harness 'reet'; there are: rete, editor, sismic, dask, mining, data, strace, "
        "tmpfs, xlsx, postgres, wheel",
    ):
        harness.needs_harness("reet")


def test_the_table_of_mutants_names_who_survived(suite: pytest.Pytester) -> None:
    """A case that passes under its mutant is told, in the table and at the end."""
    suite.makeini(INI + "    mutant(name, clauses, path): as ours\n    case(path): as ours\n")
    write(
        suite,
        "@pytest.mark.mutant('night', ('S1.1',), 'a.yaml')\ndef test_a(): pass\n\n"
        "@pytest.mark.mutant('order', ('S1.2',), 'b.yaml')\ndef test_b(): assert 0\n",
    )
    result = suite.runpytest_inprocess("--mutants")
    result.stdout.fnmatch_lines(
        [
            "night  S1.1  caught    a.yaml",
            "order  S1.2  SURVIVED  b.yaml",
            "mutants: 2 tried on 2 cases, SURVIVED: order",
        ]
    )


def test_a_worked_case_shows_its_clauses_as_its_file(suite: pytest.Pytester) -> None:
    """Not as one test of many parameters."""
    suite.makeini(INI + "    case(path): as ours\n")
    write(
        suite,
        "@pytest.mark.parametrize('n', [pytest.param(1, marks=[pytest.mark.clause('S1.1'), "
        "pytest.mark.case('cases/a.yaml')])])\ndef test_it(n): pass\n",
    )
    suite.runpytest_inprocess("--clauses").stdout.fnmatch_lines(["S1.1  cases/a.yaml"])
