"""What is to be simulated, and the pieces it falls into: known before anything runs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ...language.values import Instant
from ..population.values import Population
from .arrivals import LONGEST_YEARS, Rate, rate_of, stretched
from .chance import bits, stream_key, unit

__all__ = ["LONGEST_YEARS", "Chunk", "Plan", "chunks", "plan_for"]

CHUNK_CUSTOMERS = 250
"""About how many customers are simulated between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: the population as it is run, a seed, and how many customers come."""

    population: Population
    seed: int
    customers: int

    @property
    def pieces(self) -> int:
        """How many parts share nothing with any other: teams, or single customers."""
        return min(self.population.teams, self.customers) or self.customers

    def members(self, piece: int) -> range:
        """Return the customers of a piece, by number."""
        teams = self.population.teams
        return range(piece, self.customers, teams) if teams else range(piece, piece + 1)

    def piece_of(self, index: int) -> int:
        """Return the piece that a customer belongs to."""
        return index % self.population.teams if self.population.teams else index

    def arrives_at(self, index: int, rate: Rate) -> Instant:
        """Return when a customer comes; ``rate`` is that of the population."""
        if self.population.arrivals.even:
            share = (index + 0.5) / self.customers
        else:
            share = unit(bits(stream_key(self.seed, index), "arrival", 0))
        return rate.reached(rate.total * share)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A row of pieces, from ``first`` up to, not including, ``until``: the unit of work."""

    index: int
    first: int
    until: int

    def customers(self, plan: Plan) -> int:
        """Return how many customers are in it."""
        return sum(len(plan.members(piece)) for piece in range(self.first, self.until))


def plan_for(population: Population, seed: int, journeys: int | None = None) -> Plan:
    """Return what is to be run: the whole population, or as many ``journeys`` as are asked for.

    With ``journeys`` the time in which customers come begins when it did, at the rate it had,
    and ends where so many are expected; the end of all moves with it. Where that would take more
    than ten years, the population is run so many times over, side by side: rate and teams grow.
    Asked for just as many as would come anyway, it is the same run: its command can name them.
    """
    usual = round(rate_of(population).total)
    if journeys is None or journeys == usual:
        return Plan(population, seed, usual)
    rate = stretched(population, journeys)
    times = math.ceil(journeys / rate.total) if rate.total else 1
    if times > 1:
        arrivals = replace(population.arrivals, per_week=population.arrivals.per_week * times)
        population = replace(population, arrivals=arrivals, teams=population.teams * times)
        rate = stretched(population, journeys)
    until = rate.reached(float(journeys))
    follow = population.ends_at - population.arrivals_end_at
    population = replace(population, arrivals_end_at=until, ends_at=until + follow)
    return Plan(population, seed, journeys)


def chunks(plan: Plan) -> tuple[Chunk, ...]:
    """Return the chunks of a plan, in order; they depend on nothing but the plan."""
    pieces = plan.pieces
    if not pieces:
        return ()
    size = max(1, CHUNK_CUSTOMERS * pieces // plan.customers)
    return tuple(
        Chunk(index, first, min(first + size, pieces))
        for index, first in enumerate(range(0, pieces, size))
    )
