"""Sentences and sums about a backtest, the same on a terminal and on its page."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterator

from ..studies.backtest.findings import OutcomeFigures, Reaction, RoleLoad, RoleWeek, WatchFigures
from .quality import broken_words
from .quantities import count, share
from .replay_told import Replay
from .report_told import SEPARATOR

WHOLE = 1_000_000
"""Reactions are told in millionths of a stall."""
_WEEK = dt.timedelta(weeks=1)


def horizon(told: Replay) -> Iterator[str]:
    """Yield from when to when, and that cases were open then."""
    it = told.backtest
    yield told.say(
        "replay.window", begins=told.day(it.begins_at), ends=told.day(it.ends_at), zone=it.zone
    )
    if it.open:
        yield told.say("replay.open", open=it.open)


def left_out(told: Replay) -> Iterator[str]:
    """Yield what is not in the figures as it stood in the log, or went wrong; only what is so."""
    it = told.backtest
    if it.is_partial:
        yield told.say("replay.partial", cases=it.cases)
    for name in ("beyond", "refused", "ignored", "incidents"):
        number = int(getattr(it, name))
        if number:
            yield told.say(f"replay.{name}", count=number)


def groups(told: Replay) -> Iterator[str]:
    """Yield each group of cases with how many it has."""
    for each in told.backtest.groups:
        part = share(each.cases, told.backtest.cases)
        name = told.titled(each, each.group)
        yield told.say("replay.group", name=name, count=each.cases, share=part)


def quality_lines(told: Replay) -> Iterator[str]:
    """Yield how good the log is in one line; and that it broke off, where it did."""
    it = told.backtest.quality
    amounts = {
        "rejected": it.rejected, "left-out": it.left_out, "dropped": it.dropped,
        "order": sum(each.count for each in it.order), "ties": sum(each.count for each in it.ties),
    }  # fmt: skip
    found = [told.say(f"replay.read-{name}", count=n) for name, n in amounts.items() if n]
    parts = [
        told.say("replay.read", rows=it.rows, accepted=it.accepted),
        *(found or [told.say("replay.read-clean")]),
    ]
    yield SEPARATOR[told.lang].join(parts)
    if it.broken is not None:
        row = it.broken.examples[0].row if it.broken.examples else 0
        yield told.say("replay.broken", reason=broken_words(it.broken, told.lang), row=row)


def by_group(told: Replay, each: WatchFigures) -> Iterator[str]:
    """Yield in how many cases of each group something was noticed."""
    of = {group.group: group.cases for group in told.backtest.groups}
    for group in each.groups:
        part = share(group.count, of.get(group.name, 0))
        name = told.group(group.name)
        yield told.say("watch.group", name=name, cases=group.count, share=part)


def one_case(told: Replay, case: str) -> str:
    """Return the command that tells one case."""
    spoken = " --lang zh" if told.lang == "zh" else ""
    return f"{told.again} --case {shlex.quote(case)}{spoken}"


def outcome_head(told: Replay, each: OutcomeFigures) -> str:
    """Return how often something happened, and what foretells it."""
    return told.say(
        "outcome.head" if each.foretold_by else "outcome.unforetold",
        title=told.titled(each, each.outcome), cases=told.backtest.cases, happened=each.happened,
        share=share(each.happened, told.backtest.cases), by=told.listed(told.alarms(each)),
    )  # fmt: skip


def judged(told: Replay, each: OutcomeFigures) -> Iterator[str]:
    """Yield whether the alarm came in time, how long before, and how often it was false."""
    late = each.noticed - each.in_time
    if each.happened:
        yield told.say(
            "outcome.in-time", happened=each.happened, in_time=each.in_time,
            share=share(each.in_time, each.happened),
            late=told.say("outcome.late", late=late) if late else "",
        )  # fmt: skip
    if each.lead.count:
        half, most, _, mean = told.spread_cells(each.lead)
        yield told.say("outcome.lead", half=half, most=most, mean=mean)
    alarms = each.noticed + each.false_alarms
    if alarms and not each.false_alarms:
        yield told.say("outcome.all-true", alarms=alarms)
    elif alarms:
        part = share(each.false_alarms, alarms)
        yield told.say("outcome.mistaken", alarms=alarms, count=each.false_alarms, share=part)


def every_week(load: RoleLoad, begins: dt.date, ends: dt.date) -> list[RoleWeek]:
    """Return a role's weeks from the first to the last, those of nothing among them."""
    known = {each.begins_on: each for each in load.weeks}
    weeks = (ends - begins) // _WEEK + 1
    days = (begins + at * _WEEK for at in range(weeks))
    return [known.get(day) or RoleWeek(day, 0, 0) for day in days]


def per_week(load: RoleLoad, weeks: int) -> str:
    """Return how many tasks and notices there are in a week, to one decimal."""
    tenths = (20 * (load.tasks + load.notices) + weeks) // (2 * weeks)
    return f"{count(tenths // 10)}.{tenths % 10}"


def busiest(told: Replay, load: RoleLoad) -> str:
    """Return the most that came in one week, and which week that was."""
    most = max(load.weeks, key=lambda week: week.tasks + week.notices)
    began = f"{most.begins_on:%Y-%m-%d}"
    return told.say("duty.busiest", count=most.tasks + most.notices, begins=began)


def reaction_cells(told: Replay, each: Reaction) -> tuple[str, str, str, str]:
    """Return stalls, how many were answered in history, and how many would have been earlier."""
    most = share(each.most, each.stalls * WHOLE)
    least = share(each.least, each.stalls * WHOLE)
    return (
        count(each.stalls),
        count(each.history // WHOLE),
        told.say("react.range", least=each.least // WHOLE, most=-(-each.most // WHOLE)),
        told.say("react.range", least=least, most=most),
    )


def unknowable(told: Replay) -> Iterator[str]:
    """Yield what a replay cannot know, each in a sentence; only what is so here."""
    it = told.backtest
    yield told.say("unknown.reacted")
    if it.unobserved:
        yield told.say("unknown.unobserved", names=told.named(it.unobserved))
    if it.from_first_row:
        yield told.say("unknown.facts", names=told.named(it.from_first_row))
    if it.open:
        yield told.say("unknown.open", open=it.open, ends=told.day(it.ends_at))
    if it.quality.rejected:
        yield told.say("unknown.rejected", count=it.quality.rejected)
