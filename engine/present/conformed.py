"""How history fits the playbooks, on a terminal: where cases leave them, what they skip."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..core.clock import local
from ..language.compiler import Compiled
from ..language.titles import Lang
from ..studies.conformance.findings import Conformance, Conformed
from .aligned import aligned
from .conform_sentences import (
    asked_place,
    deviation_text,
    deviation_words,
    heard,
    numbers,
    overview,
    thing,
    variant_words,
)
from .phrases_conformed import CONFORMED
from .quantities import NOTHING, share
from .report_told import Teller

__all__ = ["conformance_text", "conformed_text", "deviation_text"]

MOST_DEVIATIONS, MOST_SKIPPED, MOST_VARIANTS, MOST_ARCS = 15, 10, 10, 20


def conformed_text(conformed: Conformed, compiled: Compiled, lang: Lang) -> str:
    """Return all that ``touchline conform`` says, under a line that says of what."""
    told = Teller(compiled, lang, CONFORMED)
    begins, ends = (
        f"{local(at, conformed.zone):%Y-%m-%d}" for at in (conformed.begins_at, conformed.ends_at)
    )
    head = told.say(
        "conform.head", title=heading(conformed, lang), cases=conformed.conformance.cases,
        begins=begins, ends=ends, zone=conformed.zone,
    )  # fmt: skip
    it = conformed.quality
    rows = told.say("conform.rows", rows=it.rows, accepted=it.accepted, rejected=it.rejected)
    return f"{head}\n{rows}\n\n{conformance_text(conformed.conformance, compiled, lang)}"


def heading(conformed: Conformed, lang: Lang) -> str:
    """Return what the mapping calls this history."""
    return (conformed.title_zh if lang == "zh" else conformed.title_en) or conformed.mapping


def conformance_text(conformance: Conformance, compiled: Compiled, lang: Lang) -> str:
    """Return how history fits, block by block; a block of which there is nothing is left out."""
    told = Teller(compiled, lang, CONFORMED)
    blocks: tuple[Callable[[Teller, Conformance], Iterator[str]], ...] = (
        overview, _deviations, _skipped, _variants, _graph,
    )  # fmt: skip
    found = ("\n".join(block(told, conformance)) for block in blocks)
    return "\n\n".join(block for block in found if block) + "\n"


def _table(told: Teller, columns: str, rows: list[tuple[str, ...]], texts: int) -> list[str]:
    return aligned([told.say(f"conform.col-{each}") for each in columns.split()], rows, texts)


def _more(told: Teller, number: int) -> Iterator[str]:
    if number > 0:
        yield f"    {told.say('conform.more', count=number)}"


def _deviations(told: Teller, it: Conformance) -> Iterator[str]:
    if not it.deviations:
        return
    yield told.say("conform.offs")
    rows = [
        (deviation_words(told, each), *numbers(each.first, each.cases, each.count), each.example)
        for each in it.deviations[:MOST_DEVIATIONS]
    ]
    yield from _table(told, "off first cases count example", rows, 1)
    yield from _more(told, len(it.deviations) - MOST_DEVIATIONS)


def _skipped(told: Teller, it: Conformance) -> Iterator[str]:
    if not it.skipped:
        return
    yield told.say("conform.skipped")
    rows = [
        (
            thing(told, each.stage, each.name), asked_place(told, each.stage, each.state),
            *numbers(each.seen.of, each.seen.count, each.cases),
        )
        for each in it.skipped[:MOST_SKIPPED]
    ]  # fmt: skip
    yield from _table(told, "name state asked seen missed", rows, 2)
    yield from _more(told, len(it.skipped) - MOST_SKIPPED)


def _variants(told: Teller, it: Conformance) -> Iterator[str]:
    shown = it.variants[:MOST_VARIANTS]
    if not shown:
        return
    covered = sum(each.cases for each in shown)
    yield told.say("conform.variants")
    yield "  " + told.say(
        "conform.variants-says", count=len(it.variants) + it.rest, shown=len(shown),
        share=share(covered, it.cases),
    )  # fmt: skip
    rows = [
        (
            *numbers(each.cases), share(each.cases, it.cases),
            *numbers(each.fitting), variant_words(told, each.signals),
        )
        for each in shown
    ]  # fmt: skip
    head = [told.say(f"conform.col-{each}") for each in ("cases", "share", "fits", "way")]
    # The way comes last and may be long: it is not padded.
    lines = aligned(head[:3], [row[:3] for row in rows], 0)
    yield from (
        f"{line}  {way}" for line, way in zip(lines, [head[3], *(r[3] for r in rows)], strict=True)
    )


def _graph(told: Teller, it: Conformance) -> Iterator[str]:
    graph = it.discovered
    if graph is None:
        return
    yield told.say("conform.graph")
    yield "  " + told.say(
        "conform.graph-says", activities=len(graph.activities), arcs=len(graph.arcs)
    )
    begin, end = told.say("conform.graph-begin"), told.say("conform.graph-end")
    rows = [
        (
            heard(told, arc.source) if arc.source else begin,
            heard(told, arc.target) if arc.target else end,
            *numbers(arc.count, arc.cases),
            told.lasting(arc.time.p50) if arc.time.count else NOTHING,
            told.lasting(arc.time.p90) if arc.time.count else NOTHING,
        )
        for arc in graph.arcs[:MOST_ARCS]
    ]
    yield from _table(told, "from to count cases half most", rows, 2)
    yield from _more(told, len(graph.arcs) - MOST_ARCS)
