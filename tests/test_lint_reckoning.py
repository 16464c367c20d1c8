"""What the checks reckon with, against slower and plainer ways to the same answer."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.calendar import BusinessCalendar
from engine.core.clock import parse_local
from engine.language.lint.circles import circles
from engine.language.lint.ends import combinations
from engine.language.lint.lengths import is_surely_longer, length
from engine.language.program import Stage, StageEnd, Start, State, Track
from engine.language.values import Span, Unit

from .kit import compiled_shipped

NODES = "abcdefg"
TARGETS = st.lists(st.sampled_from(NODES), max_size=3)
GRAPHS = st.fixed_dictionaries(dict.fromkeys(NODES, TARGETS))


@given(GRAPHS)
def test_circles_are_the_nodes_that_lead_to_each_other(graph: dict[str, list[str]]) -> None:
    """A node is in a circle if it leads to itself, and in one with whoever leads both ways."""
    after = {node: _after(graph, node) for node in graph}
    expected = {
        tuple(other for other in graph if other in after[node] and node in after[other])
        for node in graph
        if node in after[node]
    }
    found = circles(graph)
    assert set(found) == expected
    assert len(found) == len(expected)


def _after(graph: dict[str, list[str]], node: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[node])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += graph[each]
    return found


def test_a_long_chain_is_no_deep_recursion() -> None:
    """Ten thousand states in a row, and back to the first."""
    graph = {str(number): [str(number + 1)] for number in range(10_000)}
    graph["10000"] = ["0"]
    assert [len(group) for group in circles(graph)] == [10_001]


UNITS: tuple[Unit, ...] = (
    "minutes", "hours", "days", "weeks", "months", "business_hours", "business_days",
)  # fmt: skip
SPANS = st.builds(Span, st.integers(0, 60), st.sampled_from(UNITS))
MONDAY = parse_local("2025-09-22 09:00", "Asia/Shanghai")
DAY = 24 * 60 * 60 * 1_000_000


@settings(deadline=None)  # the first example compiles the workspace of the calendar
@given(SPANS, SPANS, st.integers(0, 40))
def test_what_is_surely_longer_ends_later(left: Span, right: Span, days: int) -> None:
    """On the official calendar, over the National Day holiday and its make-up days."""
    if is_surely_longer(length(left), length(right)):
        calendar = BusinessCalendar(compiled_shipped().program.calendars["cn_office"])
        start = MONDAY + days * DAY
        assert calendar.add(start, left) >= calendar.add(start, right)


@given(SPANS, SPANS)
def test_one_unit_is_compared_exactly(left: Span, right: Span) -> None:
    """Three business days are longer than two, whatever the calendar."""
    if left.unit == right.unit:
        assert is_surely_longer(length(left), length(right)) == (left.count > right.count)


ENDS = ("x", "y", "z")
WHENS = st.lists(
    st.dictionaries(
        st.sampled_from(("one", "two")),
        st.lists(st.sampled_from(ENDS), min_size=1, max_size=3, unique=True).map(tuple),
        min_size=1,
    ),
    min_size=1,
    max_size=4,
)


def _track(name: str, *, each: str = "") -> Track:
    states = {end: State(end, "", "seller", "success") for end in ENDS}
    return Track(name, (Start("x"),), {}, states, each=each)


@given(WHENS, st.booleans())
def testcombinations_of_ends_are_all_of_them(
    whens: list[dict[str, tuple[str, ...]]], is_split: bool
) -> None:
    """Every way two tracks can end satisfies what each way tried one by one does (S2.2, S2.10)."""
    ends = tuple(StageEnd(f"end{number}", "success", when) for number, when in enumerate(whens))
    tracks = (_track("one"), _track("two", each="parcel" if is_split else ""))
    found = combinations(Stage("order", "office", "seller", tracks, ends=ends))
    sizes = range(1, len(ENDS) + 1) if is_split else (1,)
    several = [some for size in sizes for some in itertools.combinations(ENDS, size)]
    expected = {
        sum(
            1 << index
            for index, when in enumerate(whens)
            if one in when.get("one", ENDS) and set(two) <= set(when.get("two", ENDS))
        )
        for one in ENDS
        for two in several
    }
    assert found is not None
    assert set(found) == expected
