"""Time business time on a Chinese calendar over ten years: ``python -m benchmarks.calendar``.

The peer counts as most code does, walking from day to day over a set of holidays; it knows
days only, no hours. With numpy installed its ``busday`` functions have a row too: one date a
call, as a decision asks, and a whole array at once, which no decision can.
"""

from __future__ import annotations

import datetime as dt
import importlib
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from engine.core.calendar import BusinessCalendar
from engine.core.clock import MICROSECONDS_PER_DAY, local, parse_local
from engine.language.calendars import Calendar
from engine.language.days import official_days
from engine.language.values import Instant, Span

ZONE, GOAL = "Asia/Shanghai", 300_000
CALLS, ROUNDS, DAYS, MANY = 20_000, 9, 3, 60
OFFICE = ((510, 720), (810, 1050))

Run = Callable[[], object]


def _calendar() -> Calendar:
    china = official_days("CN")
    if china is None:
        raise SystemExit("the table of China is missing")
    week = ((OFFICE,) * 5) + ((), ())
    return Calendar("cn", ZONE, week, OFFICE, china.off_ordinals, china.work_ordinals)


def _instants() -> tuple[list[Instant], list[Instant]]:
    chance = random.Random(4)  # noqa: S311  # the same instants in every run
    first, last = parse_local("2016-01-01 00:00", ZONE), parse_local("2026-01-01 00:00", ZONE)
    starts = [chance.randrange(first, last) for _ in range(CALLS)]
    return starts, [each + chance.randrange(30 * MICROSECONDS_PER_DAY) for each in starts]


def _ours(starts: list[Instant], ends: list[Instant]) -> dict[str, Run]:
    office = BusinessCalendar(_calendar())
    days, many = Span(DAYS, "business_days"), Span(MANY, "business_days")
    hours = Span(4, "business_hours")
    office.between(min(starts), max(ends))
    return {
        "between, shift time": lambda: [
            office.between(start, end) for start, end in zip(starts, ends, strict=True)
        ],
        "add 3 business days": lambda: [office.add(each, days) for each in starts],
        "add 60 business days": lambda: [office.add(each, many) for each in starts],
        "add 4 business hours": lambda: [office.add(each, hours) for each in starts],
    }


def _walking(starts: list[Instant]) -> dict[str, Run]:
    data = _calendar()
    off, work = frozenset(data.off), frozenset(data.work)
    dates = [local(each, ZONE).toordinal() for each in starts]

    def walk(ordinal: int, left: int) -> int:
        while left:
            ordinal += 1
            if ordinal in work or (ordinal not in off and (ordinal - 1) % 7 < 5):  # noqa: PLR2004
                left -= 1
        return ordinal

    return {
        "walk 3 days, dates only": lambda: [walk(each, DAYS) for each in dates],
        "walk 60 days, dates only": lambda: [walk(each, MANY) for each in dates],
    }


def _numpy(starts: list[Instant]) -> dict[str, Run]:
    try:
        numpy: Any = importlib.import_module("numpy")
    except ImportError:
        return {}
    data, weekend = _calendar(), "1111100"
    holidays = [dt.date.fromordinal(each) for each in data.off]
    week = numpy.busdaycalendar(weekmask=weekend, holidays=holidays)
    dates = numpy.array([local(each, ZONE).date() for each in starts], dtype="datetime64[D]")
    singly = list(dates)
    offset = numpy.busday_offset
    return {
        "numpy busday_offset, singly": lambda: [
            offset(each, DAYS, roll="forward", busdaycal=week) for each in singly
        ],
        "numpy busday_offset, array": lambda: offset(dates, DAYS, roll="forward", busdaycal=week),
    }


def _timed(run: Run) -> float:
    begin = time.process_time()
    run()
    return time.process_time() - begin


def main() -> None:
    """Measure all in turn and print calls a second; exit 1 where the goal is missed."""
    starts, ends = _instants()
    ours = _ours(starts, ends)
    runs = {**ours, **_walking(starts), **_numpy(starts)}
    rounds = [{name: _timed(run) for name, run in runs.items()} for _ in range(ROUNDS + 1)][1:]
    rates = {name: CALLS / statistics.median(each[name] for each in rounds) for name in runs}
    lines = [
        f"Python {platform.python_version()}, {CALLS:,} calls, {ROUNDS} rounds, calls a second"
    ]
    lines += [f"{name:30} {rate:12,.0f}" for name, rate in rates.items()]
    missed = [name for name in ours if rates[name] < GOAL]
    lines += [f"goal of {GOAL:,} missed: {', '.join(missed)}"] if missed else []
    sys.stdout.write("\n".join([*lines, ""]))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
