"""Silence and giving up beside Sismic's simulated clock: timed flat charts (S5.1, S5.3).

Sismic's ``idle(seconds)`` is the time since a state last fired a transition, which is the
silence clock of a stall. Spans are whole minutes of wall time: Sismic has no calendar. Each
signal has a second of the minute to itself, and the deadlines it begins share it: at one
instant Sismic would let time go first, and this engine the signal (S1.5).
"""

from __future__ import annotations

import importlib
import random
from typing import Any

import msgspec
import pytest

from engine.core import records as r
from engine.core.decide import decide
from engine.core.evolve import evolve
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal
from engine.core.link import LinkedProgram, link
from engine.core.timers import next_timer, timer_signal
from engine.language.program import Alternative, GiveUp, Stage, Stall, Start, State, Track
from engine.language.values import Span

from .harness import needs_harness
from .journeys import stage

WALKS, MINUTES = 120, 180
SECOND = 1_000_000
BEGIN = 1_758_500_040_000_000
SIGNALS = ("deal.accepted", "deal.asked", "deal.checked", "deal.signed")


def chart(chance: random.Random) -> Track:
    """A random flat chart: signals move it, silence gives it up."""
    names = [f"s{number}" for number in range(chance.randint(3, 7))]
    working, ended = names[:-1], names[-1]
    states = {ended: State(ended, "", "worker", end="success")}
    for name in working:
        heard = chance.sample(SIGNALS, chance.randint(0, 2))
        moves: dict[str, tuple[Alternative, ...]] = {
            signal: (Alternative(chance.choice([each for each in names if each != name])),)
            for signal in heard
        }
        others = [signal for signal in SIGNALS if signal not in heard]
        resets = tuple(sorted(chance.sample(others, chance.randint(0, 2))))
        give_up = GiveUp(_span(chance), chance.choice([each for each in names if each != name]))
        stall = Stall(f"{name}_quiet", _span(chance), "office", resets, give_up=give_up)
        stalls = (stall,) if chance.random() < 0.8 else ()
        states[name] = State(name, "us", "worker", moves=moves, stalls=stalls)
    return Track("main", (Start(chance.choice(working)),), {}, states)


def _span(chance: random.Random) -> Span:
    return chance.choice([Span(chance.randint(1, 50), "minutes"), Span(1, "hours")])


def seconds(span: Span) -> int:
    """A span of wall time in seconds."""
    return span.count * {"minutes": 60, "hours": 3600}[span.unit]


class Ours:
    """The chart in the engine."""

    def __init__(self, linked: LinkedProgram) -> None:
        self.linked, self.journey = linked, Journey("j")
        self.context = Context(Account("a"), Directory(people={"worker": "w"}))
        self.take(Signal("journey.started", "0", address=Address(playbook="stage")), BEGIN)

    def take(self, signal: Signal, now: int) -> None:
        """Decide and fold."""
        decision = decide(self.linked, self.context, self.journey, signal, now)
        assert not any(isinstance(each, r.IncidentRaised) for each in decision.records)
        for record in decision.records:
            self.journey = evolve(self.journey, record)

    def until(self, now: int) -> str:
        """Fire what is due; return the state."""
        while (timer := next_timer(self.journey)) and timer.due_at <= now:
            self.take(timer_signal(timer), timer.due_at)
        return self.journey.lanes["main"].state


class Theirs:
    """The same chart in Sismic."""

    def __init__(self, track: Track) -> None:
        model, runs = (importlib.import_module(f"sismic.{each}") for each in _ROOMS)
        made = model.Statechart("chart")
        made.add_state(model.CompoundState("root", initial=track.start), None)
        for name in track.states:
            made.add_state(model.BasicState(name), "root")
        for name, state in track.states.items():
            for signal, [way] in state.moves.items():
                made.add_transition(model.Transition(name, way.to, event=signal))
            for stall in state.stalls:
                assert stall.give_up is not None
                silent = seconds(stall.after) + seconds(stall.give_up.after)
                guard = f"idle({silent})"
                made.add_transition(model.Transition(name, stall.give_up.to, guard=guard))
                for signal in stall.resets:
                    made.add_transition(model.Transition(name, None, event=signal))
        self.runs: Any = runs.Interpreter(made)
        self.runs.execute()

    def take(self, signal: str, second: int) -> None:
        """A signal at a second since the beginning."""
        self.runs.clock.time = second
        self.runs.queue(signal).execute()

    def until(self, second: int) -> str:
        """Let time pass; return the state."""
        self.runs.clock.time = second
        self.runs.execute()
        [state] = [each for each in self.runs.configuration if each != "root"]
        return str(state)


_ROOMS = ("model", "interpreter")


@pytest.mark.clause("S5.1", "S5.3", "S3.9")
@needs_harness("sismic")
def test_silence_and_giving_up_come_when_sismic_says(closing_lines: list[str]) -> None:
    """Whenever anything can happen both stand in the same state."""
    words = stage("{start: a, states: {a: {moves: {deal.signed: b}}, b: {end: success}}}").program
    entered = signals = 0
    for seed in range(WALKS):
        chance = random.Random(seed)  # noqa: S311  # a walk, not a secret
        track = chart(chance)
        stages = {"stage": Stage("stage", "office", "worker", (track,))}
        ours = Ours(link(msgspec.structs.replace(words, stages=stages), "chart"))
        theirs, offsets, stood = Theirs(track), [0], ""
        for second in range(60, MINUTES * 60):
            if second % 60 in offsets:
                state = ours.until(BEGIN + second * SECOND)
                assert state == theirs.until(second), (seed, second)
                entered += state != stood
                stood = state
                if track.states[state].end:
                    break
            elif second % 60 == len(offsets) and chance.random() < 0.05:
                offsets.append(second % 60)
                signal, signals = chance.choice(SIGNALS), signals + 1
                now = BEGIN + second * SECOND
                ours.take(Signal(signal, f"{second}", at=now), now)
                theirs.take(signal, second)
    closing_lines.append(
        f"oracle: sismic: {WALKS} charts, {signals} signals, {entered} states entered alike"
    )
    assert entered > WALKS
