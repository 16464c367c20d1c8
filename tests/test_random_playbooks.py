"""The engine beside machines of ``transitions``, on playbooks nobody would write (S2).

They agree on every state, refusal and order.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine.core import records as r
from engine.core.decide import decide
from engine.core.evolve import evolve, evolve_account
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal
from engine.language.values import Value

from .machine_model import Model, seen_of
from .random_playbooks import Playbook, playbooks

RUNS = settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    database=None,
    # A failing walk is told as it was drawn: making it smaller takes minutes.
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
BEGIN = 1_758_500_000_000_000


class Walk:
    """One journey in the engine, step by step."""

    def __init__(self, playbook: Playbook) -> None:
        self.linked = playbook.linked()
        self.journey, self.account = Journey("j"), Account("a")
        self.directory = Directory(people={role: role for role in self.linked.program.roles})
        self.steps = 0

    def take(self, type_: str, data: dict[str, Value], brings: tuple[str, ...] = ()) -> r.Decision:
        """Decide and fold."""
        self.steps += 1
        now = BEGIN + self.steps * 60_000_000
        address = Address(playbook="stage", account="a", line="l")
        signal = Signal(type_, str(self.steps), at=now, data=data, brings=brings, address=address)
        context = Context(self.account, self.directory)
        decision = decide(self.linked, context, self.journey, signal, now)
        for record in decision.records:
            self.journey = evolve(self.journey, record)
        for fact in decision.account_records:
            self.account = evolve_account(self.account, fact)
        return decision


@pytest.mark.clause("S1.6", "S1.8", "S2.1", "S2.2", "S2.3", "S2.4", "S2.7")
def test_random_playbooks_walk_as_the_oracle_walks(closing_lines: list[str]) -> None:
    """Every signal is taken, ignored or refused alike, and leads to the same in the same order."""
    counts = {"walks": 0, "steps": 0, "moves": 0, "ended": 0, "waited": 0, "refused": 0}

    @RUNS
    @given(playbooks())
    def run(playbook: Playbook) -> None:
        walk = Walk(playbook)
        model = Model(walk.linked)
        begun = walk.take("journey.started", dict(playbook.begin))
        assert seen_of(begun.records) == model.begin(playbook.begin)
        for event in playbook.events:
            decision = walk.take(event.type, dict(event.data), event.brings)
            outcome, seen = model.take(event)
            assert (decision.outcome, seen_of(decision.records)) == (outcome, seen), event
            assert walk.journey.outcome == model.outcome
            for place in model.places:
                lane = walk.journey.lanes[place.track.id]
                assert lane.state == place.state
                assert (lane.pending.signal if lane.pending else "") == place.pending
            counts["waited"] += any(each[0] == "pending" for each in seen)
            counts["refused"] += outcome == "refused"
        counts["walks"] += 1
        counts["steps"] += walk.steps
        counts["moves"] += model.moves
        counts["ended"] += bool(model.outcome)

    run()
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    closing_lines.append(f"oracle: transitions, random playbooks: {told}")
    assert min(counts.values()) > 50, "the walks get somewhere"
