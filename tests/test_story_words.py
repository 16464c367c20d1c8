"""Words of stories that a single journey on one machine does without: downtime, others, late."""

from __future__ import annotations

import pytest

from engine.core.link import link
from engine.language.compiler import compile_files
from engine.language.problems import Problem
from engine.runtime.clock import ManualClock
from engine.runtime.rehearsing import StoredHost
from engine.runtime.service import Engine
from engine.studies.host import MemoryHost
from engine.studies.script import Script, prepare
from engine.studies.stories import Played, play

from .semantics import playbooks_of

STAGE = """
    start: a
    states:
      a:
        waits_for: customer
        touchpoints: {call: {due: 1 business day}}
        moves: {deal.signed: won, deal.accepted: b}
        stalls: {quiet: {after: 2 business days, silent: customer, escalate: ladder}}
      b: {moves: {deal.signed: won}}
      won: {end: success}
    """


def _script(
    *lines: str, stages: dict[str, str] | None = None, **written: object
) -> tuple[Script | None, list[Problem], object]:
    told = "".join(f"  - {{{line}}}\n" for line in lines)
    story = (
        "schema: story/1\ntitle: 情景 | Story\nplaybook: stage\n"
        f"begin: {{at: 2025-09-22 10:00}}\ntimeline:\n{told}"
    )
    files = {**playbooks_of(stages or {"stage": STAGE}, **written), "story.yaml": story.encode()}
    compiled, problems = compile_files(files)
    assert compiled is not None, [each.line("en") for each in problems]
    script, found = prepare(compiled, compiled.stories[0])
    return script, found, compiled


def _played(*lines: str) -> Played:
    script, problems, compiled = _script(*lines)
    assert script is not None, [each.line("en") for each in problems]
    return play(script, MemoryHost(link(compiled.program)))  # type: ignore[attr-defined]


def _wrong(*lines: str) -> list[str]:
    return [each.line("en") for each in _played(*lines).problems]


def test_nothing_is_seen_while_the_engine_is_off() -> None:
    """Also what is expected at that time is expected of an engine that is off (S3.10)."""
    off = "at: 2025-09-22 16:00, down: true, until: 2025-09-26 09:00"
    assert _wrong(off, "at: 2025-09-25 09:00, expect: {never: [call, quiet]}") != []
    assert _wrong(off, "at: 2025-09-25 09:00, expect: {never: [quiet]}") == []
    assert _wrong(off, "at: 2025-09-24 10:00, expect: {stalled: quiet}") != []


def test_what_fell_due_meanwhile_is_seen_when_the_engine_is_back() -> None:
    """By the time it was due and by the time it was taken: both are true of it."""
    off = "at: 2025-09-22 16:00, down: true, until: 2025-09-26 09:00"
    assert _wrong(off, "at: 2025-09-26 09:00, expect: {stalled: quiet, overdue: call}") == []
    assert _wrong(off, "at: 2025-09-26 09:01, expect: {stalled: quiet}") != []


def test_signals_wait_outside_and_come_in_their_order() -> None:
    """A reply of the time when the engine was off is taken with its own time (S7.7)."""
    off = "at: 2025-09-22 16:00, down: true, until: 2025-09-26 09:00"
    reply = "at: 2025-09-23 16:00, signal: deal.accepted"
    assert _wrong(off, reply, "at: 2025-09-26 09:00, expect: {state: b, never: quiet}") == []
    late = "at: 2025-09-24 16:00, signal: deal.accepted"
    assert _wrong(off, late, "at: 2025-09-26 09:00, expect: {state: b, stalled: quiet}") == []


def test_a_story_that_ends_while_the_engine_is_off_is_played_to_its_end() -> None:
    """What waits is taken, also where no later line asks for it."""
    off = "at: 2025-09-22 16:00, down: true, until: 2025-09-26 09:00"
    played = _played(off, "at: 2025-09-23 16:00, signal: deal.accepted")
    assert played.records[-1].at > 0
    assert any(getattr(record, "state", "") == "b" for record in played.records)


def test_a_second_journey_of_the_account_has_a_name() -> None:
    """Lines name it; without a name a line is about the story's own."""
    begins = "at: 2025-09-22 11:00, journey: other, begins: stage, data: {deal.urgent: true}"
    moved = "at: 2025-09-22 12:00, journey: other, signal: deal.accepted"
    seen = "at: 2025-09-22 12:00, journey: other, expect: {state: b, fact: {deal.urgent: true}}"
    own = "at: 2025-09-22 12:00, expect: {state: a}"
    assert _wrong(begins, moved, seen, own) == []
    assert _wrong(begins, moved, seen.replace("state: b", "state: a")) != []
    assert len(_played(begins, moved).others) == 1


