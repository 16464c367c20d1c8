"""Sections of a backtest's page that judge the alarms: outcomes, the band, reactions, limits."""

from __future__ import annotations

from ..studies.backtest.findings import LEAD_DAYS, Band, OutcomeFigures, Reaction, Verdict
from .quantities import NOTHING, count, share
from .replay_noticed import by_kind
from .replay_sentences import WHOLE, judged, outcome_head, reaction_cells, unknowable
from .replay_told import KINDS, Replay
from .report_charts import Part, Span, bar, scale_marks, scale_of
from .report_tables import Column, Drawn, Group, Row, grid
from .report_told import note, says
from .svg_parts import escape

_LONGEST = ("span", "calm", "open", "pale", "dormant")
"""Colours of a band's points, the one with the longest deadlines first."""


def outcomes(told: Replay) -> str:
    """Return each declared outcome beside its alarms: four cells, how long before, each alarm."""
    found = told.backtest.outcomes
    title = told.say("outcome")
    if not found:
        return told.section("outcome", title, says(told.say("outcome.none")))
    return told.section("outcome", title, *(_outcome(told, each) for each in found))


def _outcome(told: Replay, each: OutcomeFigures) -> str:
    name = told.titled(each, each.outcome)
    parts = [f"<h3>{escape(name)}</h3>", says(outcome_head(told, each))]
    if each.foretold_by:
        sentences = "".join(f"<li>{escape(line)}</li>" for line in judged(told, each))
        parts += [
            f'<div class="beside"><div>{_matrix(told, each, name)}<ul>{sentences}</ul></div>'
            f"<div>{_leads(told, each)}</div></div>",
            _verdicts(told, each),
        ]
    return "\n".join(part for part in parts if part)


def _matrix(told: Replay, each: OutcomeFigures, name: str) -> str:
    """Return the four cells, each with its word: colour alone tells nobody anything."""
    head = "".join(
        f'<th scope="col">{escape(told.say(word))}</th>'
        for word in ("col.happened", "col.not-happened")
    )
    cells = (
        ("outcome.noticed", (("right", each.noticed), ("false", each.false_alarms))),
        ("outcome.unnoticed", (("missed", each.missed), ("quiet", each.quiet))),
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(told.say(word))}</th>'
        f"{''.join(_cell(told, each, kind, number) for kind, number in row)}</tr>"
        for word, row in cells
    )
    heard = f'<caption class="heard">{escape(told.say("outcome.matrix", title=name))}</caption>'
    return f'<table class="matrix">{heard}<thead><tr><td></td>{head}</tr></thead>{rows}</table>'


def _cell(told: Replay, each: OutcomeFigures, kind: str, number: int) -> str:
    words = [told.say(f"outcome.{kind}"), share(number, told.backtest.cases)]
    late = each.noticed - each.in_time
    if kind == "right" and late:
        words.append(told.say("outcome.split", in_time=each.in_time, late=late))
    spans = "".join(f"<span>{escape(word)}</span>" for word in words)
    return f'<td class="{kind}"><b>{count(number)}</b>{spans}</td>'


def _leads(told: Replay, each: OutcomeFigures) -> str:
    """Return how many days before it happened the alarm came, as a histogram."""
    if not each.leads:
        return ""
    title = told.say("outcome.leads")
    columns = (
        Column(told.say("col.days"), "text"), told.drawn_column(), Column(told.say("col.cases")),
        Column(told.say("col.share")),
    )  # fmt: skip
    most = max(each.count for each in each.leads)
    rows: list[Row] = []
    for lead in each.leads:
        name = _ahead(told, lead.days)
        drawn = told.plain_bar(f"{name}: {count(lead.count)}", lead.count, most)
        rows.append((name, drawn, count(lead.count), share(lead.count, each.in_time)))
    return f"<h4>{escape(title)}</h4>\n{grid(columns, rows, title, 'tight')}"


def _ahead(told: Replay, days: int) -> str:
    """Return a bin of lead times in words: from so many days to just before the next bin."""
    following = [each for each in LEAD_DAYS if each > days]
    if not following:
        return told.say("outcome.days-more", days=days)
    last = following[0] - 1
    return told.say("outcome.days" if last > days else "outcome.day", days=days, last=last)


