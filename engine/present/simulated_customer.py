"""One simulated customer: its journeys as timelines, and why each stall and tier fired."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ..core.explain import values as x
from ..core.explain.asking import explain
from ..core.journey import Context
from ..core.link import LinkedProgram
from ..language.program import Legend
from ..language.titles import Lang
from ..language.wording import fill
from ..studies.figures.one_customer import OneCustomer, Remembered
from ..studies.population.values import Population
from .dated import when
from .explaining import explained
from .phrases_simulated import SAID
from .timeline import journal_lines


def customer_text(
    seen: OneCustomer, program: LinkedProgram, legend: Legend, population: Population, lang: Lang
) -> str:
    """Return the timelines of a customer's journeys, in the order they began."""
    assert seen.customer is not None
    zone = program.calendars[population.calendar].data.zone
    titles = {each.id: each.title.text(lang) for each in population.segments}
    values = {
        "number": str(seen.index),
        "segment": titles[seen.customer.segment],
        "at": when(seen.customer.arrives_at, zone, lang),
    }
    lines = [fill(SAID["customer"], values, lang)]
    return "\n".join([*lines, *journey_lines(seen, program, legend, zone, lang)])


def journey_lines(
    seen: OneCustomer, program: LinkedProgram, legend: Legend, zone: str, lang: Lang
) -> Iterator[str]:
    """Yield a timeline of each journey in the order they began, with the reasons."""
    for name, journey in seen.journeys.items():
        yield ""
        yield fill(SAID["journey"], {"journey": name}, lang)
        yield from journal_lines(journey.records, legend, zone, lang)
        yield from _why(journey, program, legend, lang)


def _why(journey: Remembered, program: LinkedProgram, legend: Legend, lang: Lang) -> Iterator[str]:
    """Yield why each stall and tier fired, the first time it did."""
    seen: set[str] = set()
    for fired in journey.fired:
        if fired.name in seen:
            continue
        if not seen:
            yield ""
            yield SAID["why"].text(lang)
        seen.add(fired.name)
        history, why = journey.records[: fired.records], journey.why[: fired.why]
        context = Context(fired.account)
        found = explain(program, context, fired.journey, history, why, fired.name, fired.at)
        # It is past: what would have turned it, and what comes next, the timeline shows.
        told = [
            replace(each, parts=tuple(part for part in each.parts if isinstance(part, _REASONS)))
            for each in found
        ]
        text = explained(told, program, legend, fired.journey.playbook, lang)
        yield from (f"  {line}" for line in text.splitlines())


_REASONS = (x.Told, x.Line, x.Clause, x.Counted)
