"""Calendars → shifts in a zone with their public and own days (S3.3, S3.4, S4.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from schemas import shared

from .calendars import CUSTOMER, Calendar, Shift
from .compilation import Compilation
from .days import expand_holidays, official_days
from .here import Here
from .limits import MINUTES_PER_DAY, parse_clock_range
from .loader import File
from .zones import zone_names, zone_problem

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_YEAR, LAST_YEAR = 2006, 2036


def compile_calendars(compilation: Compilation, files: list[File]) -> None:
    """Compile every calendar; one that is wrong still has its name."""
    for file in files:
        assert isinstance(file.model, shared.Calendars)
        for name, calendar in (file.model.__pydantic_extra__ or {}).items():
            spot = file.here.into(name)
            if name == CUSTOMER:
                compilation.add(spot.key, "engine-word", name=name)
            compilation.declare("calendar", name, calendar.title, spot)
            compiled = _calendar(compilation, name, calendar, spot)
            # Without it every use of the name would be a second problem.
            compilation.calendars[name] = compiled or Calendar(name, "Etc/UTC", ((),) * 7, ())


def _calendar(
    compilation: Compilation, name: str, calendar: shared.Calendar, here: Here
) -> Calendar | None:
    weekly = _weekly(compilation, calendar, here.into("weekly"))
    if calendar.zone not in zone_names():
        compilation.problems.append(zone_problem(here.into("zone").place, calendar.zone))
        return None
    if not any(weekly):
        compilation.add(here.into("weekly").key, "no-shifts", name=name)
        return None
    off, work, known_until = _public_days(compilation, calendar, here)
    off_dates = _own_dates(compilation, calendar.off, here.into("off"))
    work_dates = _own_dates(compilation, calendar.work, here.into("work"))
    for ordinal in sorted(off_dates & work_dates):
        day = dt.date.fromordinal(ordinal)
        compilation.add(here.into("work").key, "off-and-work", date=day)
    off = (off | off_dates) - work_dates
    # A day that the week itself works needs no make-up shift: it keeps its own.
    work = {day for day in (work | work_dates) - off_dates if not weekly[(day - 1) % 7]}
    return Calendar(
        id=name,
        zone=calendar.zone,
        weekly=weekly,
        makeup=next(day for day in weekly if day),
        off=tuple(sorted(off)),
        work=tuple(sorted(work)),
        known_until=known_until,
        quiet=clock_ranges(compilation, calendar.quiet, here.into("quiet")),
    )


def _weekly(
    compilation: Compilation, calendar: shared.Calendar, here: Here
) -> tuple[tuple[Shift, ...], ...]:
    days: list[tuple[Shift, ...]] = [()] * 7
    told: dict[int, Here] = {}
    for key, shifts in calendar.weekly.items():
        spot = here.into(key)
        first, _, last = key.partition(" to ")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            compilation.add(spot.key, "bad-weekday", text=key)
            continue
        compiled = clock_ranges(compilation, shifts, spot)
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        # "friday to monday" goes over the weekend, as people mean it.
        for step in range((end - begin) % 7 + 1):
            day = (begin + step) % 7
            if day in told:
                # Which of the two counts would depend on the order of the lines.
                first_place = told[day].key
                compilation.add(spot.key, "weekday-twice", name=WEEKDAYS[day], first=first_place)
            told[day] = spot
            days[day] = compiled
    return tuple(days)


def clock_ranges(compilation: Compilation, written: Iterable[str], here: Here) -> tuple[Shift, ...]:
    """Read stretches of the day, ``08:30-12:00``, in minutes; past midnight counts on."""
    ranges: list[Shift] = []
    for index, text in enumerate(written):
        found, problems = parse_clock_range(here.into(index).scalar)
        compilation.problems.extend(problems)
        if found is None:
            continue
        opens = found.opens
        closes = found.closes if found.closes > opens else found.closes + MINUTES_PER_DAY
        if ranges and opens < ranges[-1][1]:
            compilation.add(here.into(index).place, "shifts-overlap", text=text)
        ranges.append((opens, closes))
    return tuple(ranges)


def _public_days(
    compilation: Compilation, calendar: shared.Calendar, here: Here
) -> tuple[set[int], set[int], int]:
    if calendar.holidays is None:
        return set(), set(), 9999
    days = official_days(calendar.holidays) or expand_holidays(
        calendar.holidays, FIRST_YEAR, LAST_YEAR
    )
    if days is None:
        compilation.add(here.into("holidays").place, "unknown-country", name=calendar.holidays)
        return set(), set(), 9999
    return set(days.off_ordinals), set(days.work_ordinals), days.known_until


def _own_dates(compilation: Compilation, days: Iterable[shared.OwnDay], here: Here) -> set[int]:
    dates: set[int] = set()
    for index, day in enumerate(days):
        try:
            dates.add(dt.date.fromisoformat(day.date).toordinal())
        except ValueError:
            compilation.add(here.into(index, "date").place, "bad-date", text=day.date)
    return dates
