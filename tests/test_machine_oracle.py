"""The engine's moves beside a machine of the package ``transitions`` (S2.3).

The oracle knows which moves exist; which alternative is due, this walk works out by
itself, from its own list of facts, documents and counts.
"""

from __future__ import annotations

import random

import pytest

from engine.core import records as r
from engine.core.evaluate import ConditionError, Facts, evaluate
from engine.core.machine import STAY, build_oracle, legal_moves
from engine.language.program import Alternative, Form, Need, Track
from engine.language.terms import Term

from .journeys import CLINIC, CONTRACT, Play, linked_program, played_stage

FOLDERS = {"contract": CONTRACT, "clinic": CLINIC}
WALKS, STEPS = 150, 30


class Walker:
    """Stands on the oracle's machine and predicts what the engine does."""

    def __init__(self, play: Play, track: Track) -> None:
        self.play, self.track = play, track
        self.state = play.state
        self.taken: dict[tuple[str, str, int], int] = {}
        self.pending = ""
        self.steps = 0
        self.moves = 0
        build_oracle(track).add_model(self, initial=play.state)

    def holds(self, term: Term | None) -> bool | None:
        """Whether a condition holds on what the play knows."""
        known = {**self.play.account.facts, **self.play.journey.facts}
        declared = self.play.linked.program.facts
        facts = Facts(
            lambda name: known.get(name, declared[name].starts_at),
            lambda name: name in self.play.journey.documents,
            self.play.linked.program.thresholds,
        )
        return evaluate(term, facts).answer

    def is_met(self, need: Need) -> bool:
        """Whether a gate's condition is met."""
        if need.condition is not None:
            return self.holds(need.condition) is True
        known = {**self.play.account.facts, **self.play.journey.facts}
        papers = [name for name in need.documents if name in self.play.journey.documents]
        return bool(papers) or any(known.get(name, False) is not False for name in need.facts)

    def choose(self, signal: str) -> tuple[str, str]:
        """The trigger of the move due for a signal; what waits; or neither."""
        state = self.track.states[self.state]
        if state.end:
            return (f"{signal}#0", state.wakes[signal]) if signal in state.wakes else ("", "")
        exits = self.track.anytime.get(signal, ())
        moves = state.moves.get(signal, ())
        for offset, source, listed in [(0, "anytime", exits), (len(exits), self.state, moves)]:
            for index, each in enumerate(listed):
                answer = self.holds(each.condition)
                if answer is None:
                    return "wait", ""
                if answer and (found := self.bounded(each, (source, signal, index))):
                    return f"{signal}#{index + offset}{found[0]}", found[1]
        return "", ""

    def bounded(self, each: Alternative, key: tuple[str, str, int]) -> tuple[str, str] | None:
        """The target within or beyond the bound of an alternative."""
        if not each.up_to or self.taken.get(key, 0) < each.up_to:
            if not each.up_to or not self.is_open(each.to):
                return "", each.to
            self.taken[key] = self.taken.get(key, 0) + 1
            return "", each.to
        return (".else", each.otherwise) if each.otherwise else None

    def is_open(self, to: str) -> bool:
        """Whether the gate of a state stands open."""
        return to == STAY or all(self.is_met(need) for need in self.track.states[to].needs)

    def follow(self, signal: str) -> None:
        """Take the move of a signal, or remember that it waits."""
        trigger, to = self.choose(signal)
        if trigger == "wait" or (to and not self.is_open(to)):
            self.pending = signal
        elif trigger:
            assert self.trigger(trigger)  # type: ignore[attr-defined]  # the machine adds it
            assert self.state == (self.state if to == STAY else to)
            self.moves += 1
            if to != STAY or self.pending == signal:
                self.pending = ""
        elif self.pending == signal:
            self.pending = ""

    def heard(self, decision: r.Decision) -> None:
        """Follow a decision: its signals one by one, time's own moves, then what waited."""
        if decision.outcome in {"refused", "incident"}:
            return
        self.steps += 1
        for record in decision.records:
            if isinstance(record, r.SignalTaken) and record.type != "facts.set":
                self.follow(record.type)
            elif isinstance(record, r.StallEnded) and record.outcome == "gave_up":
                assert self.trigger(f"{record.stall}.gave_up#0")  # type: ignore[attr-defined]
                self.moves, self.pending = self.moves + 1, ""
        if self.pending:
            self.follow(self.pending)


