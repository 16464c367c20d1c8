"""What one journey's decision asks of the others: begin, answer, look again (S2.6, S7.8).

Every shell does it by these functions, so that a story, a store and a simulation agree. They
decide through the shell they are given and touch nothing themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Protocol

from ..language.values import Instant, Value
from . import records as r
from .addresses import Candidate, Whereabouts, addressees, ambiguous, is_ambiguous, twin
from .decide import CONTEXT_CHANGED, SEED_ANSWERED, STARTED, Step, folded
from .happenings import ENGINE
from .identity import seeded_id
from .journey import Address, Journey, Signal
from .link import LinkedProgram

MAX_ROUNDS = 1_000
"""How many decisions one may lead to in other journeys; more is a circle (S1.6)."""


class Outside(Protocol):
    """What a shell does for these functions: it knows which journeys there are."""

    @property
    def program(self) -> LinkedProgram:
        """The program that new journeys take (S8.2)."""

    def lacking(self, playbook: str) -> tuple[str, ...]:
        """Return what the engine does not run of a playbook."""

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands now."""

    def alive(self, account: str) -> Sequence[Candidate]:
        """Return an account's running and dormant journeys, by id."""

    def decide(self, journey: Journey, signal: Signal, now: Instant) -> Step:
        """Decide one signal; an unknown journey begins. Nothing is kept yet."""

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        """Keep what was decided of ``journey``, and return it."""


def spread(outside: Outside, step: Step, now: Instant) -> None:
    """Do what a kept decision asks of other journeys, and theirs ask, until all is quiet."""
    waiting = deque([step])
    for _ in range(MAX_ROUNDS):
        if not waiting:
            return
        doing = waiting.popleft()
        waiting.extend(_consequences(outside, doing, now))
    if waiting:
        journey = waiting[-1].after
        at = max(journey.now, 0)
        raised = r.IncidentRaised(at, "endless-exchange", "", (journey.account,), taken_at=now)
        circle = Signal(CONTEXT_CHANGED, "", ENGINE, at=at)
        outside.keep(journey, folded(journey, r.Decision("incident", (raised,))), circle)


def deliver(outside: Outside, signal: Signal, now: Instant, besides: str = "") -> list[Step]:
    """Take a signal of which only the account is known; nobody there means an empty list.

    It goes where :func:`addressees` says, ``besides`` the journey that has heard it already, or
    begins the playbooks it starts by itself.
    """
    alive = [each for each in outside.alive(signal.address.account) if each.journey.id != besides]
    found = addressees(outside.program, signal, alive)
    journeys = {each.journey.id: each.journey for each in alive}
    if is_ambiguous(outside.program, signal, found):
        journey = journeys[found[-1]]
        step = folded(journey, ambiguous(journey, signal, now, found))
        return [outside.keep(journey, step, signal)]
    chosen = [journeys[name] for name in found] or list(_begun_by(outside, signal, now))
    return [_taken(outside, journey, signal, now) for journey in chosen]


def _taken(outside: Outside, journey: Journey, signal: Signal, now: Instant) -> Step:
    return outside.keep(journey, outside.decide(journey, signal, now), signal)


def _begun_by(outside: Outside, signal: Signal, now: Instant) -> Iterator[Journey]:
    said = signal.address
    for name in outside.program.starters.get(signal.type, ()):
        if outside.lacking(name):
            continue
        address = Address(account=said.account, line=said.line, key=said.key, playbook=name)
        begin = Signal(STARTED, f"{signal.id}:{name}", ENGINE, at=signal.at, address=address)
        journey = Journey(f"{said.account}/{signal.source}/{signal.id}/{name}")
        step = outside.decide(journey, begin, now)
        if step.decision.outcome == "taken":
            yield outside.keep(journey, step, begin).after


# --- what a decision asks of others


def _consequences(outside: Outside, step: Step, now: Instant) -> Iterator[Step]:
    journey, decision = step.after, step.decision
    for effect in decision.effects:
        if isinstance(effect, r.Start):
            yield from _begin(outside, journey, effect, decision.records[-1].at, now)
        elif isinstance(effect, r.Send):
            yield from _send(outside, journey, effect, now)
    shared = any(isinstance(each, r.FactSet) for each in decision.account_records)
    own = any(isinstance(each, r.FactSet) for each in decision.records)
    if not shared and not (own and journey.seeds):
        return
    for other in outside.alive(journey.account):
        reads = shared or other.journey.parent == journey.id
        if reads and other.journey.id != journey.id:
            at, number = decision.records[-1].at, journey.version
            changed = Signal(CONTEXT_CHANGED, f"{journey.id}#{number}", ENGINE, at=at)
            looked = outside.decide(other.journey, changed, now)
            if looked.decision.records or looked.decision.account_records:
                yield outside.keep(other.journey, looked, changed)


def _send(outside: Outside, journey: Journey, effect: r.Send, now: Instant) -> Iterator[Step]:
    """Hand a signal on: to the newest journey in a stage, or to whom it concerns (S7.2, S7.8)."""
    signal = Signal(
        effect.type, f"{journey.id}#{effect.record}.{effect.index}", ENGINE, effect.by, effect.at,
        effect.data, address=effect.address,
    )  # fmt: skip
    if not effect.address.playbook:
        yield from deliver(outside, signal, now, journey.id)
        return
    there = [
        (each.started_at, each.journey.id, each.journey)
        for each in outside.alive(journey.account)
        if each.journey.playbook == effect.address.playbook
    ]
    if there:
        other = max(there, key=lambda each: each[:2])[2]
        yield _taken(outside, other, signal, now)
        return
    origin = outside.journey(journey.id)  # it may have decided again since
    names = (effect.address.playbook,)
    raised = r.IncidentRaised(
        max(effect.at, origin.now), "nobody-to-act", "", names, effect.type, ENGINE, signal.id, now
    )
    yield outside.keep(origin, folded(origin, r.Decision("incident", (raised,))), signal)


def _begin(
    outside: Outside, journey: Journey, effect: r.Start, at: Instant, now: Instant
) -> Iterator[Step]:
    wanted = effect.address
    alive = [
        Whereabouts(each.journey.id, each.journey.line, each.journey.key, each.journey.playbook)
        for each in outside.alive(wanted.account)
    ]
    into = twin(outside.program, wanted, alive)
    if into is not None:
        yield _answer(outside, journey, effect, {"into": into}, at, now)
        return
    name = seeded_id(journey.id, effect.record)
    lacking = " ".join(outside.lacking(wanted.playbook))
    if lacking:
        yield _answer(outside, journey, effect, {"lacking": lacking}, at, now)
        return
    begin = Signal(
        STARTED, name, ENGINE, at=at, data=effect.facts, brings=effect.documents, address=wanted
    )
    seeded = Journey(name)
    step = outside.decide(seeded, begin, now)
    decision = step.decision
    if decision.outcome == "taken":
        yield outside.keep(seeded, step, begin)
        return
    reasons = (getattr(each, "reason", "") for each in decision.records)
    reason = " ".join(filter(None, reasons)) or decision.outcome
    yield _answer(outside, journey, effect, {"reason": reason}, at, now)


def _answer(
    outside: Outside,
    of: Journey,
    effect: r.Start,
    said: dict[str, Value],
    at: Instant,
    now: Instant,
) -> Step:
    journey = outside.journey(of.id)  # it may have decided again since
    signal = Signal(
        SEED_ANSWERED, f"seed:{effect.record}", ENGINE, at=at, data={"seed": effect.record, **said}
    )
    return _taken(outside, journey, signal, now)
