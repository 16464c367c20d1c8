"""What would have come to each role, week by week: a calendar of tints, and the numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ..studies.backtest.findings import RoleLoad, RoleWeek
from .heat import BOUNDS, TINTS
from .quantities import count
from .replay_sentences import busiest, every_week, per_week
from .replay_told import Replay
from .report_charts import drawing, percent
from .report_tables import Column, Drawn, Row, grid
from .report_told import folded, note, says
from .report_work import contacts
from .svg_parts import escape

WEEKS = 53
"""As many columns as a year can have ISO weeks."""
_THOUSAND = 1000
_ROW, _YEAR = 16, 10.0
"""How high a year is, in pixels, and how wide the word for it, in percent."""


def duty(told: Replay) -> str:
    """Return every role's tasks and notices: the sums, a calendar each, and all the weeks."""
    found = [each for each in told.backtest.loads if each.tasks or each.notices]
    title = told.say("duty")
    if not found:
        return told.section("duty", title, says(told.say("duty.none")))
    begins = min(week.begins_on for each in found for week in each.weeks)
    ends = max(week.begins_on for each in found for week in each.weeks)
    most = max(found, key=lambda each: each.tasks + each.notices)
    weeks = {each.role: every_week(each, begins, ends) for each in found}
    sentence = told.say(
        "duty.says", role=told.title("role", most.role), tasks=most.tasks, notices=most.notices,
        weekly=per_week(most, len(weeks[most.role])), busiest=busiest(told, most),
    )  # fmt: skip
    panels = "".join(_panel(told, each, weeks[each.role]) for each in found)
    return told.section(
        "duty",
        title,
        says(sentence),
        _sums(told, found, weeks),
        f'<div class="years">{panels}</div>',
        _key(told),
        *(_weekly(told, each) for each in found),
    )


def contacted(told: Replay) -> str:
    """Return contacts per channel, account and week; that none are counted, where that is so."""
    found = told.results.contacts
    if found.contacts:
        return contacts(told)
    sentence = told.say("contacts.uncounted")
    if told.compiled.program.limits:
        sentence = told.say("contacts.none", deferred=found.deferred)
    return told.section("contacts", told.say("contacts"), says(sentence))


def _sums(told: Replay, found: Sequence[RoleLoad], weeks: dict[str, list[RoleWeek]]) -> str:
    columns = (
        Column(told.say("col.role"), "text"),
        told.drawn_column(),
        Column(told.say("col.tasks"), swatch="span"),
        Column(told.say("col.notices"), swatch="open"),
        Column(told.say("col.weekly")),
        Column(told.say("col.busiest")),
    )
    most = max(each.tasks + each.notices for each in found)
    rows: list[Row] = []
    for each in found:
        name = told.title("role", each.role)
        parts = [
            (told.say("col.tasks"), each.tasks, "span"),
            (told.say("col.notices"), each.notices, "open"),
        ]
        weekly = per_week(each, len(weeks[each.role]))
        numbers = (count(each.tasks), count(each.notices), weekly, busiest(told, each))
        rows.append((name, told.bar(name, parts, most), *numbers))
    return grid(columns, rows, told.say("duty"), "stacked")


def _panel(told: Replay, load: RoleLoad, weeks: Sequence[RoleWeek]) -> str:
    name = told.title("role", load.role)
    most = max(_came(week) for week in weeks)
    words = told.say("duty.drawn", role=name, weeks=len(weeks), busiest=busiest(told, load))
    top = told.say("duty.top", most=most)
    return (
        f'<figure class="panel"><figcaption><b>{escape(name)}</b><span>{escape(top)}</span>'
        f"</figcaption>{calendar(weeks, words).markup}</figure>"
    )


def calendar(weeks: Sequence[RoleWeek], told: str) -> Drawn:
    """Return weeks as tinted fields, a row for each year, darkest where most came."""
    most = max((_came(week) for week in weeks), default=0)
    years = sorted({_year(week.begins_on) for week in weeks})
    shapes = [
        f'<text x="0" y="{at * _ROW + 12}" class="mark">{year}</text>'
        for at, year in enumerate(years)
    ]
    shapes += _fields(weeks, years, most)
    return drawing(_ROW * len(years), shapes, told)


def _fields(weeks: Sequence[RoleWeek], years: list[int], most: int) -> Iterator[str]:
    wide = (100 - _YEAR) / WEEKS
    for week in weeks:
        _, number, _ = week.begins_on.isocalendar()
        left = percent(_YEAR + (number - 1) * wide, 100)
        y = years.index(_year(week.begins_on)) * _ROW + 1
        size = f'width="{wide * 0.9:.2f}%" height="{_ROW - 2}"'
        yield f'<rect x="{left}" y="{y}" {size} class="t{level(_came(week), most)}"/>'


def level(number: int, most: int) -> int:
    """Return how dark a field is: 0 for nothing, then by its part of the most."""
    part = number * _THOUSAND // most if most else 0
    return 1 + sum(part >= bound for bound in BOUNDS) if number else 0


def _year(day: dt.date) -> int:
    return day.isocalendar().year


def _came(week: RoleWeek) -> int:
    return week.tasks + week.notices


def _key(told: Replay) -> str:
    fields = "".join(f'<i class="sw t{at}"></i>' for at in range(len(TINTS) + 1))
    words = escape(told.say("duty.tints"))
    return f'<p class="note">{fields} {words}</p>\n{note(told.say("duty.key"))}'


def _weekly(told: Replay, load: RoleLoad) -> str:
    title = told.say("duty.week", role=told.title("role", load.role))
    columns = (
        Column(told.say("col.week"), "text"),
        Column(told.say("col.tasks")),
        Column(told.say("col.notices")),
    )
    rows = [
        (f"{week.begins_on:%Y-%m-%d}", count(week.tasks), count(week.notices))
        for week in load.weeks
        if _came(week)
    ]
    return folded(title, grid(columns, rows, title, "narrow"))