def fitting(play: Play, chance: random.Random, name: str) -> dict[str, object]:
    """What a touchpoint's form and outcomes ask for."""
    stage = played_stage(play.linked)
    touchpoint = stage.touchpoints[name]
    samples: dict[str, object] = {
        "money": chance.choice(["300 EUR", "9000 EUR", "700000 CNY"]), "date": "2025-11-20",
        "yes_no": chance.random() < 0.3, "text": "x", "percent": "40%",
        "number": chance.choice([1, 2]), "duration": "3 days", "tags": ("a",),
    }  # fmt: skip
    facts = [
        play.linked.program.facts[f.fact]
        for f in play.linked.program.forms.get(touchpoint.form, Form()).fields
    ]
    data = {
        fact.name: chance.choice(fact.choices) if fact.choices else samples[fact.type]
        for fact in facts
    }
    if touchpoint.outcomes:
        data["outcome"] = chance.choice(touchpoint.outcomes)
    return data


def happen(play: Play, chance: random.Random) -> r.Decision:
    """Something happens: work done, a signal, a fact, a document."""
    stage = played_stage(play.linked)
    program = play.linked.program
    open_now = [name for name in play.open if name in stage.touchpoints]
    brings = tuple(chance.sample(sorted(program.documents), chance.choice([0, 0, 1])))
    kind = chance.random()
    if open_now and kind < 0.5:
        name = chance.choice(open_now)
        return play.take(f"{name}.done", fitting(play, chance, name), brings=brings)
    if kind < 0.6:
        facts = [each for each in program.facts.values() if each.type in {"yes_no", "money"}]
        fact = chance.choice(facts)
        value = chance.choice(["300 EUR", "9000 EUR", "700000 CNY"])
        return play.learn(fact.name, chance.random() < 0.3 if fact.type == "yes_no" else value)
    return play.take(chance.choice(sorted(program.signals)), {}, brings=brings)


@pytest.mark.clause("S2.3", "S2.4", "S2.7", "S5.4")
@pytest.mark.parametrize("name", FOLDERS)
def test_the_engine_stands_where_the_oracle_stands(name: str, closing_lines: list[str]) -> None:
    linked = linked_program(FOLDERS[name])
    stage = played_stage(linked)
    [track] = stage.stage.tracks
    steps = moves = 0
    visited: set[str] = set()
    for seed in range(WALKS):
        chance = random.Random(seed)  # noqa: S311  # a walk, not a secret
        begin = chance.choice([track.start, *track.states])
        play = Play(linked, "2025-09-22 09:00", state=begin)
        walker = Walker(play, track)
        for _ in range(STEPS):
            happened = happen(play, chance)
            walker.heard(happened)
            assert walker.state == play.state, (seed, happened)
            pending = next(iter(play.journey.lanes.values())).pending
            assert walker.pending == (pending.signal if pending else ""), (seed, happened)
            visited.add(play.state)
            for _ in range(chance.choice([0, 0, 0, 1, 12])):
                late(play, walker)
            visited.add(play.state)
            if play.journey.outcome in {"success", "lost"}:
                break
        steps, moves = steps + walker.steps, moves + walker.moves
    closing_lines.append(f"oracle: {name}: {WALKS} walks, {steps} steps, {moves} moves")
    assert visited == set(track.states), "every state is visited"
    assert moves > 300


def late(play: Play, walker: Walker) -> None:
    """Let the next timer come due."""
    timers = [each.due_at for each in play.journey.timers.values() if not each.holds]
    if timers:
        before = len(play.decisions)
        play.until(play.time(min(timers) + 59_999_999))
        for decision in play.decisions[before:]:
            walker.heard(decision)
        assert walker.state == play.state


@pytest.mark.clause("S2.3")
@pytest.mark.parametrize("name", FOLDERS)
def test_the_oracle_refuses_what_no_playbook_says(name: str) -> None:
    linked = linked_program(FOLDERS[name])
    stage = played_stage(linked)
    [track] = stage.stage.tracks
    legal = {(source, trigger) for source, trigger, _ in legal_moves(track)}
    machine = build_oracle(track)
    assert set(machine.states) == set(track.states)
    triggers = {trigger for _, trigger in legal}
    for source in track.states:
        assert set(machine.get_triggers(source)) == {each for at, each in legal if at == source}
    assert len(legal) >= len(triggers) > 10


@pytest.mark.clause("S1.9")
def test_conditions_of_the_walk_may_fail() -> None:
    linked = linked_program(CLINIC)
    facts = {"recall.fee": "9 EUR", "recall.sessions": 0}
    play = Play(linked, "2025-09-22 09:00", state="waiting", facts=facts)
    [track] = linked.stages["recall"].stage.tracks
    walker = Walker(play, track)
    with pytest.raises(ConditionError):
        walker.choose("patient.booked")
