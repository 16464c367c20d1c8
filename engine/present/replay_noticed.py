"""Sections of a backtest's page about what would have been noticed: which, how often, and when."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar

from ..core.clock import local
from ..language.values import Instant
from ..studies.backtest.findings import Band, WatchFigures
from .quantities import NOTHING, count, share
from .replay_told import Replay
from .report_charts import Week, weeks
from .report_tables import Column, Group, Row, grid
from .report_told import folded, note, says
from .svg_parts import escape

Watched = TypeVar("Watched", WatchFigures, Band)
MONTHS = 12
SHOWN = 12
"""How many watches are drawn month by month before the rest is folded away."""


def watches(told: Replay) -> str:
    """Return everything that was noticed, by kind; by group of cases; and month by month."""
    found = told.watches()
    title = told.say("watch")
    if not found:
        return told.section("watch", title, says(told.say("watch.none")))
    told_of = [each for each in found if each.kind not in {"tier", "reminder"}] or found
    most = max(told_of, key=lambda each: each.cases)
    sentence = told.say(
        "watch.says", count=sum(each.count for each in found), name=told.watch(most),
        cases=most.cases, share=share(most.cases, told.backtest.cases),
    )  # fmt: skip
    return told.section(
        "watch",
        title,
        says(sentence),
        _all(told, found),
        note(told.say("watch.key")),
        _grouped(told, found),
        _monthly(told, found),
    )


def by_kind(told: Replay, found: Sequence[Watched]) -> Iterator[Watched | Group]:
    """Yield watches, or their bands, under the word of their kind."""
    for kind, of in itertools.groupby(found, key=lambda each: each.kind):
        yield Group(told.say(f"kinds.{kind}"))
        yield from of


def _all(told: Replay, found: Sequence[WatchFigures]) -> str:
    columns = (
        Column(told.say("col.what"), "text"),
        told.drawn_column(),
        *(Column(told.say(f"col.{name}")) for name in ("cases", "of-all", "times")),
        *(Column(told.say(f"col.{name}")) for name in ("first-on", "last-on")),
        *(Column(told.say(f"col.{name}"), "text") for name in ("example", "clause")),
    )
    most = max(each.cases for each in found)
    rows: list[Row] = []
    for each in by_kind(told, found):
        if isinstance(each, Group):
            rows.append(each)
            continue
        name = told.watch(each)
        rows.append(
            (
                name,
                told.bar(name, [(told.say("col.cases"), each.cases, "span")], most),
                count(each.cases),
                share(each.cases, told.backtest.cases),
                count(each.count),
                told.day(each.first_at),
                told.day(each.last_at),
                each.example or NOTHING,
                each.clause,
            )
        )
    return grid(columns, rows, told.say("watch"), "dense")


def _grouped(told: Replay, found: Sequence[WatchFigures]) -> str:
    groups = told.backtest.groups
    if not groups:
        return ""
    title = told.say("watch.by-group")
    columns = (
        Column(told.say("col.what"), "text"),
        *(Column(told.group(each.group)) for each in groups),
    )
    rows: list[Row] = [
        (told.say("watch.whole-group"), *(count(each.cases) for each in groups)),
    ]
    for each in by_kind(told, found):
        if isinstance(each, Group):
            rows.append(each)
            continue
        cases = {group.name: group.count for group in each.groups}
        numbers = ((cases.get(group.group, 0), group.cases) for group in groups)
        rows.append((told.watch(each), *(f"{count(n)} ({share(n, of)})" for n, of in numbers)))
    return f"<h3>{escape(title)}</h3>\n{grid(columns, rows, title, 'dense stacked')}"


# --- when it was noticed


def _monthly(told: Replay, found: Sequence[WatchFigures]) -> str:
    timed = [each for each in found if each.months]
    if not timed:
        return ""
    title = told.say("watch.monthly")
    names = months(told.backtest.begins_at, told.backtest.ends_at, told.backtest.zone, timed)
    ranked = sorted(timed, key=lambda each: -each.count)
    drawn = [_panel(told, each, names) for each in ranked]
    rest = ""
    if len(drawn) > SHOWN:
        inner = f'<div class="panels">{"".join(drawn[SHOWN:])}</div>'
        rest = folded(told.say("watch.monthly-more", count=len(drawn) - SHOWN), inner)
    return "\n".join(
        (
            f"<h3>{escape(title)}</h3>",
            f'<div class="panels">{"".join(drawn[:SHOWN])}</div>',
            note(told.say("watch.monthly-key")),
            rest,
            folded(told.say("watch.monthly-table"), _months_table(told, timed)),
        )
    )


def months(
    begins_at: Instant, ends_at: Instant, zone: str, timed: Sequence[WatchFigures]
) -> list[str]:
    """Return every local month of the history, and of what was noticed, as ``2013-04``."""
    known = {month.name for each in timed for month in each.months}
    first = min(f"{local(begins_at, zone):%Y-%m}", *known)
    last = max(f"{local(ends_at, zone):%Y-%m}", *known)
    year, month = (int(part) for part in first.split("-"))
    listed = [first]
    while listed[-1] < last:
        year, month = (year, month + 1) if month < MONTHS else (year + 1, 1)
        listed.append(f"{year:04d}-{month:02d}")
    return listed


def _panel(told: Replay, each: WatchFigures, names: Sequence[str]) -> str:
    known = {month.name: month.count for month in each.months}
    numbers = [known.get(name, 0) for name in names]
    most = max(numbers)
    name = told.watch(each)
    busiest = names[numbers.index(most)]
    words = told.say("watch.drawn", name=name, count=each.count, most=most, month=busiest)
    drawn = weeks([Week(number, None) for number in numbers], most, words)
    kind = told.say(f"kind.{each.kind}")
    top = told.say("watch.top", most=most, month=busiest)
    return (
        f'<figure class="panel"><figcaption><b>{escape(name)}</b><span>{escape(kind)}</span>'
        f'</figcaption><div class="top">{escape(top)}</div>{drawn.markup}'
        f'<div class="ends"><span>{names[0]}</span><span>{names[-1]}</span></div></figure>'
    )


def _months_table(told: Replay, timed: Sequence[WatchFigures]) -> str:
    columns = (Column(told.say("col.month"), "text"), Column(told.say("col.times")))
    rows: list[Row] = []
    for each in timed:
        rows.append(Group(told.watch(each), told.say(f"kind.{each.kind}")))
        rows += [(month.name, count(month.count)) for month in each.months]
    return grid(columns, rows, told.say("watch.monthly-table"), "narrow")
