"""Results of a simulation over the shipped playbooks, made up: every kind of figure is there.

Nobody simulated this: customers are poured through the states of each stage by fixed shares,
so that what went in comes out, and the drawing has something to show in every stage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from engine.language.compiler import Compiled
from engine.language.program import Program, Stage, State, Track
from engine.language.values import Money
from engine.studies.figures import results as f

HOUR = 3_600_000_000
DAY = 24 * HOUR
CUSTOMERS = 10_000
_ROUNDS = 40


def some(*of: str | int, most: int = 100) -> int:
    """Return a number below ``most`` that is always the same for the same words."""
    number = 17
    for character in "/".join(map(str, of)):
        number = (number * 131 + ord(character)) % 1_000_003
    return number % most


def spread(count: int, *of: str | int) -> f.Spread:
    """Return a spread of hours to weeks."""
    p50 = (2 + some(*of, most=90)) * HOUR
    p90 = p50 * (2 + some(*of, "90", most=4))
    return f.Spread(count, p50 + p50 // 4, p50, p90, p90 * 2) if count else f.Spread(0, 0, 0, 0, 0)


def cny(amount: int | str) -> Money:
    """Return an amount."""
    return Money(Decimal(amount), "CNY")


class Poured:
    """One stage with customers poured through it: visits, moves, ends."""

    def __init__(self, stage: Stage, entered: int) -> None:
        self.stage, self.entered = stage, entered
        self.visits: dict[tuple[str, str], int] = {}
        self.open: dict[tuple[str, str], int] = {}
        self.moves: dict[tuple[str, str, str, str], int] = {}
        for track in stage.tracks:
            self._pour(track)

    def name(self, track: Track) -> str:
        return "" if track.id == "main" else track.id

    def _pour(self, track: Track) -> None:
        own = self.name(track)
        first = track.starts[0].to if track.starts else next(iter(track.states))
        waiting = {first: self.entered}
        for _ in range(_ROUNDS):
            coming: dict[str, int] = {}
            for name, amount in waiting.items():
                self.visits[own, name] = self.visits.get((own, name), 0) + amount
                for by, to, part in self._split(track, track.states[name], amount):
                    key = (own, name, to, by)
                    self.moves[key] = self.moves.get(key, 0) + part
                    coming[to] = coming.get(to, 0) + part
            waiting = coming

    def _split(self, track: Track, state: State, amount: int) -> Iterator[tuple[str, str, int]]:
        if state.end:
            return
        ways = [
            (signal, way.to)
            for listed in (state.moves, track.anytime)
            for signal, alternatives in listed.items()
            for way in alternatives
            if way.to != "stay"
        ]
        ways += [(f"{s.id}.gave_up", s.give_up.to) for s in state.stalls if s.give_up is not None]
        weights = [
            2 if by in track.anytime or by.endswith(".gave_up") else 15 + some(by, to, most=60)
            for by, to in ways
        ]
        left = amount
        for (by, to), weight in zip(ways, weights, strict=True):
            part = amount * weight * 95 // 100 // sum(weights)
            left -= part
            yield by, to, part
        key = (self.name(track), state.id)
        self.open[key] = self.open.get(key, 0) + left

    def states(self) -> Iterator[f.StateFigures]:
        for track in self.stage.tracks:
            for name in track.states:
                key = (self.name(track), name)
                visits, left = self.visits.get(key, 0), self.open.get(key, 0)
                over = 0 if track.states[name].end else visits - left
                yield f.StateFigures(
                    self.stage.id, *key, visits, left, spread(over, self.stage.id, name)
                )

    def told_moves(self) -> Iterator[f.MoveFigures]:
        for (track, source, target, by), count in self.moves.items():
            if count:
                yield f.MoveFigures(self.stage.id, track, source, target, by, count)

    def figures(self) -> f.StageFigures:
        stage = self.stage
        if stage.ends:
            share = self.entered * 90 // 100
            ends = tuple(
                f.EndFigures(end.id, end.end, share // len(stage.ends)) for end in stage.ends
            )
        else:
            track = stage.tracks[0]
            ends = tuple(
                f.EndFigures(name, state.end, self.visits.get((self.name(track), name), 0))
                for name, state in track.states.items()
                if state.end
            )
        over = sum(each.count for each in ends)
        time = spread(over, stage.id, "stage")
        return f.StageFigures(stage.id, self.entered, max(self.entered - over, 0), ends, time)


def touchpoints(compiled: Compiled) -> Iterator[f.TouchpointFigures]:
    for stage in compiled.program.stages.values():
        for track in stage.tracks:
            for state in track.states.values():
                for each in state.touchpoints:
                    yield touchpoint(stage.id, each.id, "touchpoint")
    yield touchpoint("contract", "quiet_customer.other_channel", "follow_up")
    yield touchpoint("contract", "quotation", "blocker")


def touchpoint(stage: str, name: str, kind: str) -> f.TouchpointFigures:
    opened = 200 + some(stage, name, most=9000)
    late, skipped, cancelled, left = (opened * some(name, at, most=9) // 100 for at in range(4))
    in_time = opened - late - skipped - cancelled - left
    time = spread(in_time + late, stage, name)
    return f.TouchpointFigures(
        stage, name, kind, opened, in_time, late, skipped, cancelled, left, time
    )


def stalls(compiled: Compiled) -> Iterator[f.StallFigures]:
    program = compiled.program
    for stage in program.stages.values():
        own = [each for track in stage.tracks for each in track.stalls]
        own += [
            e for track in stage.tracks for state in track.states.values() for e in state.stalls
        ]
        for each in own:
            count = 30 + some(stage.id, each.id, most=1400)
            gave_up, lost, left, unfounded, still = (
                count * some(each.id, at, most=12) // 100 for at in range(5)
            )
            recovered = count - gave_up - lost - left - unfounded - still
            steps = program.recoveries[each.recovery].steps if each.recovery else ()
            by = [
                f.Recovered(f"followup/{each.recovery}.{step.id}", recovered // (len(steps) + 2))
                for step in steps
            ]
            rest = recovered - sum(won.count for won in by)
            yield f.StallFigures(
                stage.id, each.id, each.cause, count, recovered, gave_up, lost, left, unfounded,
                still, (*by, f.Recovered("", rest)), spread(count - still, each.id),
            )  # fmt: skip


def roles(compiled: Compiled) -> Iterator[f.RoleFigures]:
    first = dt.date(2026, 1, 5)
    for at, name in enumerate(list(compiled.program.roles)[:8]):
        people = None if at == 7 else 1 + some(name, most=3)
        weeks = []
        for week in range(78):
            capacity = None if people is None else people * 20 * (16 if week == 6 else 40) * HOUR
            full = 20 * 40 * (people or 2) * HOUR
            share = (
                30 + some(name, most=45) + some(name, week, most=30) + (15 if week % 13 == 7 else 0)
            )
            worked = full * share // 100
            weeks.append(f.WeekLoad(first + dt.timedelta(weeks=week), worked, capacity))
        worked = sum(each.worked for each in weeks)
        yield f.RoleFigures(
            name, people, worked // (HOUR // 2), worked, worked // 40, spread(9, name),
            cny(worked // HOUR * 150), tuple(weeks),
        )  # fmt: skip


ENTERED = {
    "admission": 10_000, "contract": 7_120, "fulfillment": 4_480, "closure": 4_032,
    "relationship": 6_900,
}  # fmt: skip


def tiers_of(program: Program) -> list[f.TierFigures]:
    """Return how often each tier was reached."""
    return [
        f.TierFigures(
            ladder, tier.id, 1_800 // (at * 3 + 1) + some(ladder, most=200), some(tier.id)
        )
        for ladder, each in program.ladders.items()
        for at, tier in enumerate(each.tiers)
    ]


def rules_of(program: Program) -> list[f.RuleFigures]:
    """Return how often each rule and pattern acted."""
    return [
        f.RuleFigures(stage.id, each.id, kind, some(each.id, most=900))
        for stage in program.stages.values()
        for kind, listed in (("rule", stage.rules), ("pattern", stage.patterns))
        for each in listed
    ]


def sample(compiled: Compiled) -> f.Results:
    """Return results in which every list has something."""
    program = compiled.program
    stages = [(program.stages[name], n) for name, n in ENTERED.items() if name in program.stages]
    poured = [Poured(stage, entered) for stage, entered in stages]
    channels = tuple(
        f.ChannelFigures(
            name, 400 + some(name, most=21_000), cny(some(name, most=90_000)) if at else None
        )
        for at, name in enumerate(("phone", "email", "wecom", "visit", "courier"))
    )
    little = (
        f.LittleFigures("", 3_812_554_000, 27_472_500, 138 * DAY + 18 * HOUR, 412, 3_900, True),
        f.LittleFigures("contract", 512_100_000, 19_500_000, 26 * DAY, 801, 5_200, True),
    )
    return f.Results(
        program=compiled.id,
        population="industrial_year",
        title_zh="工业客户一年",
        title_en="Industrial customers, one year",
        seed=7,
        begins_at=1_767_542_400_000_000,
        ends_at=1_814_716_800_000_000,
        zone="Asia/Shanghai",
        customers=CUSTOMERS,
        asked=CUSTOMERS,
        is_partial=False,
        journeys=28_345,
        signals=1_204_391,
        records=9_821_044,
        success=12_012,
        lost=7_301,
        dormant=4_310,
        open=4_722,
        segments=(
            f.SegmentFigures("key", 2_000, 3_104, 1_246, 590, 960, "重点客户", "Key accounts"),
            f.SegmentFigures("plain", 8_000, 8_908, 6_055, 3_720, 3_762, "普通客户", "Others"),
        ),
        stages=tuple(each.figures() for each in poured),
        states=tuple(state for each in poured for state in each.states()),
        moves=tuple(move for each in poured for move in each.told_moves()),
        touchpoints=tuple(touchpoints(compiled)),
        stalls=tuple(stalls(compiled)),
        tiers=tuple(tiers_of(program)),
        rules=tuple(rules_of(program)),
        roles=tuple(roles(compiled)),
        contacts=f.ContactFigures(
            sum(each.contacts for each in channels), 1_022, channels,
            (0, 61_020, 14_233, 3_120, 640, 88),
        ),
        budget=f.BudgetFigures(cny(18_204_550), cny("412300.5"), cny(1_080_000), cny("19696850.5")),
        value=f.ValueFigures(
            CUSTOMERS, cny(1_800_000_000), cny(414_180_000), cny(235_800_000), cny(241_020_000)
        ),
        little=little,
        incidents=(
            f.IncidentFigures("loop-found", "state/contract.drafting", 3, 812, "customer-812/2"),
            f.IncidentFigures("scope-full", "pattern/relationship.two_discounts", 1, 52, "52/1"),
        ),
    )  # fmt: skip


def nothing(compiled: Compiled) -> f.Results:
    """Return the results of a simulation that no customer came to."""
    return f.Results(
        program=compiled.id, population="nobody", title_zh="", title_en="", seed=0,
        begins_at=1_767_542_400_000_000, ends_at=1_767_628_800_000_000, zone="Asia/Shanghai",
        customers=0, asked=0, is_partial=False, journeys=0, signals=0, records=0, success=0,
        lost=0, dormant=0, open=0, segments=(), stages=(), states=(), moves=(), touchpoints=(),
        stalls=(), tiers=(), rules=(), roles=(), contacts=f.ContactFigures(0, 0, (), ()),
        budget=None, value=None, little=(), incidents=(),
    )  # fmt: skip
