"""Sections of a report about what went wrong: stalls, escalations, rules, incidents, the check."""

from __future__ import annotations

from collections.abc import Sequence

from ..studies.figures.results import StallFigures, TierFigures
from .quantities import count, share, thousandths
from .report_charts import Span, scale_marks, scale_of
from .report_flow import won_back_by
from .report_tables import Column, Drawn, Group, Row, grid
from .report_told import Told, by_stage, folded, note, says
from .svg_parts import escape
from .words import WORDS

ENDINGS = ("recovered", "left", "open", "unfounded", "gave_up", "lost")
"""How a stall ends, in the order of the bars."""
SHOWN = 10
"""How many of a long list are shown before the whole is folded away."""
_WORDS = {
    "recovered": "col.recovered", "left": "col.left", "open": "open", "unfounded": "col.unfounded",
    "gave_up": "col.gave-up", "lost": "lost",
}  # fmt: skip
TINTS = {
    "recovered": "success", "left": "calm", "open": "open", "unfounded": "pale",
    "gave_up": "dormant", "lost": "lost",
}  # fmt: skip


def stalls(told: Told) -> str:
    """Return the stalls by cause, one by one, and what won customers back."""
    found = told.results.stalls
    total = sum(each.count for each in found)
    if not total:
        empty = _each(told, found) if found else ""
        return told.section("stalls", told.say("stalls"), says(told.say("stalls.none")), empty)
    recovered = sum(each.recovered for each in found)
    sentence = told.say(
        "stalls.says", count=total, recovered=recovered, share=share(recovered, total),
        by=won_back_by(told, _plays(found)), gave_up=sum(each.gave_up for each in found),
        lost=sum(each.lost for each in found),
    )  # fmt: skip
    return told.section(
        "stalls",
        told.say("stalls"),
        says(sentence),
        f"<h3>{escape(told.say('stalls.causes'))}</h3>",
        _by_cause(told, found),
        note(told.say("stalls.key")),
        f"<h3>{escape(told.say('stalls.plays'))}</h3>",
        _won_back(told, found),
        _each(told, found),
    )


def _each(told: Told, found: Sequence[StallFigures]) -> str:
    """Return the long tables: every stall, what won it back, how long it lasted."""
    tables = (("stalls.each", _stalls), ("stalls.by", _recovered), ("stalls.lasted", _lasted))
    return "\n".join(
        folded(told.say(name), grid(columns, rows, told.say(name), kind))
        for name, make in tables
        for columns, rows, kind in (make(told, found),)
    )


def _plays(found: Sequence[StallFigures]) -> list[tuple[str, int]]:
    """Return how many each play won back, most first."""
    totals: dict[str, int] = {}
    for each in found:
        for recovered in each.recovered_by:
            totals[recovered.by] = totals.get(recovered.by, 0) + recovered.count
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))


def _endings(told: Told) -> tuple[Column, ...]:
    return tuple(Column(told.say(_WORDS[name]), swatch=TINTS[name]) for name in ENDINGS)


def _amounts(found: Sequence[StallFigures]) -> dict[str, int]:
    return {name: sum(int(getattr(each, name)) for each in found) for name in ENDINGS}


def _drawn(told: Told, what: str, amounts: dict[str, int], most: int) -> Drawn:
    parts = [(told.say(_WORDS[name]), amounts[name], TINTS[name]) for name in ENDINGS]
    return told.bar(what, parts, most)


def _cause(told: Told, name: str) -> str:
    return told.title("cause", name) if name else told.say("cause.none")


def _by_cause(told: Told, found: Sequence[StallFigures]) -> str:
    causes: dict[str, list[StallFigures]] = {}
    for each in found:
        causes.setdefault(each.cause, []).append(each)
    ranked = sorted(causes.items(), key=lambda item: -sum(each.count for each in item[1]))
    most = max(sum(each.count for each in of) for of in causes.values())
    columns = (
        *told.columns("cause"), told.drawn_column(), Column(told.say("col.count")), *_endings(told),
    )  # fmt: skip
    rows: list[Row] = []
    for name, of in ranked:
        title, amounts = _cause(told, name), _amounts(of)
        total = sum(each.count for each in of)
        drawn = _drawn(told, title, amounts, most)
        rows.append((title, drawn, count(total), *map(count, amounts.values())))
    return grid(columns, rows, told.say("stalls.causes"))


