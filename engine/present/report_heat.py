"""The playbook as a heat map: each stage's own drawing, tinted by where time went (issue 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ..language.program import Stage
from ..studies.figures.results import MoveFigures, StateFigures
from .chart import Arrow, Chart, Panel, stage_chart
from .heat import ArrowName, Heat, Taken, Warm
from .quantities import count, share
from .report_tables import Column, Row, grid
from .report_told import Told, folded, says
from .svg import chart_svg
from .svg_parts import escape

THOUSAND = 1000
SHOWN = 6
"""How many of the states with most time are listed above the drawing."""
_MAIN = "main"


def heat_maps(told: Told) -> str:
    """Return a section for every stage that has figures, in the order customers come to them."""
    stages = told.compiled.program.stages
    return "\n".join(
        _section(told, stages[each.stage]) for each in told.stages() if each.stage in stages
    )


def _section(told: Told, stage: Stage) -> str:
    states = [each for each in told.results.states if each.stage == stage.id]
    moves = [each for each in told.results.moves if each.stage == stage.id]
    title = told.say("heat", stage=told.stage(stage.id))
    name = f"heat-{stage.id}"
    if not any(each.visits for each in states):
        return told.section(name, title, says(told.say("heat.none")))
    program, legend = told.compiled.program, told.compiled.legend
    chart = _reached(stage_chart(program, legend, stage, told.lang), states)
    heat = heat_of(told, chart, states, moves)
    svg = chart_svg(chart, told.lang, f"{told.lang}-heat-{stage.id}-", heat=heat)
    quoted = told.stage(stage.id)
    return told.section(
        name,
        title,
        says(_longest(told, stage, states)),
        _warmest(told, states),
        f'<p class="note sideways">{escape(told.say("heat.scroll"))}</p>',
        _scrolled(svg),
        folded(told.say("heat.states", stage=quoted), _states(told, states)),
        folded(told.say("heat.moves", stage=quoted), _moves(told, moves)),
    )


def _reached(chart: Chart, states: Sequence[StateFigures]) -> Chart:
    """Return a chart without the tracks that nobody came to: they would be pages of nothing."""
    seen = {each.track or _MAIN for each in states if each.visits}
    return replace(chart, panels=tuple(panel for panel in chart.panels if panel.id in seen))


def _scrolled(svg: str) -> str:
    """Return a drawing in a box of its own, which shrinks it a little before it scrolls."""
    wide = svg.partition('viewBox="0 0 ')[2].partition(" ")[0]
    return f'<div class="drawing" tabindex="0" style="--w:{wide}">{svg}</div>'


def _longest(told: Told, stage: Stage, states: Sequence[StateFigures]) -> str:
    most = max(states, key=_spent)
    seen = {(each.track, each.state) for each in states if each.visits}
    all_of = [
        ("" if track.id == _MAIN else track.id, name)
        for track in stage.tracks
        for name in track.states
    ]
    reached = {track for track, _ in seen}
    unseen = sum(each not in seen for each in all_of if each[0] in reached)
    left_out = [
        told.track(stage.id, track.id)
        for track in stage.tracks
        if track.id != _MAIN and track.id not in reached
    ]
    sentences = []
    if _spent(most):
        sentences.append(
            told.say(
                "heat.says", state=told.state(stage.id, most.track, most.state),
                share=share(_spent(most), _all_spent(states, most.track)), visits=most.visits,
                half=told.lasting(most.time.p50),
            )
        )  # fmt: skip
    if unseen:
        sentences.append(told.say("heat.unvisited", count=unseen))
    if left_out:
        sentences.append(told.say("heat.left-out", tracks=told.listed(left_out)))
    return ("" if told.lang == "zh" else " ").join(sentences)


def _warmest(told: Told, states: Sequence[StateFigures]) -> str:
    """Return the states in which most time went, whatever their track, on one scale."""
    ranked = sorted((each for each in states if _spent(each)), key=_spent, reverse=True)[:SHOWN]
    if not ranked:
        return ""
    title = told.say("heat.most")
    columns = (
        Column(told.say("col.state"), "text"),
        told.drawn_column(),
        *(Column(told.say(f"col.{name}")) for name in ("total", "time-share", "visits", "p50")),
    )
    rows = []
    for each in ranked:
        name, total = _place(told, each.stage, each.track, each.state), told.lasting(_spent(each))
        rows.append(
            (
                name,
                told.plain_bar(f"{name} {total}", _spent(each), _spent(ranked[0])),
                total,
                share(_spent(each), _all_spent(states, each.track)),
                count(each.visits),
                told.lasting(each.time.p50),
            )
        )
    return grid(columns, rows, title)


def _spent(each: StateFigures) -> int:
    return each.time.count * each.time.mean


def _all_spent(states: Sequence[StateFigures], track: str) -> int:
    return sum(_spent(each) for each in states if each.track == track)


# --- the drawing


def heat_of(
    told: Told, chart: Chart, states: Sequence[StateFigures], moves: Sequence[MoveFigures]
) -> Heat:
    """Return what is warm in a stage: its states by time, its ways by how often they were taken."""
    taken: dict[ArrowName, dict[str, int]] = {}
    panels = {panel.id: panel for panel in chart.panels}
    for each in [*_starts(chart, states, moves), *moves]:
        panel = panels.get(each.track or _MAIN)
        arrow = arrow_of(panel, each) if panel is not None else None
        if panel is not None and arrow is not None:
            said = taken.setdefault((panel.id, arrow.source, arrow.target, arrow.kind), {})
            by = told.signal(each.stage, each.by) if each.source else ""
            said[by] = said.get(by, 0) + each.count
    return Heat(
        {
            f"state/{each.stage}.{f'{each.track}.' if each.track else ''}{each.state}": _warm(
                told, each, _all_spent(states, each.track)
            )
            for each in states
        },
        {
            key: Taken(
                sum(said.values()), tuple(f"{count(n)} × {by}".strip() for by, n in said.items())
            )
            for key, said in taken.items()
        },
        told.say("heat.legend"),
        told.say("heat.zero"),
        told.say("heat.width"),
    )


def _starts(
    chart: Chart, states: Sequence[StateFigures], moves: Sequence[MoveFigures]
) -> Iterator[MoveFigures]:
    """Yield how often tracks began: what came into a state and by no move is counted nowhere."""
    firsts = {
        (panel.id, arrow.target)
        for panel in chart.panels
        for arrow in panel.arrows
        if arrow.kind == "start"
    }
    for each in states:
        if (each.track or _MAIN, each.state) in firsts:
            there = (each.track, each.state)
            by_moves = sum(move.count for move in moves if (move.track, move.target) == there)
            began = each.visits - by_moves
            yield MoveFigures(each.stage, each.track, "", each.state, "", max(began, 0))


def arrow_of(panel: Panel, move: MoveFigures) -> Arrow | None:
    """Return the arrow a move is drawn as: one that speaks of its signal, else one that fits.

    None for a way that no drawing shows, such as one that a rule took.
    """
    fitting = [
        arrow
        for source in (move.source or "start", "anytime")
        for arrow in panel.arrows
        if arrow.source == source and arrow.target == move.target
    ]
    speaking = (
        arrow
        for arrow in fitting
        if any(_speaks(key, move.by) for keys in arrow.keys for key in keys)
    )
    return next(speaking, fitting[0] if fitting else None)


def _speaks(key: str, by: str) -> bool:
    """Tell whether the key of a way names what made a move."""
    kind, _, name = key.partition("/")
    if kind == "give_up":
        return by == f"{name.rpartition('.')[2]}.gave_up"
    if kind == "timeout":
        return by.startswith("timeout")
    return f".{by}#" in name or name.endswith(f".{by}")


def _warm(told: Told, each: StateFigures, whole: int) -> Warm:
    if not each.visits:
        return Warm(None, (told.say("heat.zero"),))
    spent = _spent(each)
    words = [told.say("heat.box-visits", visits=each.visits)]
    if spent:
        words = [told.say("heat.box", visits=each.visits, share=share(spent, whole))]
        words.append(told.say("heat.box-time", half=told.lasting(each.time.p50)))
    if each.open:
        words.append(told.say("heat.box-open", open=each.open))
    return Warm(spent * THOUSAND // whole if whole else 0, tuple(words))


# --- the tables


def _states(told: Told, states: Sequence[StateFigures]) -> str:
    named = ("visits", "at-end", "left-state", "time-share", "p50", "p90", "p99", "mean")
    columns = (
        Column(told.say("col.state"), "text"),
        *(Column(told.say(f"col.{name}")) for name in named),
    )
    rows = [
        (
            _place(told, each.stage, each.track, each.state),
            count(each.visits),
            count(each.open),
            count(each.time.count),
            share(_spent(each), _all_spent(states, each.track)),
            *told.spread_cells(each.time),
        )
        for each in states
    ]
    return grid(columns, rows, told.say("heat.states", stage=told.stage(states[0].stage)), "dense")


def _moves(told: Told, moves: Sequence[MoveFigures]) -> str:
    columns = (
        *(Column(told.say(f"col.{name}"), "text") for name in ("from", "to", "by")),
        Column(told.say("col.count")),
    )
    return grid(columns, _ways(told, moves), told.say("col.to"), "dense")


def _ways(told: Told, moves: Sequence[MoveFigures]) -> Iterator[Row]:
    for each in moves:
        yield (
            _place(told, each.stage, each.track, each.source),
            told.state(each.stage, each.track, each.target),
            told.signal(each.stage, each.by),
            count(each.count),
        )


def _place(told: Told, stage: str, track: str, state: str) -> str:
    """Return a state's title, behind its track's where a stage has several."""
    own, above = told.state(stage, track, state), told.track(stage, track)
    return f"{above} · {own}" if above else own
