"""Patterns: the two matchers against each other and against brute force (S6.1)."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.core import patterns
from engine.core.patterns import Match, PythonMatcher, Watch
from engine.core.sightings import Sighting
from engine.language.program_logic import Pattern, PatternStep
from engine.language.reckoning import likeness
from engine.language.terms import All, Compare, Comparison, Known, Name, Term
from engine.language.values import Day, Money, Number, Span, Value
from engine.runtime.matching import DurableMatcher

from .harness import needs_harness
from .journeys import CONTRACT, ROOT, linked_program

HOUR = 3_600_000_000
START = 1_760_000_000_000_000
CALENDAR = linked_program(CONTRACT).calendars["cn_office"]
PYTHON = PythonMatcher()


@pytest.fixture(scope="module")
def durable() -> Iterator[DurableMatcher]:
    """One process for all questions of this file."""
    matcher = DurableMatcher()
    yield matcher
    matcher.close()


def ready(pattern: Pattern) -> Watch:
    """Make a pattern ready on an ordinary calendar."""
    return patterns.watch("stage", pattern, CALENDAR, {})


Told = tuple[str, float, Mapping[str, Any]]


def seen(*told: Told, **common: Value) -> list[Sighting]:
    """Sightings in the order of arrival: signal, hours after the start, data."""
    return [
        Sighting(number, kind, START + int(hours * HOUR), dict(data), "j", common)
        for number, (kind, hours, data) in enumerate(told, 1)
    ]


# --- the oracle: the clause read aloud, over all combinations


def by_brute_force(watch: Watch, window: Sequence[Sighting], now: int) -> tuple[Match, ...]:
    """Return what the words of S6.1 say, by trying everything."""
    pattern = watch.pattern
    if not window:
        return ()
    if pattern.kind == "absent":
        return tuple(_absences(watch, window, now))
    newest = window[-1].number
    if pattern.kind == "count":
        return _counts(watch, window, newest)
    size = len(pattern.steps) or 2
    found = [
        chosen for chosen in itertools.permutations(window, size)
        if any(each.number == newest for each in chosen) and _fits(watch, window, chosen)
    ]  # fmt: skip
    return tuple(sorted(tuple(each.number for each in chosen) for chosen in found))


def _order(sighting: Sighting) -> tuple[int, int]:
    return sighting.at, sighting.number


def _alike(pattern: Pattern, one: Sighting, other: Sighting) -> bool:
    pairs = [(one.common.get(n), other.common.get(n)) for n in pattern.same if n != "account"]
    return all(a is not None and b is not None and likeness(a) == likeness(b) for a, b in pairs)


def _unlike(pattern: Pattern, one: Sighting, other: Sighting) -> bool:
    pairs = [(one.data.get(n), other.data.get(n)) for n in pattern.differ]
    return all(a is not None and b is not None and likeness(a) != likeness(b) for a, b in pairs)


def _is_broken(watch: Watch, window: Sequence[Sighting], first: Sighting, last: Sighting) -> bool:
    return any(
        each.type in watch.pattern.without
        and _alike(watch.pattern, each, first)
        and _order(first) < _order(each) < _order(last)
        for each in window
    )


def _fits(watch: Watch, window: Sequence[Sighting], chosen: Sequence[Sighting]) -> bool:
    pattern = watch.pattern
    wanted = [{s.signal} for s in pattern.steps] or [set(pattern.signals)] * 2
    if any(each.type not in types for each, types in zip(chosen, wanted, strict=True)):
        return False
    if any(_order(a) >= _order(b) for a, b in itertools.pairwise(chosen)):
        return False
    first, last = chosen[0], chosen[-1]
    if last.at > CALENDAR.add(first.at, pattern.within):
        return False
    if not all(_alike(pattern, first, each) for each in chosen):
        return False
    if not all(_unlike(pattern, *pair) for pair in itertools.combinations(chosen, 2)):
        return False
    known = dict(zip([step.alias for step in pattern.steps], chosen, strict=False))
    asked = [step.condition for step in pattern.steps]
    return all(_true(term, known) for term in asked) and not _is_broken(watch, window, first, last)


def _true(term: Term | None, known: dict[str, Sighting]) -> bool:
    if term is None:
        return True
    if isinstance(term, All):
        return all(_true(part, known) for part in term.parts)
    assert isinstance(term, Compare)
    sides = []
    for side in (term.left, term.right):
        if isinstance(side, Known):
            sides.append(side.value)
            continue
        assert isinstance(side, Name)
        alias, _, name = side.name.partition(".")
        sides.append(known[alias].data.get(name))  # type: ignore[arg-type]  # asked for None below
    left, right = sides
    if left is None or right is None:
        return False
    kind, value = likeness(left)
    other_kind, other = likeness(right)
    signs: dict[str, Callable[..., bool]] = {
        "==": lambda a, b: a == b, ">": lambda a, b: a > b, "!=": lambda a, b: a != b,
    }  # fmt: skip
    return kind == other_kind and signs[term.operator](value, other)


def _counts(watch: Watch, window: Sequence[Sighting], newest: int) -> tuple[Match, ...]:
    pattern = watch.pattern
    last = next(each for each in window if each.number == newest)
    for first in sorted(window, key=_order):
        reach = CALENDAR.add(first.at, pattern.within)
        members = [
            each for each in sorted(window, key=_order)
            if each.type in pattern.signals and first.type in pattern.signals
            and _order(first) <= _order(each) and each.at <= reach
            and _alike(pattern, first, each) and _alike(pattern, each, each)
            and not _is_broken(watch, window, first, each)
            and all(each.data.get(name) is not None for name in pattern.differ)
            and all(first.data.get(name) is not None for name in pattern.differ)
        ]  # fmt: skip
        if last not in members:
            continue
        if pattern.differ:
            chosen = [last]
            for each in members:
                if all(_unlike(pattern, each, other) for other in chosen):
                    chosen.append(each)
            members = sorted(chosen, key=_order)
        if len(members) >= pattern.at_least:
            return (tuple(each.number for each in members),)
    return ()


def _absences(watch: Watch, window: Sequence[Sighting], now: int) -> Iterator[Match]:
    pattern = watch.pattern
    for each in window:
        reach = CALENDAR.add(each.at, pattern.within)
        if each.type not in pattern.after or reach > now or not _alike(pattern, each, each):
            continue
        enders = {*pattern.signals, *pattern.without}
        if not any(
            other.type in enders and _alike(pattern, other, each)
            and _order(other) > _order(each) and other.at <= reach
            for other in window
        ):  # fmt: skip
            yield (each.number,)


# --- made-up patterns and windows

SIGNALS = ("s.a", "s.b", "s.c")
_VALUES: dict[str, tuple[Value, ...]] = {
    "x": (1, 2, Number(Decimal("2.5")), 3),
    "by": ("张", "李", "1"),
    "on": (Day(dt.date(2026, 1, 2)), Day(dt.date(2026, 1, 3))),
    "price": (Money(Decimal(5), "CNY"), Money(Decimal(5), "EUR"), Money(Decimal(7), "CNY")),
}
_signals = st.lists(st.sampled_from(SIGNALS), min_size=1, max_size=2, unique=True).map(tuple)
_some = st.lists(st.sampled_from(SIGNALS), max_size=1).map(tuple)
_SIGNS: tuple[Comparison, ...] = (">", "==", "!=")
_same = st.sampled_from([(), ("thing",), ("account",), ("account", "deal.kind")])
_differ = st.lists(st.sampled_from(tuple(_VALUES)), max_size=2, unique=True).map(tuple)
_within = st.sampled_from([Span(3, "hours"), Span(1, "business_days"), Span(1, "days")])


@st.composite
def _sequences(draw: st.DrawFn) -> Pattern:
    steps = []
    for place in range(draw(st.integers(2, 3))):
        alias = "abc"[place]
        asked: list[Term] = []
        if draw(st.booleans()):
            asked.append(Compare(Name(f"{alias}.x"), ">", Known(draw(st.integers(0, 2)))))
        if place and draw(st.booleans()):
            name = draw(st.sampled_from(tuple(_VALUES)))
            sign: Comparison = draw(st.sampled_from(_SIGNS)) if name != "by" else "!="
            earlier = "abc"[draw(st.integers(0, place - 1))]
            asked.append(Compare(Name(f"{alias}.{name}"), sign, Name(f"{earlier}.{name}")))
        condition = None if not asked else asked[0] if len(asked) == 1 else All(tuple(asked))
        steps.append(PatternStep(alias, draw(st.sampled_from(SIGNALS)), condition))
    return Pattern("p", "sequence", draw(_within), steps=tuple(steps), same=draw(_same),
                   without=draw(_some))  # fmt: skip


_patterns = st.one_of(
    _sequences(),
    st.builds(
        lambda signals, at_least, within, same, differ, without: Pattern(
            "p", "count", within, signals=signals, at_least=at_least, same=same, differ=differ,
            without=without,
        ),
        _signals, st.integers(1, 4), _within, _same, _differ, _some,
    ),
    st.builds(
        lambda signal, within, same, differ, without: Pattern(
            "p", "twice", within, signals=(signal,), at_least=2, same=same, differ=differ,
            without=without,
        ),
        st.sampled_from(SIGNALS), _within, _same, _differ, _some,
    ),
    st.builds(
        lambda signals, after, within, same, without: Pattern(
            "p", "absent", within, signals=signals, after=after, same=same, without=without,
        ),
        _signals, _signals, _within, _same, _some,
    ),
)  # fmt: skip


def window(seed: int, signals: Sequence[str], length: int) -> list[Sighting]:
    """Return a made-up window: late arrivals, missing values and equal instants among them."""
    chance = random.Random(seed)  # noqa: S311 - made-up cases, not a secret
    at, made = START, []
    for number in range(1, length + 1):
        at += chance.choice((0, HOUR // 2, HOUR, 5 * HOUR))
        data = {n: chance.choice(v) for n, v in _VALUES.items() if chance.random() < 0.85}
        common: dict[str, Value] = {}
        common |= {
            n: chance.choice((1, 2)) for n in ("thing", "deal.kind") if chance.random() < 0.9
        }
        happened = at - chance.choice((0, 0, 0, 2 * HOUR))
        made.append(Sighting(number, chance.choice(signals), happened, data, "j", common))
    return made


def questions(watch: Watch, made: Sequence[Sighting]) -> Iterator[tuple[list[Sighting], int]]:
    """Yield the window after each arrival, what an earlier match used up left out."""
    used: set[int] = set()
    for end in range(1, len(made) + 1):
        asked = [each for each in made[:end] if each.number not in used]
        now = max(each.at for each in asked) + (2 * HOUR if end % 2 else 0) if asked else 0
        yield asked, now
        if asked and asked[-1].number == end:
            for match in PYTHON.match(watch, asked, now)[:1]:
                used.update(match)


def compare(
    watch: Watch, made: Sequence[Sighting], durable: DurableMatcher | None
) -> tuple[int, int]:
    """Compare all three on each window; return how many questions and matches there were."""
    asked_of, matched = 0, 0
    for asked, now in questions(watch, made):
        expected = by_brute_force(watch, asked, now)
        assert PYTHON.match(watch, asked, now) == expected
        if durable is not None:
            assert durable.match(watch, asked, now) == expected
        asked_of, matched = asked_of + 1, matched + len(expected)
    return asked_of, matched


EXAMPLES = int(os.environ.get("TOUCHLINE_PATTERN_EXAMPLES", "400"))


@pytest.mark.clause("S6.1")
def test_generated_loops_find_what_brute_force_finds(closing_lines: list[str]) -> None:
    """Every kind, late arrivals, missing values; after each firing the used are left out."""
    total = [0, 0]

    @given(_patterns, st.integers(0, 2**32))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def run(pattern: Pattern, seed: int) -> None:
        asked, matched = compare(ready(pattern), window(seed, SIGNALS, 9), None)
        total[0] += asked
        total[1] += matched

    run()
    assert total[1] > total[0] // 20, "the made-up windows hardly match anything"
    closing_lines.append(f"patterns, generated Python = brute force: {total[0]} windows")


@needs_harness("rete")
@pytest.mark.clause("S6.1")
def test_durable_rules_finds_the_same(durable: DurableMatcher, closing_lines: list[str]) -> None:
    """In its safe subset, in a process of its own: the same matches in the same order."""
    total = [0, 0]

    @given(_patterns, st.integers(0, 2**32))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def run(pattern: Pattern, seed: int) -> None:
        asked, matched = compare(ready(pattern), window(seed, SIGNALS, 9), durable)
        total[0] += asked
        total[1] += matched

    run()
    assert durable.fell_back == ()
    assert durable.asked > total[0] // 4, "durable-rules was hardly asked"
    assert total[1] > total[0] // 20, "the made-up windows hardly match anything"
    closing_lines.append(
        f"patterns, durable-rules = generated Python = brute force: {total[0]} windows, "
        f"{total[1]} matches, {durable.asked} joins"
    )


# --- the patterns that are shipped


def shipped() -> list[Watch]:
    """Every pattern of the playbooks we ship, ready on its stage's calendar."""
    linked = linked_program(ROOT / "playbooks")
    return [
        patterns.watch(
            name, pattern, linked.calendars[each.stage.calendar], linked.program.thresholds
        )
        for name, each in linked.stages.items()
        for pattern in each.stage.patterns
    ]


