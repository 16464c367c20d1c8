"""A kit for tests of calibration: a population whose every number is known, and what is run of it.

The playbook is that of :mod:`tests.small_workspace` without its guard on a fact, because what
our own event log does not say cannot be found again.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.core.link import LinkedProgram, link
from engine.language.compiler import Compiled, compile_files
from engine.studies.calibration.findings import Calibration
from engine.studies.calibration.fitting import Where, calibrate
from engine.studies.calibration.sampling import Sampler
from engine.studies.population.reading import prepare_population
from engine.studies.population.values import Population
from engine.studies.rehearsal import populations_of
from engine.studies.simulation.plan import chunks, plan_for
from engine.studies.simulation.run import run_chunk

from . import small_workspace

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


def files() -> dict[str, bytes]:
    """Return the workspace, with the population ``known``."""
    found = dict(small_workspace.files(PLAYBOOK))
    found["populations/known.yaml"] = KNOWN.encode()
    return found


def write(folder: Path) -> None:
    """Write the workspace and its mapping of our own log."""
    for name, data in {**files(), "mappings/own.yaml": MAPPING.encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@cache
def workspace() -> tuple[Compiled, LinkedProgram, Population]:
    """Return the workspace compiled and linked, and its population."""
    compiled, problems = compile_files(files())
    assert compiled is not None, problems
    found, problems = prepare_population(compiled, populations_of(compiled)["known"])
    assert found is not None, problems
    return compiled, link(compiled.program, compiled.id), found


def calibrations(customers: int, seed: int = 1) -> list[Calibration]:
    """Simulate customers, and calibrate each chunk of them by itself: they share nothing."""
    compiled, program, population = workspace()
    plan = plan_for(population, seed, customers)
    calendar = program.calendars[population.calendar]
    ends_at = plan.population.ends_at
    found = []
    for chunk in chunks(plan):
        sampler = Sampler(program, calendar, ends_at)
        run_chunk(program, plan, chunk, sampler)
        where = Where(compiled.program, population.playbook, calendar, ends_at)
        found.append(calibrate(sampler.samples, where))
    return found
