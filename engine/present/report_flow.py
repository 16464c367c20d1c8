"""Sections of a report about customers: the headline, the funnel, segments and time in a stage."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.clock import local
from ..language.values import Instant
from ..studies.figures.results import Results, SegmentFigures, StageFigures
from .quantities import count, share
from .report_charts import Span, scale_marks, scale_of
from .report_tables import Cell, Column, Drawn, Group, Row, grid
from .report_told import Told, note, says
from .svg_parts import escape

OUTCOMES = ("success", "open", "dormant", "lost")
"""In the order of their bars: won and lost at the two ends, so that they are never side by side."""


def headline(told: Told) -> str:
    """Return what it all came to: sentences, five numbers, one bar, and what was simulated."""
    r = told.results
    amounts = outcomes(r)
    whole = sum(amounts.values())
    tiles = [tile(told.say("tile.customers"), count(r.customers), "")]
    tiles += [
        tile(told.say(name), count(amount), share(amount, whole), name)
        for name, amount in amounts.items()
    ]
    parts = [(told.say(name), amount, name) for name, amount in amounts.items()]
    sentence = told.say(
        "overview" if whole != r.customers else "overview.each", customers=r.customers,
        journeys=r.journeys, success_share=share(r.success, whole), **amounts,
    )  # fmt: skip
    return "\n".join(
        [
            says(sentence if r.customers else told.say("nobody")),
            _quiet(told),
            f'<dl class="tiles">{"".join(tiles)}</dl>',
            f'<div class="whole">{told.bar(told.say("tile.all"), parts, whole).markup}</div>',
            f'<dl class="facts">{"".join(_facts(told))}</dl>',
        ]
    )


def outcomes(figures: Results | SegmentFigures) -> dict[str, int]:
    """Return how many ended how, in the order of the bars."""
    return {name: int(getattr(figures, name)) for name in OUTCOMES}


def day(at: Instant, zone: str) -> str:
    """Return the local date of an instant."""
    return f"{local(at, zone):%Y-%m-%d}"


def tile(word: str, number: str, part: str, tint: str = "") -> str:
    """Return one of the big numbers of a headline, with its share below."""
    swatch = f'<i class="sw {tint}"></i>' if tint else ""
    below = f'<span class="part">{escape(part)}</span>' if part else ""
    return f"<div><dt>{swatch}{escape(word)}</dt><dd>{escape(number)}{below}</dd></div>"


def _quiet(told: Told) -> str:
    stalls = [each for each in told.results.stalls if each.count]
    if not stalls:
        return ""
    most = max(stalls, key=lambda each: each.count)
    by = won_back_by(told, [(each.by, each.count) for each in most.recovered_by])
    name = told.own("stall", most.stage, most.stall)
    phrase = "overview.quiet" if most.recovered else "overview.unrecovered"
    return says(told.say(phrase, stall=name, count=most.count, recovered=most.recovered, by=by))


def won_back_by(told: Told, found: list[tuple[str, int]]) -> str:
    """Return ``, most often by “…”``, or nothing where no play won anybody back."""
    named = [(number, name) for name, number in found if name and number]
    if not named:
        return ""
    most = max(named, key=lambda each: each[0])
    return told.say("overview.by", by=told.done(most[1]))


def _facts(told: Told) -> Iterator[str]:
    r = told.results
    period = told.say(
        "period", begins=day(r.begins_at, r.zone), ends=day(r.ends_at, r.zone), zone=r.zone
    )
    for name, text in (
        ("fact.population", r.population),
        ("fact.period", period),
        ("fact.seed", str(r.seed)),
        ("fact.asked", count(r.asked)),
        ("tile.journeys", count(r.journeys)),
        ("tile.signals", count(r.signals)),
        ("tile.records", count(r.records)),
        ("fact.program", r.program),
        ("fact.schema", r.schema),
    ):
        yield f"<div><dt>{escape(told.say(name))}</dt><dd>{escape(text)}</dd></div>"


# --- the funnel


def funnel(told: Told) -> str:
    """Return how many entered each stage, and how they left it."""
    stages = told.stages()
    entered = [each for each in stages if each.entered]
    if not entered:
        return told.section("funnel", told.say("funnel"), says(told.say("funnel.none")))
    worst = max(entered, key=lambda each: ended(each, "lost"))
    lost = ended(worst, "lost")
    sentence = told.say("funnel.none-lost")
    if lost:
        sentence = told.say(
            "funnel.says", stage=told.stage(worst.stage), entered=worst.entered, lost=lost,
            share=share(lost, worst.entered),
        )  # fmt: skip
    columns = (
        *told.columns("stage"),
        told.drawn_column(),
        Column(told.say("col.entered")),
        *(Column(told.say(name), swatch=name) for name in OUTCOMES),
    )
    most = max(each.entered for each in entered)
    rows = [_stage_row(told, each, most) for each in stages]
    ends = (
        Column(told.say("col.end"), "text"), told.drawn_column(),
        Column(told.say("col.as"), "text"), Column(told.say("col.count")),
        Column(told.say("col.share")),
    )  # fmt: skip
    return told.section(
        "funnel",
        told.say("funnel"),
        says(sentence),
        grid(columns, rows, told.say("funnel")),
        note(told.say("funnel.key")),
        f"<h3>{escape(told.say('ends'))}</h3>",
        grid(ends, _ends(told, stages), told.say("ends")),
    )


def ended(stage: StageFigures, outcome: str) -> int:
    """Return how many journeys a stage ended with as won, lost or dormant."""
    return sum(each.count for each in stage.ends if each.outcome == outcome)


def _stage_row(told: Told, each: StageFigures, most: int) -> Row:
    amounts = {name: each.open if name == "open" else ended(each, name) for name in OUTCOMES}
    parts = [(told.say(name), amount, name) for name, amount in amounts.items()]
    drawn = told.bar(told.stage(each.stage), parts, most)
    return (told.stage(each.stage), drawn, count(each.entered), *map(count, amounts.values()))


def _ends(told: Told, stages: tuple[StageFigures, ...]) -> Iterator[Row]:
    for stage in stages:
        if stage.ends:
            yield Group(told.stage(stage.stage), told.say("ends.of", entered=stage.entered))
        for each in stage.ends:
            name = told.end(stage.stage, each.end)
            yield (
                name,
                told.bar(name, [(told.say("col.count"), each.count, each.outcome)], stage.entered),
                told.say(each.outcome) if each.outcome in OUTCOMES else each.outcome,
                count(each.count),
                share(each.count, stage.entered),
            )


# --- segments


def segments(told: Told) -> str:
    """Return how the journeys of each kind of customer ended, each bar a whole."""
    found = [each for each in told.results.segments if _journeys(each)]
    if not found:
        return told.section("segments", told.say("segments"), says(told.say("segments.none")))
    columns = (
        *told.columns("segment"),
        told.drawn_column(),
        Column(told.say("col.customers")),
        *(Column(told.say(name), swatch=name) for name in OUTCOMES),
        Column(told.say("col.won-share")),
    )
    rows = [_segment_row(told, each) for each in told.results.segments]
    return told.section(
        "segments",
        told.say("segments"),
        says(_segments_say(told, found)),
        grid(columns, rows, told.say("segments")),
        note(told.say("segments.key")),
    )


def _segments_say(told: Told, found: list[SegmentFigures]) -> str:
    ranked = sorted(found, key=lambda each: each.success * 1_000_000 // _journeys(each))
    best, worst = ranked[-1], ranked[0]
    high, low = (share(each.success, _journeys(each)) for each in (best, worst))
    values = {"best": told.segment(best), "worst": told.segment(worst)}
    if len(found) == 1:
        return told.say("segments.one", high=high, **values)
    if high == low:
        return told.say("segments.same", high=high)
    return told.say("segments.says", high=high, low=low, **values)


def _journeys(each: SegmentFigures) -> int:
    return sum(outcomes(each).values())


def _segment_row(told: Told, each: SegmentFigures) -> Row:
    amounts = outcomes(each)
    whole = sum(amounts.values())
    parts = [(told.say(name), amount, name) for name, amount in amounts.items()]
    return (
        told.segment(each),
        told.bar(told.segment(each), parts, whole),
        count(each.customers),
        *map(count, amounts.values()),
        share(each.success, whole),
    )


# --- time in a stage


def times(told: Told) -> str:
    """Return how long a stage took, all on one scale."""
    stages = told.stages()
    over = [each for each in stages if each.time.count]
    if not over:
        return told.section("time", told.say("time"), says(told.say("time.none")))
    longest = max(over, key=lambda each: each.time.p50)
    sentence = told.say(
        "time.says", stage=told.stage(longest.stage), half=told.lasting(longest.time.p50),
        most_within=told.lasting(longest.time.p90),
    )  # fmt: skip
    scale = scale_of(Span(each.time.p50, each.time.p90, each.time.p99) for each in over)
    columns = (
        *told.columns("stage"),
        told.drawn_column(),
        *(Column(told.say(f"col.{name}")) for name in ("over", "p50", "p90", "p99", "mean")),
    )
    rows: list[Row] = [("", scale_marks(scale, told.lang), "", "", "", "", "")]
    for each in stages:
        name = told.stage(each.stage)
        cells: tuple[Cell, ...] = told.spread_cells(each.time)
        drawn: Drawn = told.spread_drawn(each.time, scale, name)
        rows.append((name, drawn, count(each.time.count), *cells))
    return told.section(
        "time",
        told.say("time"),
        says(sentence),
        grid(columns, rows, told.say("time")),
        note(told.say("spread.key")),
    )
