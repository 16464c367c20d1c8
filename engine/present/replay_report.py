"""The page of a backtest: one file that opens offline, in Chinese and English (issue 6).

What a simulation's report and a backtest have in common is drawn by the same sections: stages,
time in states, stalls, tiers, touchpoints, contacts. The rest is about history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..language.compiler import Compiled
from ..language.titles import Lang
from ..studies.backtest.findings import Against, Backtest
from .conform_report import conformance_section
from .page import shell
from .quantities import count, share
from .replay_against import against_section
from .replay_judged import bands, outcomes, reactions, unknown
from .replay_load import contacted, duty
from .replay_noticed import watches
from .replay_quality import quality
from .replay_sentences import groups, horizon, left_out, one_case, quality_lines
from .replay_style import REPLAY_STYLE
from .replay_told import Replay
from .report import LANGS, contents
from .report_flow import funnel, tile, times
from .report_heat import heat_maps
from .report_tables import Column, Drawn, grid
from .report_told import says
from .report_trouble import again, stalls, tiers
from .report_work import touchpoints
from .svg_parts import escape


def replay_page(
    backtest: Backtest, compiled: Compiled, lang: Lang, command: str, against: Against | None = None
) -> str:
    """Return the whole page, opening in ``lang``.

    ``command`` is the line that gives the same backtest once more. ``against`` is shown after
    the headline; its first side is this backtest.
    """
    told = {each: Replay(backtest, compiled, each, command) for each in LANGS}
    sides = {each: _side(told[each], against) for each in LANGS}
    return shell(_title(told[lang]), sides, lang, REPLAY_STYLE)


def _title(told: Replay) -> str:
    return told.say("title", title=told.heading)


def _side(told: Replay, against: Against | None) -> str:
    compared = against_section(told, against) if against is not None else ""
    sections = [drawn for make in SECTIONS if (drawn := make(told))]
    return "\n".join(
        [
            f'<main class="{told.lang}" lang="{"zh-CN" if told.lang == "zh" else "en"}">',
            f"<h1>{escape(_title(told))}</h1>",
            headline(told),
            contents(told),
            compared,
            *sections,
            "</main>",
        ]
    )


# --- the head


def headline(told: Replay) -> str:
    """Return what it all came to: sentences, five numbers, and what was replayed."""
    it = told.backtest
    tiles = (
        tile(told.say("col.cases"), count(it.cases), ""),
        tile(told.say("tile.accounts"), count(it.accounts), ""),
        tile(told.say("tile.noticed"), count(sum(each.count for each in it.watches)), ""),
        tile(
            told.say("tile.fitting"), count(it.conformance.fitting),
            share(it.conformance.fitting, it.conformance.cases),
        ),
        tile(told.say("tile.open"), count(it.open), share(it.open, it.cases)),
    )  # fmt: skip
    return "\n".join(
        [
            *(says(line) for line in _overview(told)),
            f'<dl class="tiles">{"".join(tiles)}</dl>',
            f'<ul class="small">{"".join(_small_print(told))}</ul>',
            f'<dl class="facts">{"".join(_facts(told))}</dl>',
        ]
    )


def _overview(told: Replay) -> Iterator[str]:
    it = told.backtest
    if not it.cases:
        yield told.say("replay.nobody", title=told.heading)
        return
    yield told.say(
        "replay.overview", cases=it.cases, accounts=it.accounts, events=it.events,
        count=sum(each.count for each in it.watches),
    )  # fmt: skip
    for each in it.outcomes:
        if each.foretold_by and each.happened:
            yield told.say(
                "replay.foretold", title=told.titled(each, each.outcome), happened=each.happened,
                in_time=each.in_time, share=share(each.in_time, each.happened),
                false=share(each.false_alarms, each.noticed + each.false_alarms),
            )  # fmt: skip


def _small_print(told: Replay) -> Iterator[str]:
    lines = [*horizon(told)] if told.backtest.cases else []
    lines += quality_lines(told)
    lines += left_out(told)
    if told.backtest.groups:
        lines.append(told.say("replay.groups", groups=told.listed(groups(told))))
    yield from (f"<li>{escape(line)}</li>" for line in lines)


def _facts(told: Replay) -> Iterator[str]:
    it = told.backtest
    for name, text in (
        ("fact.mapping", it.mapping),
        ("fact.log", it.quality.log),
        ("fact.events", count(it.events)),
        ("fact.timers", count(it.timers)),
        ("tile.records", count(it.figures.records)),
        ("fact.program", it.program),
        ("fact.schema", it.schema),
    ):
        yield f"<div><dt>{escape(told.say(name))}</dt><dd>{escape(text)}</dd></div>"


# --- what fits, and what went wrong


def conformance(told: Replay) -> str:
    """Return how many cases keep to the playbook, and where the others leave it."""
    return conformance_section(told, told.backtest.conformance)


def incidents(told: Replay) -> str:
    """Return what went wrong in a case's replay, each with the command that shows it."""
    found = told.results.incidents
    if not found:
        return ""
    columns = (
        *(Column(told.say(f"col.{name}"), "text") for name in ("code", "where")),
        Column(told.say("col.count")),
        *(Column(told.say(f"col.{name}"), "text") for name in ("example", "command")),
    )
    rows = [
        (
            each.code,
            each.key,
            count(each.count),
            each.journey,
            Drawn(f"<code>{escape(one_case(told, each.journey))}</code>"),
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


SECTIONS: tuple[Callable[[Replay], str], ...] = (
    watches, outcomes, bands, reactions, unknown, duty, contacted, conformance, quality, funnel,
    times, heat_maps, stalls, tiers, touchpoints, incidents, again,
)  # fmt: skip
"""In reading order: what was noticed, was it true, what it would ask of us; then the history."""
