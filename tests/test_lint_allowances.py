"""``# lint: allow NAME — reason``: where it counts, and what is wrong with one."""

from __future__ import annotations

import pytest

from engine.language.lint import lint_files
from engine.language.lint.comments import lint_comments, reach_of, read_comment

from .lint_cases import Files, changed, workspace

LOOP = "find_goods.found: {to: picking, up_to: 2 times, else: asking}"


def _found(*edits: tuple[str, str]) -> list[str]:
    """Return the rules found in the workspace whose one finding is a loop, edited further."""
    loop = ("order.yaml", LOOP, "find_goods.found: picking")
    files: Files = changed(workspace(), [loop, *(("order.yaml", *edit) for edit in edits)])
    return [each.rule for each in lint_files(files)[1]]


def test_without_a_comment_it_is_found() -> None:
    """The workspace of these tests has this one finding."""
    assert _found() == ["unbounded-loop"]


@pytest.mark.parametrize(
    "comment",
    [
        "# lint: allow unbounded-loop — 每次都换一家货源",
        "# lint: allow unbounded-loop —— 每次都换一家货源",
        "# lint: allow unbounded-loop – another source each time",
        "# lint: allow unbounded-loop -- another source each time",
        "# lint: allow unbounded-loop - another source each time",
        "# lint: allow unbounded-loop: another source each time",
        "# lint：allow unbounded-loop：每次都换一家货源",
        "#lint:allow unbounded-loop —每次都换一家货源",
        "#  Lint: Allow unbounded-loop — another source each time",
        "# lint: allow unbounded-loop 每次都换一家货源",
    ],
)
def test_a_comment_is_read_however_its_dash_is_typed(comment: str) -> None:
    """Full-width signs and plain hyphens are what people type."""
    line = "          find_goods.found: picking"
    assert _found((line, f"{line}  {comment}")) == []
    assert _found((line, f"          {comment}\n{line}")) == []


def test_above_a_key_it_counts_for_the_whole_block() -> None:
    """The state, its moves, or the line itself may carry the comment."""
    comment = "# lint: allow unbounded-loop — 每次都换一家货源"
    for line in ("      searching:", "        moves:\n          find_goods.found: picking"):
        column = len(line) - len(line.lstrip())
        assert _found((line, f"{' ' * column}{comment}\n{line}")) == []


def test_behind_a_key_it_counts_for_its_line_only() -> None:
    """A comment at the end of a line speaks of that line."""
    line = "      searching:"
    found = _found((line, f"{line}  # lint: allow unbounded-loop — 每次都换一家货源"))
    assert sorted(found) == ["allow-unused", "unbounded-loop"]


def test_a_block_ends_where_its_indentation_does() -> None:
    """What stands above another state says nothing of this one."""
    line = "      asking:"
    found = _found((line, f"      # lint: allow unbounded-loop — 每次都换一家货源\n{line}"))
    assert sorted(found) == ["allow-unused", "unbounded-loop"]


def test_several_rules_are_allowed_at_once() -> None:
    """One reason may serve several; each must be needed."""
    line = "          find_goods.found: picking"
    comment = "# lint: allow unbounded-loop, dead-end — 每次都换一家货源"
    assert _found((line, f"{line}  {comment}")) == ["allow-unused"]


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("# lint: allow unbounded-loop", "allow-without-reason"),
        ("# lint: allow unbounded-loop —", "allow-without-reason"),
        ("# lint: allow unbounded-lop — 有意", "allow-unknown-rule"),
        ("# lint: allow unknown-key — 有意", "allow-not-possible"),
        ("# lint: allow allow-unused — 有意", "allow-not-possible"),
        ("# lint: ignore unbounded-loop — 有意", "allow-unreadable"),
        ("# lint allow unbounded-loop — 有意", "allow-unreadable"),
        ("# lint:", "allow-unreadable"),
    ],
)
def test_a_comment_that_allows_nothing_is_found(comment: str, rule: str) -> None:
    """Neither is the finding hidden, nor does the writer believe it is."""
    line = "          find_goods.found: picking"
    assert sorted(_found((line, f"{line}  {comment}"))) == sorted([rule, "unbounded-loop"])


def test_what_was_not_checked_is_not_called_unused() -> None:
    """While a file has a mistake, an allowance may yet be needed."""
    line = "          find_goods.found: picking"
    comment = "# lint: allow unbounded-loop — 每次都换一家货源"
    files = changed(
        workspace(),
        [
            ("order.yaml", LOOP, "find_goods.found: picking"),
            ("order.yaml", line, f"{line}  {comment}"),
            ("order.yaml", "parcel.checked: ready", "parcel.checked: redy"),
        ],
    )
    assert [each.rule for each in lint_files(files)[1]] == ["unknown-target"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a: b # lint: x", [6]),
        ("# lint: x", [1]),
        ("a: 'b # lint: x'", []),
        ('a: "b # lint: x"', []),
        ('a: "b \\" # lint: x" # lint: y', [21]),
        ("a: 'it''s # lint: x' # lint: y", [22]),
        ("a: it's fine # lint: x", [14]),
        ("a: b# lint: x", []),
        ("a: [b, 'c # lint: x'] # lint: y", [23]),
        ("a: |\n  b # lint: x\nc: d # lint: y", [6]),
        ("a: >-\n  b # lint: x\n\n  # lint: still text\nc: d", []),
        ("- a: |\n    # lint: text\n  b: c # lint: y", [8]),
        ("a: | # lint: y\n  # lint: text\n", [6]),
        ('a: "b\n  # lint: text\n  c" # lint: y', [6]),
        ("a: b|\n  # lint: y", [3]),
    ],
)
def test_a_comment_is_found_where_yaml_sees_one(text: str, columns: list[int]) -> None:
    """Inside quotes and blocks of text a # is a character like any other."""
    assert [each.place.column for each in lint_comments(text, "a.yaml")] == columns


def test_a_comment_says_which_lines_it_speaks_of() -> None:
    """Comments and empty lines between it and its node do not count."""
    text = "a:\n  # lint: allow x — y\n  # and why\n\n  b:\n  - 1\n  - 2\n  c: 3\n"
    comment = lint_comments(text, "a.yaml")[0]
    assert reach_of(comment, text.split("\n")) == (5, 7)
    assert read_comment(comment).names == ("x",)
    assert read_comment(comment).reason == "y"


def test_a_comment_at_the_very_end_speaks_of_nothing() -> None:
    """No line follows it."""
    text = "a: b\n# lint: allow x — y"
    comment = lint_comments(text, "a.yaml")[0]
    assert reach_of(comment, text.split("\n")) == (2, 2)
