"""How history fits the playbooks, on a page: part of a backtest's, or one of its own."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Sequence
from typing import Literal

from ..core.clock import local
from ..language.compiler import Compiled
from ..language.titles import Lang
from ..studies.conformance.findings import Conformance, Conformed, Deviation, Variant
from .conform_drawing import Drawing, drawn_on, graph_drawn, shown_arcs, stages_drawn
from .conform_sentences import (
    asked_place,
    deviation_words,
    firsts,
    heard,
    numbers,
    overview,
    thing,
    variant_words,
)
from .conformed import heading
from .page import shell
from .phrases_conformed import CONFORMED
from .phrases_report import REPORTED
from .quantities import NOTHING, count, share
from .report_flow import tile
from .report_style import STYLE
from .report_tables import Column, Row, grid
from .report_told import Teller, folded, note, says
from .svg_parts import escape

LANGS: tuple[Lang, ...] = ("zh", "en")
_MARKS: dict[str, Literal["text", "drawing"]] = {".": "text", "~": "drawing"}
SHOWN = 10
"""So many rows of a table are shown; the others stand folded below it."""
TINTS = {"unmatched": "lost", "pending": "span", "refused": "dormant", "ignored": "calm"}
"""The colours of the kinds of deviation, beside that of the cases that fit."""
SIDE_BY_SIDE = 780
"""Drawings no wider than this stand beside one another, in pixels."""


def conformance_page(conformed: Conformed, compiled: Compiled, lang: Lang, command: str) -> str:
    """Return a page about nothing else, opening in ``lang``; ``command`` gives it once more."""
    words = ChainMap(CONFORMED, REPORTED)
    told = {each: Teller(compiled, each, words) for each in LANGS}
    sides = {each: _side(told[each], conformed, command) for each in LANGS}
    return shell(_title(told[lang], conformed), sides, lang, STYLE)


def conformance_section(told: Teller, it: Conformance) -> str:
    """Return all of it as one section; ``told`` knows the phrases of ``CONFORMED`` too."""
    title = told.say("conform")
    if not it.cases:
        return told.section("conform", title, says(told.say("conform.none")))
    return told.section("conform", title, *_parts(told, it))


def _title(told: Teller, conformed: Conformed) -> str:
    return told.say("conform.title", title=heading(conformed, told.lang))


def _side(told: Teller, conformed: Conformed, command: str) -> str:
    section = conformance_section(told, conformed.conformance)
    again = f"<h2>{escape(told.say('conform.command'))}</h2>\n<pre>{escape(command)}</pre>"
    return "\n".join(
        [
            f'<main class="{told.lang}" lang="{"zh-CN" if told.lang == "zh" else "en"}">',
            f"<h1>{escape(_title(told, conformed))}</h1>",
            *_head(told, conformed),
            section,
            again,
            "</main>",
        ]
    )


def _head(told: Teller, conformed: Conformed) -> Iterator[str]:
    it, quality = conformed.conformance, conformed.quality
    begins, ends = (
        f"{local(at, conformed.zone):%Y-%m-%d}" for at in (conformed.begins_at, conformed.ends_at)
    )
    yield says(
        told.say(
            "conform.head", title=heading(conformed, told.lang), cases=it.cases, begins=begins,
            ends=ends, zone=conformed.zone,
        )
    )  # fmt: skip
    rows = told.say(
        "conform.rows", rows=quality.rows, accepted=quality.accepted, rejected=quality.rejected
    )
    yield note(rows)
    facts = (
        ("mapping", conformed.mapping), ("log", quality.log), ("program", conformed.program),
        ("schema", conformed.schema),
    )  # fmt: skip
    listed = "".join(
        f"<div><dt>{escape(told.say(f'conform.fact-{name}'))}</dt><dd>{escape(text)}</dd></div>"
        for name, text in facts
    )
    yield f'<dl class="facts">{listed}</dl>'


# --- part by part


def _parts(told: Teller, it: Conformance) -> Iterator[str]:
    yield from map(says, overview(told, it))
    yield from _numbers(told, it)
    yield from _deviations(told, it)
    yield from _drawings(told, it)
    yield from _skipped(told, it)
    yield from _variants(told, it)
    yield from _graph_table(told, it)


def _numbers(told: Teller, it: Conformance) -> Iterator[str]:
    parts = [(told.say("conform.fitting"), it.fitting, "success")]
    parts += [
        (told.say(f"conform.{kind}"), number, TINTS[kind]) for kind, number in firsts(it).items()
    ]
    tiles = (tile(name, count(part), share(part, it.cases), tint) for name, part, tint in parts)
    drawn = told.bar(told.say("conform.tile-cases"), parts, it.cases)
    yield f'<dl class="tiles">{"".join(tiles)}</dl>'
    yield f'<div class="whole">{drawn.markup}</div>'
    if it.fitting < it.cases:
        yield note(told.say("conform.key"))


def _heading(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def _columns(told: Teller, named: str) -> tuple[Column, ...]:
    """Return columns by name; ``.`` behind a name makes a text of it, ``~`` a drawing."""
    return tuple(
        Column(told.say(f"conform.col-{name.rstrip('.~')}"), _MARKS.get(name[-1], "number"))
        for name in named.split()
    )


def _table(told: Teller, named: str, rows: Sequence[Row], title: str, others: str) -> str:
    columns = _columns(told, named)
    shown = grid(columns, rows[:SHOWN], title)
    if len(rows) <= SHOWN:
        return shown
    return f"{shown}\n{folded(others, grid(columns, rows[SHOWN:], title))}"


def _deviations(told: Teller, it: Conformance) -> Iterator[str]:
    if not it.deviations:
        return
    title = told.say("conform.offs")
    most = max(each.first for each in it.deviations)
    rows = [_deviation_row(told, each, most) for each in it.deviations]
    yield _heading(title)
    others = told.say("conform.others", count=len(rows) - SHOWN)
    yield _table(told, "off. drawn~ first cases count example.", rows, title, others)


def _deviation_row(told: Teller, each: Deviation, most: int) -> Row:
    name = deviation_words(told, each)
    kind = told.say(f"conform.{each.kind}")
    drawn = told.bar(kind, [(kind, each.first, TINTS[each.kind])], most)
    return (name, drawn, *numbers(each.first, each.cases, each.count), each.example)


def _drawings(told: Teller, it: Conformance) -> Iterator[str]:
    """Yield the diagrams cases left, and the log's own graph, beside them where there is room."""
    graph = it.discovered
    stages = stages_drawn(told, it)
    if graph is not None and not stages:
        stages = told.in_order(told.compiled.program.stages)[:1]
    drawn = [_stage_figure(told, stage, it) for stage in stages]
    if graph is not None and graph.activities:
        drawn.append(_graph_figure(told, it))
    narrow = len(drawn) == len(("playbook", "log")) and all(
        drawing.width <= SIDE_BY_SIDE for drawing, _ in drawn
    )
    figures = "\n".join(figure for _, figure in drawn)
    yield f'<div class="twins">{figures}</div>' if narrow else figures


