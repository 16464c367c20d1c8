"""What a backtest comes to, on a terminal: what would have been noticed, and was it true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..language.compiler import Compiled
from ..language.titles import Lang
from ..studies.backtest.findings import (
    Backtest,
    OutcomeFigures,
)
from .aligned import aligned
from .conform_sentences import deviation_words, overview
from .quantities import NOTHING, count, share
from .replay_sentences import (
    busiest,
    by_group,
    every_week,
    groups,
    horizon,
    judged,
    left_out,
    one_case,
    outcome_head,
    per_week,
    quality_lines,
    reaction_cells,
    unknowable,
)
from .replay_told import KINDS, Replay
from .report_told import SEPARATOR
from .simulated import bars

_MOST_WATCHES = 30
_MOST_DEVIATIONS = 5
_MOST_SKIPPED = 5


def backtest_text(backtest: Backtest, compiled: Compiled, lang: Lang, command: str) -> str:
    """Return the whole text; ``command`` is the line that gives the same backtest once more."""
    told = Replay(backtest, compiled, lang, command)
    blocks: tuple[Callable[[Replay], Iterator[str]], ...] = (
        _head, _watches, _outcomes, _duty, _contacts, _fit, _bands, _reactions, _unknowable,
    )  # fmt: skip
    found = ("\n".join(block(told)) for block in blocks)
    return "\n\n".join(block for block in found if block) + "\n"


# --- what it is about


def _head(told: Replay) -> Iterator[str]:
    it = told.backtest
    if it.cases:
        yield told.say(
            "replay.head", title=told.heading, accounts=it.accounts, cases=it.cases,
            events=it.events, timers=it.timers,
        )  # fmt: skip
        yield from horizon(told)
    else:
        yield told.say("replay.nobody", title=told.heading)
    yield from quality_lines(told)
    yield from left_out(told)
    if it.groups:
        yield told.say("replay.groups", groups=told.listed(groups(told)))


def _table(
    told: Replay, columns: str, rows: Sequence[Sequence[str]], texts: int = 1, indent: str = "  "
) -> Iterator[str]:
    head = [told.say(f"col.{each}") for each in columns.split()]
    yield from aligned(head, rows, texts, indent)


# --- what was watched


def _watches(told: Replay) -> Iterator[str]:
    yield told.say("watch")
    ranked = told.watches()
    if not ranked:
        yield f"  {told.say('watch.none')}"
        return
    rows: list[tuple[str, ...]] = []
    for each in ranked[:_MOST_WATCHES]:
        rows.append(
            (
                told.say(f"kind.{each.kind}"), told.watch(each), count(each.cases),
                share(each.cases, told.backtest.cases), count(each.count),
                told.day(each.first_at), told.day(each.last_at),
            )
        )  # fmt: skip
        listed = " · ".join(by_group(told, each))
        if listed:
            rows.append((f"└ {listed}",))
    yield from _table(told, "kind what cases of-all times first-on last-on", rows, texts=2)
    if len(ranked) > _MOST_WATCHES:
        yield f"    {told.say('replay.more', count=len(ranked) - _MOST_WATCHES)}"
    if told.backtest.groups:
        yield f"  {told.say('watch.groups')}"
    example = next((each.example for each in ranked if each.example), "")
    if example:
        yield f"  {told.say('watch.one')}"
        yield f"  → {one_case(told, example)}"


# --- what really happened


def _outcomes(told: Replay) -> Iterator[str]:
    if told.backtest.outcomes:
        yield told.say("outcome")
    for each in told.backtest.outcomes:
        yield from (f"  {line}" for line in _outcome(told, each))


def _outcome(told: Replay, each: OutcomeFigures) -> Iterator[str]:
    yield outcome_head(told, each)
    if not each.foretold_by:
        return
    head = ["", told.say("col.happened"), told.say("col.not-happened")]
    rows = [
        (told.say("outcome.noticed"), count(each.noticed), count(each.false_alarms)),
        (told.say("outcome.unnoticed"), count(each.missed), count(each.quiet)),
    ]
    yield from aligned(head, rows)
    yield from (f"  {line}" for line in judged(told, each))
    verdicts = told.verdicts(each)
    if len(verdicts) > 1:
        rows_of = [
            (
                told.watch(watch), count(verdict.hits), count(verdict.late),
                count(verdict.false_alarms),
                share(verdict.false_alarms, verdict.hits + verdict.late + verdict.false_alarms),
                told.lasting(verdict.lead.p50) if verdict.lead.count else NOTHING,
            )
            for watch, verdict in verdicts
        ]  # fmt: skip
        yield from _table(told, "alarm hits after false false-share lead-half", rows_of)


# --- what it would have asked of us


def _duty(told: Replay) -> Iterator[str]:
    found = [each for each in told.backtest.loads if each.tasks or each.notices]
    if not found:
        return
    yield told.say("duty")
    begins = min(week.begins_on for each in found for week in each.weeks)
    ends = max(week.begins_on for each in found for week in each.weeks)
    rows = []
    for each in found:
        weeks = every_week(each, begins, ends)
        rows.append(
            (
                told.title("role", each.role), count(each.tasks), count(each.notices),
                per_week(each, len(weeks)), busiest(told, each),
                bars([week.tasks + week.notices for week in weeks]),
            )
        )  # fmt: skip
    yield from _table(told, "role tasks notices weekly busiest week-by-week", rows)
    yield f"  {told.say('duty.key')}"


def _contacts(told: Replay) -> Iterator[str]:
    found = told.backtest.figures.contacts
    weeks, last = sum(found.per_week), len(found.per_week) - 1
    if not found.contacts or not weeks:
        return
    yield told.say("touch")
    yield f"  {told.say('touch.all', contacts=found.contacts, deferred=found.deferred)}"
    names = ["touch.none", *["touch.some"] * last]
    if last:
        names[last] = "touch.most"
    said = [
        told.say(names[n], n=n, share=share(amount, weeks))
        for n, amount in enumerate(found.per_week)
        if amount
    ]
    yield f"  {told.say('touch.weeks', weeks=SEPARATOR[told.lang].join(said))}"


# --- does history fit, how sure is all this, and what nobody can know


def _fit(told: Replay) -> Iterator[str]:
    it = told.backtest.conformance
    if not it.cases:
        return
    yield told.say("conform")
    yield from (f"  {line}" for line in overview(told, it))
    firsts = sorted((each for each in it.deviations if each.first), key=lambda each: -each.first)
    for each in firsts[:_MOST_DEVIATIONS]:
        what = deviation_words(told, each)
        said = told.say("fit.deviation", count=each.first, what=what, example=each.example)
        yield f"    {said}"
    if len(firsts) > _MOST_DEVIATIONS:
        yield f"    {told.say('replay.more', count=len(firsts) - _MOST_DEVIATIONS)}"
    for gap in it.skipped[:_MOST_SKIPPED]:
        seen, of = gap.seen.count, gap.seen.of
        yield f"  {told.say('fit.skipped', name=told.unseen(gap.name), seen=seen, of=of)}"


def _bands(told: Replay) -> Iterator[str]:
    bands = told.backtest.bands
    if not bands:
        return
    yield told.say("band")
    yield f"  {told.say('band.says')}"
    percents = sorted({point.percent for each in bands for point in each.points})
    head = [told.say("col.kind"), told.say("col.what")]
    head += [told.say("band.times", percent=percent) for percent in percents]
    rows = []
    for each in sorted(bands, key=lambda band: KINDS.index(band.kind)):
        cases = {point.percent: point.cases for point in each.points}
        numbers = (count(cases[p]) if p in cases else NOTHING for p in percents)
        rows.append((told.say(f"kind.{each.kind}"), told.watch(each), *numbers))
    yield from aligned(head, rows, texts=2)


def _reactions(told: Replay) -> Iterator[str]:
    found = told.backtest.reactions
    if not found:
        return
    yield told.say("react", population=told.backtest.population)
    rows = [
        (told.own("stall", each.stage, each.stall), *reaction_cells(told, each)) for each in found
    ]
    yield from _table(told, "stall stalls answered earlier earlier-share", rows)


def _unknowable(told: Replay) -> Iterator[str]:
    yield told.say("unknown")
    yield from (f"  • {each}" for each in unknowable(told))
