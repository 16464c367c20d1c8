"""How history fits the playbooks: counted exactly, and checked beside another machine (S2.9)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import Machine, MachineError

from engine.core.machine import build_oracle
from engine.studies.conformance.findings import Conformance, Deviation
from engine.studies.conformance.fitting import Fitting
from engine.studies.conformance.summing import MOST_VARIANTS, conformance
from engine.studies.conformance.tally import (
    KEPT,
    ConformanceTally,
    VariantTally,
    decode,
    encode,
)
from engine.studies.figures.results import Share

from .conformed import HOUR, ORDERS, Told, judged, tell
from .lifecycles import linked

PROGRAM = linked(ORDERS)
SIGNED = ("deal.signed", ("draft",))
GOOD: tuple[Told, ...] = ("deal.asked", SIGNED, "confirm.done", "deal.priced", "deal.checked")
ENDS = {"done": ("deal.checked",), "lost": ("client.held",)}
EVERYTHING: list[Told] = [
    "deal.asked", SIGNED, "deal.signed", "deal.priced", "deal.checked", "client.held",
    "client.called", "answer.done", "confirm.done", "pack.done", "facts.set",
]  # fmt: skip

Cases = list[list[list[Told]]]
histories = st.lists(
    st.lists(st.lists(st.sampled_from(EVERYTHING), max_size=7), min_size=1, max_size=3),
    max_size=5,
)  # fmt: skip


def found(*cases: Sequence[Told], hidden: tuple[str, ...] = ()) -> Conformance:
    """What comes of cases that are an account each."""
    return conformance(judged([[each] for each in cases], ORDERS, *hidden).tally, discover=True)


def only(conformed: Conformance) -> Deviation:
    """The one deviation there is."""
    (deviation,) = conformed.deviations
    return deviation


# --- where a case leaves its way


def test_what_the_playbook_says_fits() -> None:
    """Every gate met, every signal where it is waited for; it has come to an end."""
    conformed = found(GOOD, GOOD[:2])
    assert (conformed.cases, conformed.fitting, conformed.complete) == (2, 2, 1)
    assert conformed.deviations == ()


def test_a_signal_that_comes_too_early_is_unmatched() -> None:
    """Where it stood, where history must have been, and where it went."""
    deviation = only(found(("deal.priced",)))
    assert (deviation.kind, deviation.stage, deviation.track) == ("unmatched", "stage", "main")
    assert (deviation.state, deviation.names) == ("asked", ("asked", "ordered"))
    assert (deviation.signal, deviation.to) == ("deal.priced", "sent")


def test_a_gate_that_was_passed_without_its_paper_is_pending() -> None:
    """The playbook would have waited; the document counts as not seen."""
    conformed = found(("deal.signed",), ("deal.asked", SIGNED))
    deviation = only(conformed)
    assert (deviation.kind, deviation.names, deviation.to) == ("pending", ("draft",), "ordered")
    (paper,) = [each for each in conformed.skipped if each.what == "document"]
    assert (paper.state, paper.name, paper.cases) == ("ordered", "draft", 1)
    assert paper.seen == Share(1, 2)


def test_a_touchpoint_done_where_nobody_asked_is_refused() -> None:
    """It is said once, with the reason."""
    deviation = only(found(("pack.done",)))
    assert (deviation.kind, deviation.names) == ("refused", ("task-not-open", "pack"))
    assert (deviation.state, deviation.to) == ("asked", "")


def test_what_nobody_waits_for_is_ignored() -> None:
    """No state of the playbook knows it."""
    deviation = only(found(("deal.asked", "client.called")))
    assert (deviation.kind, deviation.state) == ("ignored", "quoted")


def test_what_cannot_be_taken_at_all_is_refused() -> None:
    """A document nobody has declared: history is not followed, and that is said."""
    deviation = only(found((("deal.asked", ("unheard-of",)),)))
    assert (deviation.kind, deviation.names) == ("refused", ("unknown-document", "unheard-of"))


def test_only_the_first_deviation_of_a_case_is_its_first() -> None:
    """The others are counted, and so are their cases."""
    conformed = found(("client.called", "deal.priced", "client.called"), ("deal.priced",))
    ignored = [each for each in conformed.deviations if each.kind == "ignored"]
    unmatched = [each for each in conformed.deviations if each.kind == "unmatched"]
    assert [(each.count, each.cases, each.first) for each in unmatched] == [(2, 2, 1)]
    assert [(each.count, each.first) for each in ignored] == [(1, 1), (1, 0)]
    assert unmatched[0].example == "journey-1"


# --- what was asked for


def test_touchpoints_left_undone_are_counted_by_their_visits() -> None:
    """What waits for its start was not asked for; what is open at the log's end is not over."""
    done = ("answer.done", "deal.asked", SIGNED, "confirm.done", "pack.done", "deal.priced")
    conformed = found(done, GOOD, GOOD[:2])
    told = {each.name: (each.state, each.cases, each.seen) for each in conformed.skipped}
    assert told == {"answer": ("asked", 2, Share(1, 3)), "pack": ("ordered", 1, Share(1, 2))}
    assert conformed.fitting == 3