def _told(watch: Watch, seed: int) -> list[Sighting]:
    """A window of the pattern's own signals, days apart, with its own fields filled."""
    chance = random.Random(seed)  # noqa: S311 - made-up cases, not a secret
    pattern, at, made = watch.pattern, START, []
    for number in range(1, 13):
        at += chance.choice((0, 1, 24, 24 * 8)) * HOUR
        data: dict[str, Value] = {
            name: chance.choice(("张", "李", 3)) for name in pattern.differ if chance.random() < 0.9
        }
        common: dict[str, Value] = {
            name: chance.choice(("C1", "C2")) for name in pattern.same if chance.random() < 0.9
        }
        kind = chance.choice(sorted(watch.signals))
        made.append(Sighting(number, kind, at, data, "j", common))
    return made


@needs_harness("rete")
@pytest.mark.clause("S6.1")
def test_the_shipped_patterns_match_alike(
    durable: DurableMatcher, closing_lines: list[str]
) -> None:
    asked, matched = 0, dict[str, int]()
    for watch in shipped():
        for seed in range(25):
            more, found = compare(watch, _told(watch, seed), durable)
            asked, matched[watch.id] = asked + more, matched.get(watch.id, 0) + found
    assert all(matched.values()), f"some pattern never matched: {matched}"
    closing_lines.append(f"shipped patterns, both matchers: {len(matched)} in {asked} windows")