def test_a_name_that_no_line_has_begun_is_no_journey() -> None:
    """Told at the line, with the names there are."""
    script, problems, _ = _script("at: 2025-09-22 12:00, journey: other, signal: deal.accepted")
    assert script is None
    assert [each.rule for each in problems] == ["unknown-name"]


def test_a_stage_where_no_journey_is_yet() -> None:
    """The name is one of a stage, but nobody has come there: told at the line."""
    stages = {
        "stage": STAGE,
        "other": "{start: c, states: {c: {moves: {deal.signed: d}}, d: {end: success}}}",
    }
    ends = {"won": {"to": "other", "each": "order"}}
    first, then = {"per": "contract", "ends": ends}, {"per": "order", "ends": {"d": "stop"}}
    way = {"stages": {"stage": first, "other": then}}
    line = "at: 2025-09-22 12:00, journey: other, signal: deal.signed"
    script, problems, compiled = _script(line, stages=stages, lifecycle=way)
    assert script is not None, [each.line("en") for each in problems]
    (found,) = play(script, MemoryHost(link(compiled.program))).problems  # type: ignore[attr-defined]
    assert (found.case, found.values["name"], found.place.line) == ("not-taken.journey", "other", 6)


def test_a_journey_begun_from_another_reads_its_facts() -> None:
    """As a further order of one contract does; without ``from`` it has no parent (S2.5)."""
    first, then = (
        {"per": "contract", "ends": {"won": "stop"}},
        {"per": "order", "ends": {"d": "stop"}},
    )
    moves = "{deal.signed: {if: parent.deal.urgent, to: d}}"
    stages = {
        "stage": STAGE,
        "other": f"{{start: c, states: {{c: {{moves: {moves}}}, d: {{end: success}}}}}}",
    }
    lines = (
        "at: 2025-09-22 11:00, facts: {deal.urgent: true}",
        "at: 2025-09-22 12:00, begins: other, journey: more, from: stage",
        "at: 2025-09-22 13:00, journey: more, signal: deal.signed",
        "at: 2025-09-22 13:00, journey: more, expect: {state: d, ended: d}",
    )
    way = {"stages": {"stage": first, "other": then}}
    for story, ends in (
        (lines, True),
        ([each.replace(", from: stage", "") for each in lines], False),
    ):
        script, problems, compiled = _script(*story, stages=stages, lifecycle=way)
        assert script is not None, [each.line("en") for each in problems]
        assert play(script, MemoryHost(link(compiled.program))).passed is ends  # type: ignore[attr-defined]


def test_a_journey_cannot_begin_from_one_that_is_not_there() -> None:
    """An unknown name is told before it is played, a stage nobody has come to while it is."""
    script, problems, _ = _script(
        "at: 2025-09-22 12:00, begins: stage, journey: more, from: nobody"
    )
    assert script is None
    assert [(each.rule, each.place.column) for each in problems] == [("unknown-name", 64)]


def test_an_incident_fails_a_story_unless_it_says_so() -> None:
    """Both ways: one that comes unasked, and one that is asked for and does not come."""
    assert _wrong("at: 2025-09-22 12:00, expect: {incident: loop}") != []


def test_how_it_ended_and_where_it_is() -> None:
    """A journey that runs has not ended."""
    signed = "at: 2025-09-22 12:00, signal: deal.signed"
    now = "at: 2025-09-22 12:00, expect: "
    assert _wrong(signed, now + "{stage: stage, ended: success}") == []
    assert _wrong(now + "{ended: success}") != []


@pytest.mark.clause("S3.10")
def test_downtime_is_the_same_on_a_database(tmp_path: object) -> None:
    """Memory and SQLite come to the same records, late ones too."""
    script, _, compiled = _script(
        "at: 2025-09-22 16:00, down: true, until: 2025-09-26 09:00",
        "at: 2025-09-23 16:00, signal: deal.asked",
        "at: 2025-09-26 09:00, expect: {overdue: call}",
    )
    assert script is not None
    in_memory = play(script, MemoryHost(link(compiled.program)))  # type: ignore[attr-defined]
    clock = ManualClock()
    with Engine.open(f"sqlite:///{tmp_path}/story.db", compiled, clock=clock) as engine:  # type: ignore[arg-type]
        stored = play(script, StoredHost(engine, clock))
    assert in_memory.passed, in_memory.problems
    assert stored.records == in_memory.records