def test_what_the_log_cannot_show_is_not_asked_for() -> None:
    """Neither a touchpoint nor a document that the mapping names (S2.9)."""
    conformed = found(("deal.asked", "deal.signed"), hidden=("answer", "draft"))
    assert (conformed.fitting, conformed.skipped) == (1, ())


CHILDREN = """
stages:
  stage:
    mode: observe
    start: a
    states: {a: {moves: {deal.asked: won}}, won: {end: success}}
  child:
    mode: observe
    start: b
    states: {b: {moves: {deal.signed: c}}, c: {moves: {deal.checked: done}}, done: {end: success}}
lifecycle:
  stages:
    stage: {per: contract, ends: {won: {to: child, each: order}}}
    child: {per: order, ends: {done: stop}}
"""


def test_what_a_case_led_to_is_part_of_the_case() -> None:
    """The child's deviations are its case's, which is over when all of its journeys are."""
    cases = [["deal.asked", "deal.signed", "deal.checked"], ["deal.asked", "deal.checked"],
             ["deal.asked", "deal.signed"]]  # fmt: skip
    conformed = conformance(judged([[each] for each in cases], CHILDREN).tally)
    assert (conformed.cases, conformed.fitting, conformed.complete) == (3, 2, 1)
    deviation = only(conformed)
    assert (deviation.stage, deviation.state, deviation.signal) == ("child", "b", "deal.checked")
    assert deviation.example == "journey-1"
    assert sorted(each.signals for each in conformed.variants) == sorted(map(tuple, cases))


# --- the counts


@given(histories)
def test_fitting_and_firsts_add_up_to_the_cases(accounts: Cases) -> None:
    """Every case fits, or has one first deviation; every one is in one variant."""
    conformed = conformance(judged(accounts).tally)
    assert conformed.cases == sum(map(len, accounts))
    assert conformed.fitting + sum(each.first for each in conformed.deviations) == conformed.cases
    assert sum(each.cases for each in conformed.variants) + conformed.rest_cases == conformed.cases
    assert sum(each.fitting for each in conformed.variants) == conformed.fitting
    for each in conformed.deviations:
        assert each.first <= each.cases <= each.count
    for skipped in conformed.skipped:
        assert skipped.cases <= skipped.seen.of - skipped.seen.count


@given(histories, st.randoms(use_true_random=False))
def test_whoever_counted_which_part_leaves_no_trace(accounts: Cases, chance: random.Random) -> None:
    """Parts merge in any order, through bytes, into the same results."""
    whole = conformance(judged(accounts).tally, discover=True)
    parts = []
    for index, cases in enumerate(accounts):
        seen = Fitting(PROGRAM)
        tell(PROGRAM, seen, cases, index)
        parts.append(encode(seen.tally))
    chance.shuffle(parts)
    total = ConformanceTally()
    for part in parts:
        total.merge(decode(part))
    assert msgspec.json.encode(conformance(total, discover=True)) == msgspec.json.encode(whole)


# --- beside other machines


class _Walker:
    """Stands on the machine, which gives it state and trigger."""


def _walks(oracle: Machine, signals: Sequence[str]) -> bool:
    """Whether a machine of the package ``transitions`` can follow these signals."""
    walker: Any = _Walker()
    oracle.add_model(walker, initial="asked")
    for signal in signals:
        if signal in ENDS.get(walker.state, ()):
            continue  # who is told of the same end again learns nothing
        try:
            walker.trigger(f"{signal}#0")
        except (MachineError, AttributeError):
            return False
    return True


@given(
    st.lists(st.sampled_from(["deal.asked", SIGNED, "deal.priced", "deal.checked", "client.held"]))
)  # fmt: skip
def test_a_case_fits_if_another_machine_walks_it(case: list[Told]) -> None:
    """With every paper there, exactly the walks of the oracle fit."""
    oracle = build_oracle(PROGRAM.program.stages["stage"].tracks[0])
    signals = [each if isinstance(each, str) else each[0] for each in case]
    conformed = found(case)
    assert bool(conformed.fitting) == _walks(oracle, signals)


