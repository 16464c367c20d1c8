"""A kit for tests of conformance: cases of history told to journeys in memory, and judged."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from engine.core import clock
from engine.core.decide import STARTED, Step
from engine.core.journey import Account, Address, Context, Journey, Signal
from engine.core.link import LinkedProgram
from engine.studies.conformance.fitting import Fitting
from engine.studies.host import MemoryHost
from engine.studies.simulation.observing import Customer, Observer

from .lifecycles import linked

HOUR = 3_600_000_000
BEGIN = clock.parse_local("2025-09-22 10:00", "Etc/UTC")

_linked = functools.cache(linked)

Told = str | tuple[str, Sequence[str]]
"""A signal, or one that brings documents; an hour passes before each."""

ORDERS = """
stages:
  stage:
    mode: observe
    start: asked
    states:
      asked:
        touchpoints: {answer: {due: 2 business days}}
        moves: {deal.asked: quoted, deal.signed: ordered}
      quoted:
        moves: {deal.signed: ordered, client.held: lost}
      ordered:
        needs: [draft]
        touchpoints: {confirm: {}, pack: {starts: after confirm}}
        moves: {deal.priced: sent}
      sent: {moves: {deal.checked: done}}
      done: {end: success}
      lost: {end: lost}
"""


class Replayed(MemoryHost):
    """Journeys of one account that tell an observer of every decision."""

    def __init__(self, program: LinkedProgram, observer: Observer, index: int) -> None:
        super().__init__(program)
        self.observer = observer
        self.customer = Customer(index, "history", 0, BEGIN)

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        kept = super().keep(journey, step, signal)
        self.observer.decided(
            self.customer, journey, kept.after, signal, kept.decision, step.after.now
        )
        return kept


def tell(
    program: LinkedProgram,
    observer: Observer,
    cases: Iterable[Sequence[Told]],
    index: int = 0,
    unobserved: tuple[str, ...] = (),
) -> None:
    """Tell the cases of one account, one after the other, each to its newest journey; leave."""
    host = Replayed(program, observer, index)
    observer.came(host.customer)
    at, names = BEGIN, []
    for number, case in enumerate(cases):
        address = Address(account="acme", line="steel", playbook="stage", key=f"{number}")
        begin = Signal(STARTED, f"b{number}", "history", at=at, address=address)
        begin = begin if not unobserved else _with(begin, unobserved)
        names.append(host.start(begin, Context(Account("acme")), at))
        for place, told in enumerate(case):
            at += HOUR
            host.advance(names[0], at, inclusive=False)
            kind, brings = (told, ()) if isinstance(told, str) else told
            signal = Signal(kind, f"{number}.{place}", "history", at=at, brings=tuple(brings))
            host.send(host.journeys(names[0])[-1], signal, at)
    journeys = [host.journey(each) for each in host.journeys(names[0])]
    observer.left(host.customer, tuple(journeys), at)


def _with(begin: Signal, unobserved: tuple[str, ...]) -> Signal:
    return Signal(
        begin.type, begin.id, begin.source, at=begin.at, data={"unobserved": unobserved},
        address=begin.address,
    )  # fmt: skip


def judged(
    accounts: Iterable[Iterable[Sequence[Told]]], text: str = ORDERS, *hidden: str
) -> Fitting:
    """Return what was found in the cases of several accounts."""
    program = _linked(text)
    seen = Fitting(program)
    for index, cases in enumerate(accounts):
        tell(program, seen, cases, index, hidden)
    return seen