def _won_back(told: Told, found: Sequence[StallFigures]) -> str:
    plays = _plays(found)
    if not plays:
        return says(told.say("none"))
    total, most = sum(number for _, number in plays), plays[0][1]
    rows: list[Row] = []
    for name, number in plays[:SHOWN]:
        title = _play(told, name)
        drawn = told.bar(title, [(told.say("col.recovered"), number, "success")], most)
        rows.append((title, drawn, count(number), share(number, total)))
    rest = told.say("stalls.more", count=len(plays) - SHOWN) if len(plays) > SHOWN else ""
    return grid(_play_columns(told), rows, told.say("stalls.plays")) + (note(rest) if rest else "")


def _play_columns(told: Told) -> tuple[Column, ...]:
    return (
        Column(told.say("col.play"), "text"), told.drawn_column(),
        Column(told.say("col.recovered")), Column(told.say("col.share")),
    )  # fmt: skip


def _play(told: Told, name: str) -> str:
    return told.done(name) if name else told.say("stalls.by-itself")


Long = tuple[tuple[Column, ...], list[Row], str]
"""Columns, rows and kind of a long table."""


def _stalls(told: Told, found: Sequence[StallFigures]) -> Long:
    columns = (
        Column(told.say("col.stall"), "text"), told.drawn_column(),
        Column(told.say("col.count")), *_endings(told), Column(told.say("col.cause"), "text"),
    )  # fmt: skip
    rows: list[Row] = []
    most = max((each.count for each in found), default=0)
    for stage, of in by_stage(found).items():
        rows.append(Group(told.stage(stage)))
        for each in of:
            name, amounts = told.own("stall", stage, each.stall), _amounts([each])
            drawn = _drawn(told, name, amounts, most)
            numbers = map(count, amounts.values())
            rows.append((name, drawn, count(each.count), *numbers, _cause(told, each.cause)))
    return columns, rows, "dense"


def _recovered(told: Told, found: Sequence[StallFigures]) -> Long:
    rows: list[Row] = []
    for each in found:
        if each.recovered_by:
            name = told.own("stall", each.stage, each.stall)
            rows.append(Group(name, told.say("stalls.of", count=each.recovered)))
        for won in each.recovered_by:
            title = _play(told, won.by)
            parts = [(told.say("col.recovered"), won.count, "success")]
            drawn = told.bar(title, parts, each.recovered)
            rows.append((title, drawn, count(won.count), share(won.count, each.recovered)))
    return _play_columns(told), rows, "dense"


def _lasted(told: Told, found: Sequence[StallFigures]) -> Long:
    columns = (
        Column(told.say("col.stall"), "text"),
        told.drawn_column(),
        *(Column(told.say(f"col.{name}")) for name in ("over", "p50", "p90", "p99", "mean")),
    )
    times = [Span(each.time.p50, each.time.p90, each.time.p99) for each in found]
    scale = scale_of(times)
    rows: list[Row] = [("", scale_marks(scale, told.lang), "", "", "", "", "")]
    for stage, of in by_stage(found).items():
        rows.append(Group(told.stage(stage)))
        for each in of:
            name = told.own("stall", stage, each.stall)
            drawn = told.spread_drawn(each.time, scale, name)
            rows.append((name, drawn, count(each.time.count), *told.spread_cells(each.time)))
    return columns, rows, "dense"


# --- escalations


def tiers(told: Told) -> str:
    """Return how often each tier of each ladder was reached, and passed over."""
    found = told.results.tiers
    reached = sum(each.reached for each in found)
    sentence = told.say("tiers.none")
    if reached:
        most = max(found, key=lambda each: each.reached)
        sentence = told.say(
            "tiers.says", reached=reached, tier=_tier(told, most, is_alone=True),
            count=most.reached, skipped=sum(each.skipped for each in found),
        )  # fmt: skip
    if not found:
        return told.section("tiers", told.say("tiers"), says(sentence))
    columns = (
        Column(told.say("col.tier"), "text"), told.drawn_column(),
        Column(told.say("col.reached"), swatch="span"),
        Column(told.say("col.skipped"), swatch="open"),
    )  # fmt: skip
    whole = max(each.reached + each.skipped for each in found)
    rows: list[Row] = []
    ladder = ""
    for each in found:
        if each.ladder != ladder:
            ladder = each.ladder
            rows.append(Group(told.title("ladder", ladder)))
        name = _tier(told, each)
        parts = [
            (told.say("col.reached"), each.reached, "span"),
            (told.say("col.skipped"), each.skipped, "open"),
        ]
        rows.append((name, told.bar(name, parts, whole), count(each.reached), count(each.skipped)))
    return told.section(
        "tiers",
        told.say("tiers"),
        says(sentence),
        grid(columns, rows, told.say("tiers")),
        note(told.say("tiers.key")),
    )