def _stage_figure(told: Teller, stage: str, it: Conformance) -> tuple[Drawing, str]:
    drawing = drawn_on(told, stage, it.deviations)
    title = told.stage(stage)
    is_clean = all(each.stage != stage for each in it.deviations)
    said = told.say("conform.clean", stage=title) if is_clean else told.say("conform.drawn-says")
    lines = [note(said)]
    if drawing.drawn < drawing.of:
        lines.append(note(told.say("conform.drawn-rest", count=drawing.drawn)))
    if drawing.left_out:
        lines.append(note(told.say("conform.drawn-tracks", count=drawing.left_out)))
    return drawing, _figure(told, told.say("conform.drawn", stage=title), lines, drawing)


def _graph_figure(told: Teller, it: Conformance) -> tuple[Drawing, str]:
    graph = it.discovered
    assert graph is not None
    drawing = graph_drawn(told, graph)
    total = sum(arc.count for arc in graph.arcs)
    shown = sum(arc.count for arc in shown_arcs(graph))
    lines = [
        note(told.say("conform.graph-says", activities=len(graph.activities), arcs=len(graph.arcs)))
    ]
    if drawing.drawn < drawing.of:
        part = share(shown, total)
        lines.append(note(told.say("conform.graph-drawn", drawn=drawing.drawn, share=part)))
    return drawing, _figure(told, told.say("conform.graph"), lines, drawing)


