"""From a tally to results: every figure of a run, in the order of the playbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.link import LinkedProgram
from ...language.program import Program, Stage
from ..population.values import Population
from . import results as f
from .costing import budget_of, channels_of, roles_of, value_of
from .counting import MOST_CONTACTS
from .little import little_of
from .of_journeys import EVERYWHERE
from .tally import Tally

if TYPE_CHECKING:
    from ..simulation.plan import Plan

_OUTCOMES = ("success", "lost", "dormant", "open")
_KINDS = ("touchpoint", "follow_up", "blocker")


def results(tally: Tally, program: LinkedProgram, plan: Plan) -> f.Results:
    """Return everything that was counted in a run of ``plan``; less than it all, if interrupted."""
    population = plan.population
    sums = _Sums(tally, program, population)
    roles, channels = roles_of(tally, program, population), channels_of(tally, population)
    customers = sum(tally.count("customers", each.id) for each in population.segments)
    ended = {each: sum(getattr(s, each) for s in sums.segments()) for each in _OUTCOMES}
    return f.Results(
        program=program.id,
        population=population.id,
        title_zh=population.title.zh,
        title_en=population.title.en,
        seed=plan.seed,
        begins_at=population.begins_at,
        ends_at=population.ends_at,
        zone=program.calendars[population.calendar].data.zone,
        customers=customers,
        asked=plan.customers,
        is_partial=customers < plan.customers,
        journeys=tally.count("journeys"),
        signals=tally.count("signals"),
        records=tally.count("records"),
        **ended,
        segments=sums.segments(),
        stages=sums.stages(),
        states=sums.states(),
        moves=sums.moves(),
        touchpoints=sums.touchpoints(),
        stalls=sums.stalls(),
        tiers=sums.tiers(),
        rules=sums.rules(),
        roles=roles,
        contacts=sums.contacts(channels),
        budget=budget_of(roles, channels, program, population),
        value=value_of(tally),
        little=sums.little(),
        incidents=sums.incidents(),
    )


def in_order(program: Program) -> tuple[str, ...]:
    """Return all stages: those of the lifecycle as they follow each other, then the others."""
    lifecycle = program.lifecycle
    named = []
    if lifecycle is not None:
        named = [*(each.id for each in lifecycle.stages), *lifecycle.beside]
    return tuple(
        dict.fromkeys(each for each in (*named, *program.stages) if each in program.stages)
    )


class _Sums:
    """The figures of one run, list by list; only what happened is in them."""

    def __init__(self, tally: Tally, program: LinkedProgram, population: Population) -> None:
        self.tally, self.population = tally, population
        self.program = program.program
        self.order = {name: number for number, name in enumerate(in_order(program.program))}
        self.places = {name: _places(stage) for name, stage in self.program.stages.items()}

    def place(self, stage: str, track: str = "", state: str = "") -> tuple[int, int]:
        """Return what a state is sorted by: its stage, and where it stands in it."""
        return self.order.get(stage, 0), self.places.get(stage, {}).get((track, state), -1)

    def segments(self) -> tuple[f.SegmentFigures, ...]:
        """Return how many customers of each kind came, and how their journeys ended."""
        count = self.tally.count
        return tuple(
            f.SegmentFigures(
                segment=each.id,
                customers=count("customers", each.id),
                success=count("ended", each.id, "success"),
                lost=count("ended", each.id, "lost"),
                dormant=count("ended", each.id, "dormant"),
                open=count("ended", each.id, "open"),
                title_zh=each.title.zh,
                title_en=each.title.en,
            )
            for each in self.population.segments
        )

    def stages(self) -> tuple[f.StageFigures, ...]:
        """Return the funnel: of every stage entered, how many came and went which way."""
        return tuple(
            f.StageFigures(
                name,
                self.tally.count("entered", name),
                self.tally.count("open", name),
                tuple(
                    f.EndFigures(end, outcome, self.tally.count("end", name, end, outcome))
                    for end, outcome in self.tally.under("end", name)
                ),
                self.tally.time("stage", name),
            )
            for name in self.order
            if self.tally.count("entered", name)
        )

    def states(self) -> tuple[f.StateFigures, ...]:
        """Return every state that was visited."""
        keys = sorted((self.place(*key[:3]), key) for key in self.tally.under("visits"))
        return tuple(
            f.StateFigures(
                stage=key[0],
                track=self._track(key[0], key[1]),
                state=key[2],
                visits=self.tally.count("visits", *key),
                open=self.tally.count("state.open", *key),
                time=self.tally.time("state", *key),
            )
            for _, key in keys
        )

    def moves(self) -> tuple[f.MoveFigures, ...]:
        """Return every move that was made."""
        keys = sorted((self.place(*key[:3]), key) for key in self.tally.under("move"))
        return tuple(
            f.MoveFigures(
                stage=key[0],
                track=self._track(key[0], key[1]),
                source=key[2],
                target=key[3],
                by=key[4],
                count=self.tally.count("move", *key),
            )
            for _, key in keys
        )

    def _track(self, stage: str, track: str) -> str:
        return track if len(self.program.stages[stage].tracks) > 1 else ""

    def touchpoints(self) -> tuple[f.TouchpointFigures, ...]:
        """Return every kind of task that was opened."""
        keys = sorted(
            self.tally.under("task"),
            key=lambda key: (self.order.get(key[0], 0), _KINDS.index(key[1]), key[2]),
        )
        count = self.tally.count
        return tuple(
            f.TouchpointFigures(
                stage=key[0],
                name=key[2],
                kind=key[1],
                opened=count("task", *key),
                in_time=count("task.in_time", *key),
                late=count("task.late", *key),
                skipped=count("task.skipped", *key),
                cancelled=count("task.cancelled", *key),
                open=count("task.open", *key),
                time=self.tally.time("task", *key),
            )
            for key in keys
        )

    def stalls(self) -> tuple[f.StallFigures, ...]:
        """Return every stall that happened, by cause, and what recovered it."""
        keys = sorted(self.tally.under("stall"), key=lambda key: (self.order.get(key[0], 0), key))
        count = self.tally.count
        return tuple(
            f.StallFigures(
                stage=key[0],
                stall=key[1],
                cause=key[2],
                count=count("stall", *key),
                recovered=count("stall.recovered", *key),
                gave_up=count("stall.gave_up", *key),
                lost=count("stall.lost", *key),
                left=count("stall.left", *key),
                unfounded=count("stall.unfounded", *key),
                open=count("stall.open", *key),
                recovered_by=tuple(
                    f.Recovered(by, count("recovered_by", *key, by))
                    for (by,) in self.tally.under("recovered_by", *key)
                ),
                time=self.tally.time("stall", *key),
            )
            for key in keys
        )

    def tiers(self) -> tuple[f.TierFigures, ...]:
        """Return every tier that was reached or passed over, from the lowest up."""
        count = self.tally.count
        found = (
            f.TierFigures(
                name, tier.id, count("tier", name, tier.id), count("tier.skipped", name, tier.id)
            )
            for name, ladder in sorted(self.program.ladders.items())
            for tier in ladder.tiers
        )
        return tuple(each for each in found if each.reached or each.skipped)

    def rules(self) -> tuple[f.RuleFigures, ...]:
        """Return every rule and pattern that acted."""
        found = []
        for kind in ("rule", "pattern"):
            for (name,) in self.tally.under(kind):
                stage, _, own = name.rpartition(".")
                found.append(f.RuleFigures(stage, own, kind, self.tally.count(kind, name)))
        return tuple(
            sorted(found, key=lambda each: (self.order.get(each.stage, -1), each.kind, each.name))
        )

    def contacts(self, channels: tuple[f.ChannelFigures, ...]) -> f.ContactFigures:
        """Return how often customers were contacted, in all and in each of their weeks."""
        return f.ContactFigures(
            sum(each.contacts for each in channels),
            sum(self.tally.count("deferred", name) for (name,) in self.tally.under("deferred")),
            channels,
            tuple(self.tally.count("weekly", str(n)) for n in range(MOST_CONTACTS + 1)),
        )

    def little(self) -> tuple[f.LittleFigures, ...]:
        """Return Little's law for all journeys, and for those in each stage."""
        length = self.population.ends_at - self.population.begins_at
        names = [EVERYWHERE, *self.order]
        return tuple(
            little_of(self.tally, name, length)
            for name in names
            if self.tally.count("arrived", name)
        )

    def incidents(self) -> tuple[f.IncidentFigures, ...]:
        """Return what a person must look at, and where it is seen first."""
        return tuple(
            f.IncidentFigures(code, key, each.count, each.first_customer, each.journey)
            for (code, key), each in sorted(self.tally.incidents.items())
        )


def _places(stage: Stage) -> dict[tuple[str, str], int]:
    keys = [(track.id, state) for track in stage.tracks for state in track.states]
    return {key: number for number, key in enumerate(keys)}
