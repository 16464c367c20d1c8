"""A population as written → one that fits the program, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas import population as written

from ...language.compiler import Checked, Compiled
from ...language.loader import File
from ...language.problems import Problem
from ...language.titles import Title
from ..reader import id_of
from ..sureness import sure_problems
from . import customers, work
from .arriving import read_arrivals, read_window
from .drawn import read_values
from .expected import check_complete, reached
from .reader import Reader
from .staffing import read_chaos, read_costs, read_staff, read_worth
from .values import WHOLE, Drawn, Population, Segment

ALL = "all"
"""The segment of a population that names none."""

LINE = "standard"
"""The business line of a population that names none."""


def prepare_population(compiled: Compiled, file: File) -> tuple[Population | None, list[Problem]]:
    """Turn a population file into a population of the program, or say everything wrong with it.

    One that begins in a playbook the workspace does not have is judged no further: every
    other name in it would be told too.
    """
    reader = Reader(compiled, file)
    model = file.model
    assert isinstance(model, written.Population)
    spot = file.here.into("begins")
    if model.begins not in compiled.program.stages:
        reader.known(model.begins, compiled.program.stages, "playbook", spot, by_value=True)
        return None, reader.told()
    if model.calendar is not None:
        calendars, at = compiled.program.calendars, file.here.into("calendar")
        reader.known(model.calendar, calendars, "calendar", at, by_value=True)
    found = _population(reader, model)
    return (None if reader.problems else found), reader.told()


def population_problems(checked: Checked, files: Mapping[str, bytes]) -> list[Problem]:
    """Return what is wrong with the populations of a workspace, also of one with problems."""
    populations = checked.draft.populations
    found = [each for file in populations for each in prepare_population(checked.draft, file)[1]]
    told = {each.path for each in (*checked.draft.stories, *populations)}
    return sure_problems(found, checked, files, told)


def _population(reader: Reader, model: written.Population) -> Population | None:
    here = reader.file.here
    window = read_window(reader)
    arrivals = read_arrivals(reader, here.into("arrivals"), even=model.arrivals.even)
    segments = _segments(reader, model)
    teams, staff = read_staff(reader, model.staff)
    costs, worth = read_costs(reader, model.costs), read_worth(reader, model.value)
    chaos = read_chaos(reader, model.chaos)
    check_complete(reader, _stages(reader, model), segments)
    if window is None or reader.calendar is None:
        return None
    return Population(
        id=id_of(reader.file.path),
        path=reader.file.path,
        title=Title.split(model.title),
        playbook=model.begins,
        line=model.line or LINE,
        calendar=reader.calendar.id,
        begins_at=window.begins_at,
        arrivals_end_at=window.arrivals_end_at,
        ends_at=window.ends_at,
        starts_on=window.starts_on,
        arrivals=arrivals,
        segments=segments,
        teams=teams,
        staff=staff,
        costs=costs,
        worth=worth,
        chaos=chaos,
        stages=model.stages,
        zone=reader.calendar.zone,
    )


def _stages(reader: Reader, model: written.Population) -> frozenset[str]:
    """Return the stages that are rehearsed: those named, else all that can be reached."""
    stages = frozenset(reached(reader.program, model.begins))
    if not model.stages:
        return stages
    here = reader.file.here.into("stages")
    for index, name in enumerate(model.stages):
        spot = here.into(index)
        reader.known(name, reader.program.stages, "playbook", spot, by_value=True)
    if model.begins not in model.stages:
        reader.add(here.key, "begins-elsewhere", name=model.begins)
        return frozenset()
    return stages & frozenset(model.stages)


@dataclass(frozen=True, slots=True)
class _Common:
    """What is said for all customers, laid under what each segment says."""

    facts: Mapping[str, Drawn]
    customers: customers.Layer
    work: work.Layer


def _segments(reader: Reader, model: written.Population) -> tuple[Segment, ...]:
    here, facts = reader.file.here, reader.program.facts
    common = _Common(
        read_values(reader, here.into("facts") if model.facts else None, facts),
        customers.read_layer(reader, model.customers, here.into("customers")),
        work.read_layer(reader, model.work, here.into("work")),
    )
    if not model.segments:
        nothing = _Common({}, {}, {})
        return (_segment(ALL, model.title, WHOLE, common, nothing),)
    before, listed = len(reader.problems), []
    shares = {name: reader.share(here.into("segments", name, "share")) for name in model.segments}
    if len(reader.problems) == before:
        reader.whole(shares.values(), here.into("segments"))
    for name, each in model.segments.items():
        spot = here.into("segments", name)
        own = _Common(
            read_values(reader, spot.into("facts") if each.facts else None, facts),
            customers.read_layer(reader, each.customers, spot.into("customers")),
            work.read_layer(reader, each.work, spot.into("work")),
        )
        listed.append(_segment(name, each.title, shares[name], common, own))
    return tuple(listed)


def _segment(name: str, title: str, share: int, common: _Common, own: _Common) -> Segment:
    return Segment(
        id=name,
        title=Title.split(title),
        share=share,
        facts={**common.facts, **own.facts},
        states=customers.behaviours(common.customers, own.customers),
        anytime=customers.anytime(common.customers, own.customers),
        work=work.merge(common.work, own.work),
    )