SIGNALS = ("deal.asked", "client.called", "client.held", "deal.checked")
"""Signals that teach nothing: one that nobody waits for is ignored."""
PLACES = ("s1", "s2", "s3", "s4")


@st.composite
def machines(draw: st.DrawFn) -> str:
    """A playbook of a few states, some moves and perhaps an exit, and one end."""
    moves = st.dictionaries(st.sampled_from(SIGNALS), st.sampled_from([*PLACES, "over"]))
    exits = draw(st.dictionaries(st.sampled_from(SIGNALS), st.just("over"), max_size=1))
    states: dict[str, object] = {name: {"moves": draw(moves)} for name in PLACES}
    states["over"] = {"end": "success"}
    # Every state is reached and left, or it would be no playbook.
    for name, following in pairwise([*PLACES, "over"]):
        states[name] = {"moves": {**draw(moves), draw(st.sampled_from(SIGNALS)): following}}
    stage = {"mode": "observe", "start": "s1", "anytime": exits, "states": states}
    return str(yaml.safe_dump({"stages": {"stage": stage}}, sort_keys=False))


@settings(max_examples=40)
@given(machines(), st.lists(st.sampled_from(SIGNALS), max_size=8))
def test_a_case_fits_any_machine_that_walks_it(text: str, signals: list[str]) -> None:
    """Whatever the states and moves; once over, a case is over."""
    oracle = build_oracle(linked(text).program.stages["stage"].tracks[0])
    walker: Any = _Walker()
    oracle.add_model(walker, initial="s1")
    case: list[Told] = []
    is_walk = True
    for signal in signals:
        if walker.state == "over":
            break
        case.append(signal)
        try:
            walker.trigger(f"{signal}#0")
        except (MachineError, AttributeError):
            is_walk = False
            break
    conformed = conformance(judged([[case]], text).tally)
    assert bool(conformed.fitting) == is_walk
    if not is_walk:
        deviation = conformed.deviations[0]
        assert (deviation.state, deviation.signal) == (walker.state, case[-1])


@given(histories)
def test_the_graph_is_that_of_the_log(accounts: Cases) -> None:
    """A few lines over the raw events count the same."""
    cases = [
        [each if isinstance(each, str) else each[0] for each in case if each != "facts.set"]
        for account in accounts
        for case in account
    ]
    conformed = conformance(judged(accounts).tally, discover=True)
    assert conformed.discovered is not None
    assert dict(conformed.discovered.activities) == Counter(each for case in cases for each in case)
    pairs = [list(zip(["", *case], [*case, ""], strict=True)) for case in cases]
    counted = Counter(pair for case in pairs for pair in case)
    of_cases = Counter(pair for case in pairs for pair in set(case))
    arcs = {(arc.source, arc.target): arc for arc in conformed.discovered.arcs}
    assert {pair: arc.count for pair, arc in arcs.items()} == counted
    assert {pair: arc.cases for pair, arc in arcs.items()} == of_cases
    variants = Counter(tuple(case) for case in cases)
    assert {each.signals: each.cases for each in conformed.variants} == variants


def test_the_time_of_an_arc_is_between_the_two() -> None:
    """From one signal to the next, from the begin to the first; an end takes none."""
    conformed = found(GOOD)
    assert conformed.discovered is not None
    times = {(arc.source, arc.target): arc.time for arc in conformed.discovered.arcs}
    assert times["", "deal.asked"].mean == times["deal.asked", "deal.signed"].mean == HOUR
    assert times["deal.checked", ""].count == 0


# --- many variants


def test_the_most_frequent_variants_are_known_whatever_is_let_go() -> None:
    """Far more than are kept: one that comes again, and one that was frequent long ago."""
    tally = VariantTally()
    rare, often, late = 3 * KEPT, ("rare", "but", "often"), ("zeal", "of", "once")
    for turn in range(2):
        tally.add(often, (turn, "x"), fits=True)
        for number in range(rare):
            tally.add((f"{turn}", f"{number}"), (number, "x"), fits=False)
        for number in range(2 - turn):
            tally.add(late, (number, "x"), fits=True)
    assert len(tally.known) <= 2 * KEPT
    assert len(tally.cases) == 2 * rare + 2
    assert [each.signals for _, each in tally.most_frequent(2)] == [late, often]
    conformed = conformance(ConformanceTally(2 * rare + 5, 5, 0, {}, tally))
    assert [each.cases for each in conformed.variants[:3]] == [3, 2, 1]
    assert conformed.rest == 2 * rare + 2 - MOST_VARIANTS
    assert conformed.rest_cases == 2 * rare + 5 - (5 + MOST_VARIANTS - 2)