def _figure(told: Teller, title: str, lines: Sequence[str], drawing: Drawing) -> str:
    scroll = f'<p class="note sideways">{escape(told.say("conform.scroll"))}</p>'
    svg = f'<div class="drawing" tabindex="0" style="--w:{drawing.width}">{drawing.svg}</div>'
    return f"<div>{_heading(title)}{''.join(lines)}{scroll}{svg}</div>"


def _skipped(told: Teller, it: Conformance) -> Iterator[str]:
    if not it.skipped:
        return
    title, most = told.say("conform.skipped"), it.skipped[0]
    yield _heading(title)
    yield says(
        told.say(
            "conform.skipped-says", name=thing(told, most.stage, most.name),
            state=asked_place(told, most.stage, most.state), of=most.seen.of,
            seen=most.seen.count,
        )
    )  # fmt: skip
    rows: list[Row] = [
        (
            thing(told, each.stage, each.name),
            told.plain_bar(share(each.seen.count, each.seen.of), each.seen.count, each.seen.of),
            asked_place(told, each.stage, each.state),
            told.say(f"conform.{each.what}"),
            *numbers(each.seen.of, each.seen.count, each.cases),
        )
        for each in it.skipped
    ]
    others = told.say("conform.others", count=len(rows) - SHOWN)
    yield _table(told, "name. drawn~ state. kind. asked seen missed", rows, title, others)


def _variants(told: Teller, it: Conformance) -> Iterator[str]:
    if not it.variants:
        return
    title, shown = told.say("conform.variants"), it.variants[:SHOWN]
    covered = share(sum(each.cases for each in shown), it.cases)
    ways = len(it.variants) + it.rest
    yield _heading(title)
    yield says(told.say("conform.variants-says", count=ways, shown=len(shown), share=covered))
    rows: list[Row] = [_variant_row(told, each, it) for each in it.variants]
    if it.rest:
        name = told.say("conform.rest", count=it.rest)
        drawn = told.bar(name, [(name, it.rest_cases, "open")], it.cases)
        rows.append((name, drawn, *_of_cases(it.rest_cases, it), NOTHING, ""))
    others = told.say("conform.others-ways", count=len(rows) - SHOWN)
    yield _table(told, "way. drawn~ cases share fits example.", rows, title, others)


def _variant_row(told: Teller, each: Variant, it: Conformance) -> Row:
    words = variant_words(told, each.signals)
    parts = [
        (told.say("conform.fitting"), each.fitting, "success"),
        (told.say("conform.tile-left"), each.cases - each.fitting, "lost"),
    ]
    drawn = told.bar(words, parts, it.variants[0].cases)
    return (words, drawn, *_of_cases(each.cases, it), count(each.fitting), each.example)


def _of_cases(cases: int, it: Conformance) -> tuple[str, str]:
    return count(cases), share(cases, it.cases)


def _graph_table(told: Teller, it: Conformance) -> Iterator[str]:
    graph = it.discovered
    if graph is None or not graph.arcs:
        return
    begin, end = told.say("conform.graph-begin"), told.say("conform.graph-end")
    rows = [
        (
            heard(told, arc.source) if arc.source else begin,
            heard(told, arc.target) if arc.target else end,
            *numbers(arc.count, arc.cases),
            *(told.spread_cells(arc.time)[:2]),
        )
        for arc in graph.arcs
    ]
    title = told.say("conform.graph-table")
    columns = _columns(told, "from. to. count cases half most")
    yield folded(title, grid(columns, rows, title, "dense"))