# --- what durable-rules is not asked


TRIO = Pattern("p", "count", Span(1, "days"), signals=("s.a",), at_least=3)


@needs_harness("rete")
def test_a_process_that_dies_costs_nothing_but_is_told() -> None:
    """Whatever the C code does: the same match, and the run says who found it."""
    matcher, watch = DurableMatcher(), ready(TRIO)
    window_ = seen(("s.a", 0, {}), ("s.a", 1, {}), ("s.a", 2, {}))
    try:
        assert matcher.match(watch, window_, START) == ((1, 2, 3),)
        assert matcher.fell_back == ()
        assert matcher._process is not None  # noqa: SLF001  # killed as the C code would
        matcher._process.kill()  # noqa: SLF001
        matcher._process.wait()  # noqa: SLF001
        assert matcher.match(watch, window_, START) == ((1, 2, 3),)
        assert len(matcher.fell_back) == 1
    finally:
        matcher.close()


@needs_harness("rete")
def test_a_process_that_hangs_is_ended_after_its_time() -> None:
    matcher, watch = DurableMatcher(timeout_seconds=0.0), ready(TRIO)
    window_ = seen(("s.a", 0, {}), ("s.a", 1, {}), ("s.a", 2, {}))
    assert matcher.match(watch, window_, START) == ((1, 2, 3),)
    assert matcher.fell_back == ("no answer in time",)
    assert matcher._process is None  # noqa: SLF001  # nothing is left running


