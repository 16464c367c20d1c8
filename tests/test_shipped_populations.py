"""The shipped populations, run small: every stage is met, nothing breaks, and plays bring back."""

from __future__ import annotations

import difflib
import functools

import pytest

from engine.commands.simulating import population_of
from engine.core.link import link
from engine.studies.figures.counting import Counter
from engine.studies.figures.results import Results
from engine.studies.figures.summing import results
from engine.studies.figures.tally import Tally
from engine.studies.population.values import Population
from engine.studies.simulation.plan import chunks, plan_for
from engine.studies.simulation.run import run_chunk

from .kit import PLAYBOOKS, ROOT, compiled_shipped

CUSTOMERS = {"industrial_year": 20, "contract_quotes": 40}
EARLIER = ROOT / "examples" / "earlier" / "contract.yaml"

shipped = pytest.mark.parametrize("name", CUSTOMERS)


def population(name: str | None) -> Population:
    found, problems = population_of(compiled_shipped(), name, "en")
    assert found is not None, problems
    return found


@functools.cache
def simulated(name: str) -> Results:
    program, people = link(compiled_shipped().program), population(name)
    plan, tally = plan_for(people, 7, CUSTOMERS[name]), Tally()
    for chunk in chunks(plan):
        counter = Counter(program, plan.population)
        run_chunk(program, plan, chunk, counter)
        tally.merge(counter.tally)
    return results(tally, program, plan)


def test_every_shipped_population_is_run_here() -> None:
    assert {path.stem for path in (PLAYBOOKS / "populations").glob("*.yaml")} == set(CUSTOMERS)


@shipped
def test_nobody_meets_an_incident_or_a_refusal(name: str) -> None:
    told = simulated(name)
    assert told.journeys >= CUSTOMERS[name]
    assert told.incidents == ()


@shipped
def test_what_comes_goes_or_is_still_there(name: str) -> None:
    assert len(simulated(name).little) > 1
    assert all(each.holds for each in simulated(name).little)


@shipped
def test_a_play_brings_somebody_back(name: str) -> None:
    back = [by for stall in simulated(name).stalls for by in stall.recovered_by]
    assert any(each.by.startswith("followup/") and each.count for each in back)


def test_the_year_goes_through_every_stage_of_the_lifecycle() -> None:
    lifecycle = compiled_shipped().program.lifecycle
    assert lifecycle is not None
    entered = {each.stage: each.entered for each in simulated("industrial_year").stages}
    expected = {each.id for each in lifecycle.stages} | set(lifecycle.beside)
    assert {stage for stage, count in entered.items() if count} == expected


def test_without_a_name_the_whole_lifecycle_is_rehearsed() -> None:
    assert population(None).id == "industrial_year"


def test_the_earlier_contract_differs_in_what_it_is_there_for() -> None:
    earlier, now = (
        path.read_text(encoding="utf-8").splitlines()
        for path in (EARLIER, PLAYBOOKS / "contract.yaml")
    )
    changes = [line for line in difflib.ndiff(earlier, now) if line[0] in "+-"]
    assert [line[2:] for line in changes if line[0] == "-"] == [
        "# yaml-language-server: $schema=../../schemas/json/playbook.schema.json",
        "# 上一版，留作对照：touchline simulate --against examples/earlier/contract.yaml",
        "        after: 5 business days",
    ]
    assert [line[2:] for line in changes if line[0] == "+"] == [
        "# yaml-language-server: $schema=../schemas/json/playbook.schema.json",
        "        after: 3 business days",
        "        recover: quiet_customer",
    ]
