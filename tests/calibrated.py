"""A kit for tests of calibration: a population whose every number is known, and what is run of it.

The playbook is that of :mod:`tests.small_workspace` without its guard on a fact, because what
our own event log does not say cannot be found again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.core.calendar import BusinessCalendar
from engine.core.link import LinkedProgram, link
from engine.language.compiler import Compiled, compile_files
from engine.language.values import Instant
from engine.studies.calibration.findings import Calibration
from engine.studies.calibration.fitting import Where, calibrate
from engine.studies.calibration.samples import Samples
from engine.studies.calibration.sampling import Sampler
from engine.studies.population.reading import prepare_population
from engine.studies.population.values import Population
from engine.studies.rehearsal import populations_of
from engine.studies.simulation.plan import chunks, plan_for
from engine.studies.simulation.run import run_chunk

from . import small_workspace

WEEKS = 25
"""How long customers come, at sixty a week."""

PLAYBOOK = small_workspace.PLAYBOOK.replace(
    """\
      client.accepted:
        - {if: offer.amount >= large, to: review}
        - {to: won}
""",
    """\
      client.accepted: review
""",
)

KNOWN = """\
schema: population/1
title: 已知的客户 | Customers that are known
begins: offer
from: 2026-03-02
for: 25 weeks
follow: 6 weeks
arrivals:
  rate: 70 per week
  weekdays: {monday: 200%, saturday: 0%, sunday: 0%}
  hours: 09:00-17:00
customers:
  offer.waiting:
    replies:
      client.accepted:
        chance: 45%
        after: {lognormal: {median: 1 business day, p90: 3 business days}}
      client.asked: {chance: 20%, after: {gamma: {mean: 6 business hours, shape: 2}}}
      client.withdrew: {chance: 10%, after: {exponential: {mean: 2 days}}}
    silence: 25%
  offer.asleep:
    replies:
      client.accepted: {chance: 30%, after: {uniform: [1 day, 20 days]}}
work:
  default: {waits: {exponential: {mean: 2 business hours}}, takes: 1 minute}
  check_terms: {outcomes: {passed: 80%, rejected: 20%}}
"""

MAPPING = """\
schema: mapping/1
title: 我们自己的事件日志 | Our own event log
log: {kind: csv}
begins: offer
zone: Asia/Shanghai
case: "case:concept:name"
account: "case:touchline:customer"
ties: rows
at: "time:timestamp"
ends: 2026-10-04
columns:
  "time:timestamp": {time: iso}
  "touchline:outcome": {words: [passed, rejected], unknown: [""]}
starts: ["time:timestamp"]
events:
  - {signal: client.accepted, when: {"touchline:kind": signal, "concept:name": client.accepted}}
  - {signal: client.asked, when: {"touchline:kind": signal, "concept:name": client.asked}}
  - {signal: client.withdrew, when: {"touchline:kind": signal, "concept:name": client.withdrew}}
  - done: send_offer
    when: {"concept:name": offer.send_offer, "lifecycle:transition": complete}
  - done: check_terms
    when: {"concept:name": offer.check_terms, "lifecycle:transition": complete}
    outcome: "touchline:outcome"
"""


def files(weeks: int = WEEKS, playbook: str = PLAYBOOK, known: str = KNOWN) -> dict[str, bytes]:
    """Return the workspace, with the population ``known`` who come for some weeks."""
    found = dict(small_workspace.files(playbook))
    text = known.replace(f"for: {WEEKS} weeks", f"for: {weeks} weeks")
    found["populations/known.yaml"] = text.encode()
    return found


def mapping(weeks: int = WEEKS) -> str:
    """Return the mapping of our own log, which ends when nobody is watched any more."""
    ends = dt.date(2026, 3, 2) + dt.timedelta(weeks=weeks + 6, days=-1)
    return MAPPING.replace("ends: 2026-10-04", f"ends: {ends}")


def write(folder: Path, weeks: int = WEEKS) -> None:
    """Write the workspace and its mapping of our own log."""
    for name, data in {**files(weeks), "mappings/own.yaml": mapping(weeks).encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@dataclass(frozen=True)
class Known:
    """A workspace whose population is known, and what is seen of a simulation of it."""

    compiled: Compiled
    program: LinkedProgram
    population: Population

    def samples(self, seed: int = 1, until: Instant | None = None) -> list[Samples]:
        """Simulate it; return what is seen of each chunk: they share nothing."""
        plan, found = plan_for(self.population, seed), list[Samples]()
        for chunk in chunks(plan):
            sampler = Sampler(self.program, self.calendar, until or self.population.ends_at)
            run_chunk(self.program, plan, chunk, sampler)
            found.append(sampler.samples)
        return found

    @property
    def calendar(self) -> BusinessCalendar:
        """The calendar of the population."""
        return self.program.calendars[self.population.calendar]

    def fitted(self, samples: Samples) -> Calibration:
        """Return what is fitted to samples."""
        begins, ends_at = self.population.playbook, self.population.ends_at
        return calibrate(samples, Where(self.compiled.program, begins, self.calendar, ends_at))


def known(weeks: int = WEEKS, playbook: str = PLAYBOOK, text: str = KNOWN) -> Known:
    """Return the workspace compiled and linked, with its population."""
    compiled, problems = compile_files(files(weeks, playbook, text))
    assert compiled is not None, problems
    found, problems = prepare_population(compiled, populations_of(compiled)["known"])
    assert found is not None, problems
    return Known(compiled, link(compiled.program, compiled.id), found)


def together(parts: Iterable[Samples]) -> Samples:
    """Return what was seen of all chunks."""
    total = Samples()
    for each in parts:
        total.merge(each)
    return total
