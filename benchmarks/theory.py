"""The simulator against what is known exactly: ``python -m benchmarks.theory``.

Queues of which theory knows the waiting time (M/M/1, M/M/3 by Erlang's C), a funnel whose
probabilities multiply, and Little's law counted three ways, each simulated by the whole engine:
playbooks, timers, decisions. An interval is the 95 % one of twenty batch means (Student's t with
19 degrees of freedom), or of a proportion; a customer's place in its batch is its place in time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import statistics
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.core.clock import parse_local
from engine.core.journey import Journey, Signal
from engine.core.link import LinkedProgram, link
from engine.core.records import Decision, StateEntered
from engine.language.compiler import compile_files
from engine.language.titles import Title
from engine.language.values import MICROSECONDS_PER_HOUR, Instant
from engine.studies.population.values import (
    WHOLE,
    Arrivals,
    Behaviour,
    Distribution,
    Duration,
    Population,
    Reply,
    Segment,
    Staff,
    Work,
)
from engine.studies.simulation.observing import Customer, Worked
from engine.studies.simulation.plan import chunks, plan_for
from engine.studies.simulation.run import run_chunk

BATCHES, STUDENT_19 = 20, 2.093
NORMAL = 1.96
HOURS_A_WEEK = 168
BEGIN = parse_local("2026-01-05 00:00", "Etc/UTC")


class Figure(NamedTuple):
    """One figure: what theory says, what was simulated, and between what the truth should lie."""

    name: str
    theory: float
    simulated: float
    low: float
    high: float

    @property
    def is_inside(self) -> bool:
        """Whether the interval holds what theory says."""
        return self.low <= self.theory <= self.high


class Watch:
    """An observer of what the figures need."""

    def __init__(self) -> None:
        self.works: list[Worked] = []
        self.states: dict[str, int] = {}
        self.stays: list[tuple[Instant, Instant]] = []

    def came(self, customer: Customer) -> None:
        """Customers are counted when they leave."""

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: Decision,
        now: Instant,
    ) -> None:
        """Count the states that are entered."""
        del customer, before, after, signal, now
        for record in decision.records:
            if isinstance(record, StateEntered):
                self.states[record.state] = self.states.get(record.state, 0) + 1

    def worked(self, worked: Worked) -> None:
        """Keep each service."""
        self.works.append(worked)

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Keep how long each customer was there."""
        del journeys
        self.stays.append((customer.arrives_at, at))


def queue(servers: int, load: float, customers: int, seed: int) -> Iterator[Figure]:
    """Yield mean wait and utilisation of ``servers`` people whose work takes an hour on average."""
    watch = run(_people(servers * load, servers), customers, seed)
    works = sorted(watch.works, key=lambda each: each.asked_at)
    name = f"M/M/{servers} at {load:.0%}"
    waits = [_hours(each.begun_at - each.asked_at) for each in works]
    yield _by_batches(f"{name}: mean wait, h", erlang_c(servers, load) / (servers * (1 - load)),
                      [statistics.fmean(batch) for batch in _batches(waits)])  # fmt: skip
    busy = [
        sum(each.microseconds for each in batch) / (batch[-1].asked_at - batch[0].asked_at)
        for batch in _batches(works)
    ]
    yield _by_batches(f"{name}: utilisation", load, [each / servers for each in busy])


