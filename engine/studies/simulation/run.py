"""A simulation run: customers one after another, or teams with the people they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ...core.link import LinkedProgram
from ...language.values import Instant
from .agenda import OUTSIDE, Agenda
from .life import Life, directory_of
from .observing import Observer
from .plan import Chunk, Plan
from .setting import Setting
from .staff import Team

__all__ = ["run_chunk", "run_customer", "run_each"]

Told = TypeVar("Told", bound=Observer)

SWEEP = 64
"""How many customers are there at least before those who left are looked for."""


def run_chunk(program: LinkedProgram, plan: Plan, chunk: Chunk, observer: Observer) -> None:
    """Simulate the pieces of a chunk, one after another, and tell the observer of everything."""
    for _ in run_each(program, plan, chunk, lambda: observer):
        pass


def run_each(
    program: LinkedProgram, plan: Plan, chunk: Chunk, observe: Callable[[], Told]
) -> Iterator[Told]:
    """Simulate the pieces of a chunk and yield, after each, the observer that was told of it."""
    setting = Setting(program, plan)
    for number in range(chunk.first, chunk.until):
        observer = observe()
        Piece(setting, observer, number).run()
        yield observer


def run_customer(program: LinkedProgram, plan: Plan, index: int, observer: Observer) -> None:
    """Simulate one customer again, with the team it belongs to where there is one."""
    Piece(Setting(program, plan), observer, plan.piece_of(index)).run()


class Piece:
    """One team with its customers, or one customer alone: they share a clock, and nothing else."""

    def __init__(self, setting: Setting, observer: Observer, number: int) -> None:
        """Nobody has come yet."""
        self.setting, self.observer = setting, observer
        self.agenda = Agenda(setting.population.ends_at)
        self.team = Team(setting, self.agenda, number if setting.population.teams else 0)
        self.directory = directory_of(setting, self.team)
        plan, rate = setting.plan, setting.rate
        arrivals = [(plan.arrives_at(index, rate), index) for index in plan.members(number)]
        # Latest first: the next to come is taken from the end.
        self._coming = sorted(arrivals, reverse=True)
        self._there: dict[int, Life] = {}
        self._sweep_at = SWEEP

    def run(self) -> None:
        """Let everything happen, from the first arrival to the end of time."""
        self._announce()
        self.agenda.run()
        for _, life in sorted(self._there.items()):
            life.host.leave(self.setting.population.ends_at)

    def _announce(self) -> None:
        if self._coming:
            at, index = self._coming.pop()
            self.agenda.enter(at, OUTSIDE, self, self._come, (index, at))

    def happen(self, at: Instant, action: Callable[[Any], None], about: Any) -> None:
        """Let somebody come."""
        del at
        action(about)

    def _come(self, about: tuple[int, Instant]) -> None:
        self._announce()
        index, at = about
        life = Life(self, index, at)
        life.come()
        self._there[index] = life
        if len(self._there) > self._sweep_at:
            # Of those who have left nothing is kept; looked for now and then, not each time.
            self._there = {each: one for each, one in self._there.items() if not one.host.is_gone}
            self._sweep_at = 2 * len(self._there) + SWEEP