def test_without_the_package_python_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed the child ends at once; the run says so."""
    monkeypatch.setattr("engine.runtime.matching.sys.executable", "/nonexistent/python")
    matcher = DurableMatcher()
    window_ = seen(("s.a", 0, {}), ("s.a", 1, {}), ("s.a", 2, {}))
    assert matcher.match(ready(TRIO), window_, START) == ((1, 2, 3),)
    assert len(matcher.fell_back) == 1


def test_a_pattern_outside_the_exact_part_is_pythons() -> None:
    """Nine steps are more than is known to be exact: nothing is started for them."""
    steps = tuple(PatternStep(f"a{place}", "s.a") for place in range(9))
    watch = ready(Pattern("p", "sequence", Span(1, "days"), steps=steps))
    matcher = DurableMatcher()
    window_ = seen(*[("s.a", number / 10, {}) for number in range(9)])
    assert matcher.match(watch, window_, START) == (tuple(range(1, 10)),)
    assert matcher.fell_back == ("more steps than durable-rules is safe with",)
    assert matcher._process is None  # noqa: SLF001


# --- single words of the clause


def found(pattern: Pattern, *told: Told, **common: Value) -> object:
    """What the last sighting completes."""
    return PYTHON.match(ready(pattern), seen(*told, **common), START)


@pytest.mark.clause("S6.1")
def test_only_the_newest_completes() -> None:
    """Two that fit but came before are not found again at a third that does not fit."""
    twice = Pattern("p", "twice", Span(1, "days"), signals=("s.a",), at_least=2, differ=("by",))
    first, second = ("s.a", 0, {"by": "张"}), ("s.a", 1, {"by": "李"})
    assert found(twice, first, second) == ((1, 2),)
    assert found(twice, first, second, ("s.b", 2, {"by": "王"})) == ()


@pytest.mark.clause("S6.1", "S1.7")
def test_a_missing_value_neither_differs_nor_is_the_same() -> None:
    twice = Pattern("p", "twice", Span(1, "days"), signals=("s.a",), at_least=2, differ=("by",))
    assert found(twice, ("s.a", 0, {}), ("s.a", 1, {"by": "李"})) == ()
    same = Pattern("p", "count", Span(1, "days"), signals=("s.a",), at_least=2, same=("deal",))
    assert found(same, ("s.a", 0, {}), ("s.a", 1, {})) == ()
    assert found(same, ("s.a", 0, {}), ("s.a", 1, {}), deal="D1") == ((1, 2),)


@pytest.mark.clause("S6.1", "S7.7")
def test_the_one_in_the_middle_may_come_last() -> None:
    """Told late, it completes the window it belongs to."""
    told: list[Told] = [("s.a", 0.0, {}), ("s.a", 20.0, {}), ("s.a", 10.0, {})]
    assert found(TRIO, *told[:2]) == ()
    assert found(TRIO, *told) == ((1, 3, 2),)


@pytest.mark.clause("S6.1")
def test_an_answer_at_the_very_instant_counts() -> None:
    """A signal comes before a timer of the same instant (S1.5)."""
    absent = Pattern("p", "absent", Span(2, "hours"), signals=("s.b",), after=("s.a",))
    watch, asked = ready(absent), ("s.a", 0.0, dict[str, Value]())
    due = START + 2 * HOUR
    assert PYTHON.match(watch, seen(asked), due) == ((1,),)
    assert PYTHON.match(watch, seen(asked), due - 1) == ()
    assert PYTHON.match(watch, seen(asked, ("s.b", 2, {})), due) == ()
