"""Deviations drawn on the playbook's own diagram, and the graph of what followed on what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from ..studies.conformance.findings import Arc, Conformance, Deviation, Discovered
from .chart import Arrow, Box, Chart, Line, Panel, stage_chart
from .conform_sentences import act, heard, listed_names
from .heat import ArrowName, Heat, Taken, Warm
from .quantities import share
from .report_told import Teller
from .svg import chart_svg

MOST_ARROWS = 12
"""So many ways that the playbook does not have are drawn: those that were taken most."""
MOST_LINES = 3
"""So many deviations are written into one state."""
MOST_ARCS = 24
"""So many successions are drawn, beside the most frequent into and out of every event."""
_BEGIN, _END = "begin-of-case", "end-of-case"
_LOG = "log"


class Drawing(msgspec.Struct, frozen=True):
    """An SVG document, how wide it is, and how many of all there are it shows.

    ``left_out`` are tracks that are not drawn, because no case left the playbook there.
    """

    svg: str
    width: int
    drawn: int
    of: int
    left_out: int = 0


def stages_drawn(told: Teller, it: Conformance) -> list[str]:
    """Return the stages that cases left, in the order customers come to them."""
    found = dict.fromkeys(each.stage for each in it.deviations if each.stage)
    return [name for name in told.in_order(found) if name in told.compiled.program.stages]


def drawn_on(told: Teller, stage: str, deviations: Sequence[Deviation]) -> Drawing:
    """Return the diagram of a stage with what cases did beside it."""
    program, legend = told.compiled.program, told.compiled.legend
    chart = stage_chart(program, legend, program.stages[stage], told.lang)
    own = [each for each in deviations if each.stage == stage]
    ways = _ways(own)
    drawn = ways[:MOST_ARROWS]
    left = {each.track for each in own}
    panels = tuple(
        _strayed(told, panel, own, drawn)
        for panel in chart.panels
        if panel.id in left or left.isdisjoint(each.id for each in chart.panels)
    )
    scope = f"{told.lang}-conform-{stage}-"
    svg = chart_svg(replace(chart, panels=panels), told.lang, scope)
    return Drawing(svg, _width(svg), len(drawn), len(ways), len(chart.panels) - len(panels))


def _width(svg: str) -> int:
    return int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])


_Way = tuple[str, str, str]
"""Track, and the states a way leads from and to."""


def _ways(deviations: Iterable[Deviation]) -> list[tuple[_Way, dict[str, int]]]:
    """Return the ways the playbook does not have by how often they were taken, with by what."""
    found: dict[_Way, dict[str, int]] = {}
    for each in deviations:
        if _is_way(each):
            signals = found.setdefault((each.track, each.state, each.to), {})
            signals[each.signal] = signals.get(each.signal, 0) + each.count
    return sorted(found.items(), key=lambda way: (-sum(way[1].values()), way[0]))


def _is_way(each: Deviation) -> bool:
    return each.kind == "unmatched" and each.to not in {"", each.state}


def _strayed(
    told: Teller, panel: Panel, own: Sequence[Deviation], ways: list[tuple[_Way, dict[str, int]]]
) -> Panel:
    arrows = tuple(
        Arrow(source, target, "stray", _labels(told, own[0].stage, signals), ((),) * len(signals))
        for (track, source, target), signals in ways
        if track == panel.id
    )
    boxes = tuple(_boxed(told, panel.id, box, own) for box in panel.boxes)
    return replace(panel, boxes=boxes, arrows=(*panel.arrows, *arrows))


def _labels(told: Teller, stage: str, signals: Mapping[str, int]) -> tuple[str, ...]:
    ranked = sorted(signals.items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        told.say("conform.arrow", count=number, signal=act(told, stage, signal))
        for signal, number in ranked
    )


def _boxed(told: Teller, track: str, box: Box, own: Sequence[Deviation]) -> Box:
    """Return a state with what went wrong in it, or on the way into it, the most frequent first."""
    said: dict[tuple[str, str], int] = {}
    for each in own:
        if (each.track, _stands(each)) == (track, box.id) and not box.mark:
            words = _SAID[each.kind], _about(told, each)
            said[words] = said.get(words, 0) + each.count
    ranked = sorted(said.items(), key=lambda each: (-each[1], each[0]))
    lines = tuple(
        Line("stray", told.say(phrase, count=number, what=what))
        for (phrase, what), number in ranked[:MOST_LINES]
    )
    return replace(box, lines=(*box.lines, *lines))


_SAID = {
    "pending": "conform.box-pending", "refused": "conform.box-refused",
    "ignored": "conform.box-ignored", "unmatched": "conform.box-stay",
}  # fmt: skip


def _stands(each: Deviation) -> str:
    """Return the state a deviation is written into; nothing for one that is drawn as a way."""
    if _is_way(each):
        return ""
    return (each.to or each.state) if each.kind == "pending" else each.state


def _about(told: Teller, each: Deviation) -> str:
    if each.kind == "pending":
        return listed_names(told, each.stage, each.names)
    return act(told, each.stage, each.signal)


# --- the log's own graph


def graph_drawn(told: Teller, graph: Discovered) -> Drawing:
    """Return what followed on what, from the begin of cases to their end.

    Boxes are tinted by their share of all events; an arrow is as thick as it was taken often.
    """
    arcs = shown_arcs(graph)
    total = sum(number for _, number in graph.activities)
    boxes = [Box(_BEGIN, "", mark="start")]
    boxes += [_event_box(told, name) for name, _ in graph.activities]
    boxes.append(Box(_END, told.say("conform.graph-end"), mark="anytime"))
    between = [arc for arc in arcs if arc.source != arc.target]
    arrows = tuple(Arrow(*_ends(arc), "move") for arc in between)
    chart = Chart(_LOG, told.say("conform.graph"), (Panel(_LOG, "", tuple(boxes), arrows),))
    loops = {arc.source: arc for arc in graph.arcs if arc.source == arc.target}
    heat = Heat(
        {name: _warm(told, number, total, loops.get(name)) for name, number in graph.activities},
        {_named(arc): Taken(arc.count, (_arc_words(told, arc),)) for arc in between},
        told.say("conform.graph-legend"),
        told.say("conform.graph-zero"),
        told.say("conform.graph-width"),
    )
    svg = chart_svg(chart, told.lang, f"{told.lang}-conform-log-", heat=heat)
    return Drawing(svg, _width(svg), len(arcs), len(graph.arcs))


def shown_arcs(graph: Discovered) -> list[Arc]:
    """Return the successions that are drawn, the most frequent first.

    Beside the most frequent of all, the most frequent into and out of every event, so that
    none hangs in the air.
    """
    chosen = set[tuple[str, str]]()
    into, out = set[str](), set[str]()
    for place, arc in enumerate(graph.arcs):
        is_first = arc.target not in into or arc.source not in out
        if place < MOST_ARCS or (is_first and arc.source != arc.target):
            chosen.add((arc.source, arc.target))
        if arc.source != arc.target:
            into.add(arc.target)
            out.add(arc.source)
    return [arc for arc in graph.arcs if (arc.source, arc.target) in chosen]


def _ends(arc: Arc) -> tuple[str, str]:
    return arc.source or _BEGIN, arc.target or _END


def _named(arc: Arc) -> ArrowName:
    return (_LOG, *_ends(arc), "move")


def _event_box(told: Teller, name: str) -> Box:
    kind = told.compiled.program.signals.get(name)
    party = kind.party if kind is not None else "us"
    turn = "" if party == "system" else party
    return Box(name, heard(told, name), turn, word=told.say(f"conform.by-{party}"), key=name)


def _warm(told: Teller, number: int, total: int, loop: Arc | None) -> Warm:
    words = [told.say("conform.graph-box", count=number, share=share(number, total))]
    if loop is not None:
        half = told.lasting(loop.time.p50)
        words.append(told.say("conform.graph-loop", count=loop.count, half=half))
    return Warm(number * 1000 // total, tuple(words))


def _arc_words(told: Teller, arc: Arc) -> str:
    if not arc.target or not arc.source:
        return told.say("conform.graph-plain", count=arc.count)
    return told.say("conform.graph-arc", count=arc.count, half=told.lasting(arc.time.p50))