def _verdicts(told: Replay, each: OutcomeFigures) -> str:
    """Return every alarm of an outcome by itself, lead times on one scale."""
    found = told.verdicts(each)
    if not found:
        return ""
    title = told.say("outcome.by")
    scale = scale_of(Span(v.lead.p50, v.lead.p90, v.lead.p99) for _, v in found)
    columns = (
        Column(told.say("col.alarm"), "text"),
        told.drawn_column(),
        Column(told.say("col.hits"), swatch="success"),
        Column(told.say("col.after"), swatch="open"),
        Column(told.say("col.false"), swatch="lost"),
        Column(told.say("col.false-share")),
        Column(told.say("col.ahead"), "drawing"),
        *(Column(told.say(f"col.{name}")) for name in ("p50", "p90", "p99", "mean")),
    )
    rows: list[Row] = [("", "", "", "", "", "", scale_marks(scale, told.lang), "", "", "", "")]
    most = max(v.hits + v.late + v.false_alarms for _, v in found)
    for watch, verdict in found:
        name = told.watch(watch)
        rows.append(
            (
                name,
                _verdict_bar(told, name, verdict, most),
                *map(count, (verdict.hits, verdict.late, verdict.false_alarms)),
                share(verdict.false_alarms, verdict.hits + verdict.late + verdict.false_alarms),
                told.spread_drawn(verdict.lead, scale, name),
                *told.spread_cells(verdict.lead),
            )
        )
    return f"<h4>{escape(title)}</h4>\n{grid(columns, rows, title, 'dense')}"


def _verdict_bar(told: Replay, name: str, verdict: Verdict, most: int) -> Drawn:
    parts = [
        (told.say("col.hits"), verdict.hits, "success"),
        (told.say("col.after"), verdict.late, "open"),
        (told.say("col.false"), verdict.false_alarms, "lost"),
    ]
    return told.bar(name, parts, most)


# --- how sure it is, and what nobody can know


def bands(told: Replay) -> str:
    """Return how many cases would have had each alarm with shorter and with longer deadlines."""
    found = sorted(told.backtest.bands, key=lambda each: KINDS.index(each.kind))
    if not found:
        return ""
    percents = sorted({point.percent for each in found for point in each.points}, reverse=True)
    tints = dict(zip(percents, _LONGEST, strict=False))
    columns = (
        Column(told.say("col.what"), "text"),
        told.drawn_column(),
        *(
            Column(told.say("band.times", percent=percent), swatch=tints.get(percent, ""))
            for percent in percents
        ),
    )
    most = max((point.cases for each in found for point in each.points), default=0)
    rows = [
        each if isinstance(each, Group) else _band(told, each, percents, most)
        for each in by_kind(told, found)
    ]
    title = told.say("band")
    return told.section(
        "band",
        title,
        says(told.say("band.says")),
        grid(columns, rows, title),
        note(told.say("band.key")),
    )


def _band(told: Replay, each: Band, percents: list[int], most: int) -> Row:
    cases = {point.percent: point.cases for point in each.points}
    name = told.watch(each)
    parts, below = [], 0
    for percent, tint in zip(percents, _LONGEST, strict=False):
        number = cases.get(percent, 0)
        # What a shorter deadline adds to the alarms of the longer one.
        parts.append((told.say("band.times", percent=percent), max(number - below, 0), tint))
        below = max(below, number)
    said = [(told.say("band.times", percent=p), cases.get(p, 0)) for p in percents]
    words = told.listed(told.say("part", name=word, number=number) for word, number in said)
    drawn = bar(
        [Part(amount, tint) for _, amount, tint in parts],
        most,
        told.say("parts", what=name, parts=words),
    )
    return (name, drawn, *(count(cases[p]) if p in cases else NOTHING for p in percents))


def reactions(told: Replay) -> str:
    """Return what a population's customers would have done, as a range: an assumption."""
    found = told.backtest.reactions
    if not found:
        return ""
    title = told.say("react", population=told.backtest.population)
    columns = (
        Column(told.say("col.stall"), "text"),
        told.drawn_column(),
        Column(told.say("col.stalls")),
        Column(told.say("col.answered")),
        Column(told.say("col.earlier"), swatch="span"),
        Column(told.say("col.earlier-share")),
    )
    most = max(each.stalls for each in found) * WHOLE
    rows = [_reaction(told, each, most) for each in found]
    return told.section(
        "react", title, says(told.say("react.says")), grid(columns, rows, title, "stacked"),
        note(told.say("react.key")),
    )  # fmt: skip


def _reaction(told: Replay, each: Reaction, most: int) -> Row:
    name = told.own("stall", each.stage, each.stall)
    cells = reaction_cells(told, each)
    parts = [
        Part(each.least, "span"),
        Part(each.most - each.least, "calm"),
        Part(each.stalls * WHOLE - each.most, "pale"),
    ]
    words = told.say("part", name=told.say("col.earlier"), number=cells[2])
    return (name, bar(parts, most, told.say("parts", what=name, parts=words)), *cells)


def unknown(told: Replay) -> str:
    """Return what a replay cannot know."""
    listed = "".join(f"<li>{escape(each)}</li>" for each in unknowable(told))
    return told.section("unknown", told.say("unknown"), f'<ul class="limits">{listed}</ul>')
