"""From a tally to results: what is told of how history fits, the weightiest first."""

from __future__ import annotations

from typing import cast

from ..figures.results import Share
from .findings import (
    Arc,
    Conformance,
    Deviation,
    DeviationKind,
    Discovered,
    Skipped,
    Variant,
)
from .tally import ConformanceTally

MOST_VARIANTS = 50
"""So many variants are told, the most frequent; the others are counted together."""


def conformance(tally: ConformanceTally, *, discover: bool = False) -> Conformance:
    """Return what was found; with ``discover`` also what followed on what in the log itself."""
    variants = tuple(_variants(tally))
    return Conformance(
        cases=tally.cases,
        fitting=tally.fitting,
        complete=tally.complete,
        deviations=tuple(_deviations(tally)),
        variants=variants,
        rest=len(tally.variants.cases) - len(variants),
        rest_cases=tally.cases - sum(each.cases for each in variants),
        skipped=tuple(_skipped(tally)),
        discovered=_discovered(tally) if discover else None,
    )


def _deviations(tally: ConformanceTally) -> list[Deviation]:
    found = []
    for (kind, stage, track, state, signal, to, *names), off in tally.deviations.items():
        deviation = Deviation(
            cast("DeviationKind", kind), stage, track, state, signal, tuple(names), off.count,
            off.cases, off.first, off.example[1], to,
        )  # fmt: skip
        found.append(deviation)
    return sorted(found, key=_weight)


def _weight(each: Deviation) -> tuple[int | str | tuple[str, ...], ...]:
    numbers = -each.first, -each.cases, -each.count
    return *numbers, each.stage, each.track, each.state, each.signal, each.kind, each.to, each.names


def _variants(tally: ConformanceTally) -> list[Variant]:
    counts = tally.variants
    found = []
    for name, known in counts.most_frequent(MOST_VARIANTS):
        cases, fitting = counts.cases[name], counts.fitting.get(name, 0)
        found.append(Variant(known.signals, cases, fitting == cases, known.example[1], fitting))
    return found


def _skipped(tally: ConformanceTally) -> list[Skipped]:
    found = [
        Skipped(
            "touchpoint" if what == "touchpoint" else "document", stage, state, name,
            each.cases, Share(each.seen, each.asked),
        )
        for (what, stage, state, name), each in tally.required.items()
        if each.cases
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.cases, one.stage, one.state, one.what, one.name))


def _discovered(tally: ConformanceTally) -> Discovered:
    activities = sorted(tally.activities.items(), key=lambda each: (-each[1], each[0]))
    arcs = [
        Arc(source, target, each.count, each.cases, each.time.spread)
        for (source, target), each in tally.arcs.items()
    ]
    arcs.sort(key=lambda arc: (-arc.count, arc.source, arc.target))
    return Discovered(tuple(activities), tuple(arcs))