def little(customers: int, seed: int) -> Iterator[Figure]:
    """Yield how many are there, counted every hour, against arrivals an hour times their stay."""
    stays = sorted(run(_people(0.6, 1), customers, seed).stays)
    first, last = stays[0][0], stays[-1][0]
    span = last - first
    hourly = range(first, last, MICROSECONDS_PER_HOUR // 4)
    there = [0] * len(hourly)
    for came, left in stays:
        for slot in range(_slot(came - first), min(_slot(left - first), len(there))):
            there[slot] += 1
    counted = [statistics.fmean(batch) for batch in _batches(there)]
    rate = (len(stays) - 1) / (span / MICROSECONDS_PER_HOUR)
    stay = statistics.fmean(_hours(left - came) for came, left in stays)
    yield _by_batches("Little: L counted, rate x stay", rate * stay, counted)
    yield _by_batches("Little: L counted, M/M/1 in theory", 0.6 / 0.4, counted)


def _slot(since: int) -> int:
    return -(-since // (MICROSECONDS_PER_HOUR // 4))


def funnel(customers: int, seed: int) -> Iterator[Figure]:
    """Yield the shares that reach each end of a funnel of three questions."""
    watch = run(asked(), customers, seed)
    chances = {"second": 0.6, "third": 0.6 * 0.5, "won": 0.6 * 0.5 * 0.9, "lost": 1 - 0.27 - 0.1}
    for state, chance in chances.items():
        share = watch.states.get(state, 0) / customers
        wide = NORMAL * math.sqrt(share * (1 - share) / customers)
        yield Figure(f"funnel: {state}", chance, share, share - wide, share + wide)


def erlang_c(servers: int, load: float) -> float:
    """Return the probability that somebody has to wait."""
    offered = servers * load
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    full = offered**servers / math.factorial(servers) / (1 - load)
    return full / (sum(terms) + full)


def run(population: Population, customers: int, seed: int) -> Watch:
    """Simulate so many customers of a population."""
    plan, watch, program = plan_for(population, seed, customers), Watch(), linked()
    for chunk in chunks(plan):
        run_chunk(program, plan, chunk, watch)
    return watch


def _by_batches(name: str, theory: float, means: Sequence[float]) -> Figure:
    middle = statistics.fmean(means)
    wide = STUDENT_19 * statistics.stdev(means) / math.sqrt(len(means))
    return Figure(name, theory, middle, middle - wide, middle + wide)


def _batches(values: Sequence) -> list:  # type: ignore[type-arg]
    size = len(values) // BATCHES
    return [values[each * size : (each + 1) * size] for each in range(BATCHES)]


def _hours(microseconds: int) -> float:
    return microseconds / MICROSECONDS_PER_HOUR


# --- the workspace and its populations


def linked() -> LinkedProgram:
    """Compile the playbooks of the two models."""
    files = {f"{name}.yaml": text.encode() for name, text in FILES.items()}
    compiled, problems = compile_files(files)
    if compiled is None:
        raise SystemExit("\n".join(each.line("en") for each in problems))
    return link(compiled.program)


def _spread(hours: float) -> Duration:
    return Duration(Distribution("exponential", (hours * 3600,)))


def _population(playbook: str, rate: float, segment: Segment, servers: int) -> Population:
    """Return customers who come ``rate`` an hour, day and night."""
    until = BEGIN + HOURS_A_WEEK * MICROSECONDS_PER_HOUR
    staff = {"server": Staff("server", servers, "always")} if servers else {}
    return Population(
        id=playbook, path="", title=Title("模型", "Model"), playbook=playbook, line="line",
        calendar="always", begins_at=BEGIN, arrivals_end_at=until,
        ends_at=until + 50 * HOURS_A_WEEK * MICROSECONDS_PER_HOUR, starts_on=dt.date(2026, 1, 5),
        arrivals=Arrivals(rate * HOURS_A_WEEK), segments=(segment,), teams=1 if servers else 0,
        staff=staff,
    )  # fmt: skip


def _segment(states: dict[str, Behaviour], takes: Duration) -> Segment:
    at_once = Duration(Distribution("constant", (0.0,)))
    work = {"": Work(at_once, takes)}
    return Segment("all", Title("全部", "All"), WHOLE, {}, states, {}, work)


def _people(rate: float, servers: int) -> Population:
    return _population("counter", rate, _segment({}, _spread(1.0)), servers)


def asked() -> Population:
    """Return customers who are asked three questions, one after another."""

    def answers(yes: float, no: float) -> Behaviour:
        said = {"client.agreed": yes, "client.refused": no}
        replies = [Reply(name, round(chance * WHOLE), _spread(20)) for name, chance in said.items()]
        return Behaviour(tuple(replies), WHOLE - sum(each.chance for each in replies))

    states = {"funnel.first": answers(0.6, 0.3), "funnel.second": answers(0.5, 0.5),
              "funnel.third": answers(0.9, 0.1)}  # fmt: skip
    return _population("funnel", 40.0, _segment(states, _spread(1.0)), 0)


FILES = {
    "counter": """
schema: playbook/1
id: counter
title: 柜台 | Counter
calendar: always
owner: server
start: served
states:
  served:
    title: 办理 | Being served
    waits_for: us
    touchpoints: {serve: {title: 办理 | Serve, with: internal}}
    moves: {serve.done: gone}
  gone: {title: 离开 | Gone, end: success}
""",
    "funnel": """
schema: playbook/1
id: funnel
title: 漏斗 | Funnel
calendar: always
owner: server
start: first
anytime: {client.refused: lost}
states:
  first: {title: 一问 | First, waits_for: customer, moves: {client.agreed: second}}
  second: {title: 二问 | Second, waits_for: customer, moves: {client.agreed: third}}
  third: {title: 三问 | Third, waits_for: customer, moves: {client.agreed: won}}
  won: {title: 赢 | Won, end: success}
  lost: {title: 输 | Lost, end: lost}
""",
    "shared/people": """
schema: people/1
title: 角色 | Roles
levels: [staff]
roles: {server: {title: 办事员 | Server, level: staff}}
""",
    "shared/calendars": """
schema: calendars/1
title: 日历 | Calendars
always:
  title: 不打烊 | Always
  zone: Etc/UTC
  weekly: {monday to sunday: [00:00-24:00]}
""",
    "shared/vocabulary": """
schema: vocabulary/1
title: 词汇 | Words
things:
  client:
    title: 客户 | Client
    scope: account
    signals:
      agreed: {title: 同意 | Agreed, from: customer}
      refused: {title: 拒绝 | Refused, from: customer}
""",
}


def figures(size: int = 1, seed: int = 1) -> Iterator[Figure]:
    """Yield all figures; ``size`` times the customers of the tests."""
    yield from queue(1, 0.6, 4_000 * size, seed)
    yield from queue(3, 0.7, 4_000 * size, seed)
    yield from little(2_000 * size, seed)
    yield from funnel(2_000 * size, seed)


def main() -> None:
    """Print the table; exit 1 where more is outside than chance would have it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outside = 0
    sys.stdout.write(f"{'':36}{'theory':>10}{'simulated':>11}{'interval':>22}  inside\n")
    for each in figures(arguments.size, arguments.seed):
        interval = f"[{each.low:.4f}, {each.high:.4f}]"
        sys.stdout.write(
            f"{each.name:36}{each.theory:10.4f}{each.simulated:11.4f}{interval:>22}"
            f"  {'yes' if each.is_inside else 'NO'}\n"
        )
        outside += not each.is_inside
    # Of ten intervals of 95 % one misses now and then; three do once in ninety runs.
    if outside > 2:  # noqa: PLR2004
        sys.exit(f"{outside} figures outside")


if __name__ == "__main__":
    main()