def _tier(told: Told, each: TierFigures, *, is_alone: bool = False) -> str:
    ladder = told.compiled.program.ladders.get(each.ladder)
    found = [tier for tier in ladder.tiers if tier.id == each.tier] if ladder else []
    name = each.tier
    if found:
        name = told.say("named-kind", name=name, kind=WORDS[found[0].do].text(told.lang))
    return f"{told.title('ladder', each.ladder)} · {name}" if is_alone else name


# --- rules and patterns


def rules(told: Told) -> str:
    """Return how often each rule and pattern acted."""
    found = told.results.rules
    total = sum(each.count for each in found)
    sentence = told.say("rules.none")
    if total:
        most = max(found, key=lambda each: each.count)
        name = told.own(most.kind, most.stage, most.name)
        sentence = told.say("rules.says", count=total, name=name, most=most.count)
    if not found:
        return told.section("rules", told.say("rules"), says(sentence))
    columns = (
        Column(told.say("col.rule"), "text"), told.drawn_column(),
        Column(told.say("col.kind"), "text"), Column(told.say("col.count")),
    )  # fmt: skip
    whole = max(each.count for each in found)
    rows: list[Row] = []
    for stage, of in by_stage(found).items():
        rows.append(Group(told.stage(stage)))
        for each in of:
            title = told.own(each.kind, stage, each.name)
            drawn = told.bar(title, [(told.say("col.count"), each.count, "span")], whole)
            rows.append((title, drawn, told.kind(each.kind), count(each.count)))
    return told.section(
        "rules", told.say("rules"), says(sentence), grid(columns, rows, told.say("rules"))
    )


# --- Little's law, incidents


def little(told: Told) -> str:
    """Return the check that the counts agree with one another."""
    found = told.results.little
    if not found:
        return told.section("little", told.say("little"), says(told.say("little.none")))
    holding = sum(each.holds for each in found)
    sentence = "little.says" if holding == len(found) else "little.broken"
    columns = (
        Column(told.say("col.of"), "text"),
        *(
            Column(told.say(f"col.{name}"))
            for name in ("l", "rate", "w", "gap", "allowed", "holds")
        ),
    )
    rows = [
        (
            told.title("stage", each.of) if each.of else told.say("little.all"),
            thousandths(each.l),
            thousandths(each.rate),
            told.lasting(each.w),
            share(each.gap, 1_000_000),
            share(each.allowed, 1_000_000),
            told.say("yes" if each.holds else "no"),
        )
        for each in found
    ]
    return told.section(
        "little",
        told.say("little"),
        says(told.say(sentence, of=len(found), holds=holding)),
        grid(columns, rows, told.say("little")),
    )


def incidents(told: Told) -> str:
    """Return what went wrong in a customer's run, each with the command that shows it."""
    found = told.results.incidents
    if not found:
        return told.section("incidents", told.say("incidents"), says(told.say("incidents.none")))
    columns = tuple(
        Column(told.say(f"col.{name}"), "number" if name in {"count", "first"} else "text")
        for name in ("code", "where", "count", "first", "journey", "command")
    )
    rows = [
        (
            each.code,
            each.key,
            count(each.count),
            count(each.first_customer),
            each.journey,
            Drawn(f"<code>{escape(f'{told.again} --customer {each.first_customer}')}</code>"),
        )
        for each in found
    ]
    total = sum(each.count for each in found)
    return told.section(
        "incidents",
        told.say("incidents"),
        says(told.say("incidents.says", count=total, kinds=len(found))),
        grid(columns, rows, told.say("incidents")),
    )


def again(told: Told) -> str:
    """Return the command that gives the same results."""
    return told.section(
        "again",
        told.say("again"),
        says(told.say("again.says")),
        f"<pre><code>{escape(told.again)}</code></pre>",
    )
