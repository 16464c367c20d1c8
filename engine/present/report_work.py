"""Sections of a report about us: touchpoints, contacts, workload, the budget, value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..language.values import Money
from ..studies.figures.results import ContactFigures, RoleFigures, TouchpointFigures
from .quantities import count, hours, money, share
from .report_charts import Pillar, Span, Week, pillars, scale_marks, scale_of, weeks
from .report_tables import Column, Row, grid
from .report_told import Told, by_stage, folded, note, says
from .svg_parts import escape

FATES = ("in_time", "late", "open", "cancelled", "skipped")
"""What becomes of a touchpoint, in the order of the bars."""
SHOWN = 12
"""How many of a long list are shown before the whole is folded away."""
_WORDS = {
    "in_time": "col.in-time", "late": "col.late", "open": "col.still-open",
    "cancelled": "col.cancelled", "skipped": "col.not-done",
}  # fmt: skip
TINTS = {
    "in_time": "success", "late": "lost", "open": "open", "cancelled": "pale", "skipped": "dormant",
}  # fmt: skip


def touchpoints(told: Told) -> str:
    """Return whether touchpoints and follow-ups were in time: the worst, then all by stage."""
    found = told.results.touchpoints
    title = told.say("work")
    if not found:
        return told.section("work", title, says(told.say("work.none")))
    late = sorted((each for each in found if each.late), key=lambda each: -each.late)[:SHOWN]
    worst = ""
    if late:
        heading = told.say("work.worst")
        columns = (*_fate_columns(told)[:1], told.drawn_column(), *_fate_columns(told)[1:])
        rows = [_drawn_fates(told, each) for each in late]
        worst = f"<h3>{escape(heading)}</h3>{grid(columns, rows, heading)}"
        worst += note(told.say("work.key"))
    whole = (_of_stage(told, stage, of) for stage, of in by_stage(found).items())
    return told.section("work", title, says(_timely(told, found)), worst, *whole)


def _fate_columns(told: Told) -> tuple[Column, ...]:
    return (
        Column(told.say("col.touchpoint"), "text"),
        Column(told.say("col.opened")),
        *(Column(told.say(_WORDS[name]), swatch=TINTS[name]) for name in FATES),
    )


def _of_stage(told: Told, stage: str, found: Sequence[TouchpointFigures]) -> str:
    title = told.say("work.stage", stage=told.stage(stage))
    columns = (
        *_fate_columns(told),
        *(Column(told.say(f"col.{name}")) for name in ("done", "p50", "p90", "p99", "mean")),
    )
    rows = [
        (*_fates(told, each), count(each.time.count), *told.spread_cells(each.time))
        for each in found
    ]
    return folded(title, grid(columns, rows, title, "dense"))


def _timely(told: Told, found: Sequence[TouchpointFigures]) -> str:
    in_time = sum(each.in_time for each in found)
    done = in_time + sum(each.late for each in found)
    if not done:
        return told.say("work.none")
    worst = max(found, key=lambda each: each.late)
    if not worst.late:
        return told.say("work.all", done=done)
    return told.say(
        "work.says", done=done, in_time=in_time, share=share(in_time, done), late=worst.late,
        name=told.work(worst), done_here=worst.in_time + worst.late,
    )  # fmt: skip


def _fates(told: Told, each: TouchpointFigures) -> tuple[str, ...]:
    amounts = (count(int(getattr(each, fate))) for fate in FATES)
    return (told.work(each), count(each.opened), *amounts)


def _drawn_fates(told: Told, each: TouchpointFigures) -> Row:
    name, *numbers = _fates(told, each)
    parts = [(told.say(_WORDS[fate]), int(getattr(each, fate)), TINTS[fate]) for fate in FATES]
    return (name, told.bar(name, parts, each.opened), *numbers)


# --- contacts


def contacts(told: Told) -> str:
    """Return contacts by channel, and how many a customer had in a week."""
    found = told.results.contacts
    title = told.say("contacts")
    if not found.contacts:
        sentence = told.say("contacts.none", deferred=found.deferred)
        return told.section("contacts", title, says(sentence), _per_week(told, found))
    most = max(found.channels, key=lambda each: each.contacts)
    sentence = told.say(
        "contacts.says", contacts=found.contacts, deferred=found.deferred,
        channel=told.title("channel", most.channel), share=share(most.contacts, found.contacts),
    )  # fmt: skip
    columns = (
        Column(told.say("col.channel"), "text"),
        told.drawn_column(),
        *(Column(told.say(f"col.{name}")) for name in ("contacts", "share", "cost")),
    )
    rows = []
    for each in found.channels:
        name = told.title("channel", each.channel)
        parts = [(told.say("col.contacts"), each.contacts, "span")]
        rows.append(
            (
                name,
                told.bar(name, parts, most.contacts),
                count(each.contacts),
                share(each.contacts, found.contacts),
                _cost(each.cost),
            )
        )
    return told.section(
        "contacts", title, says(sentence), grid(columns, rows, title), _per_week(told, found)
    )


def _per_week(told: Told, found: ContactFigures) -> str:
    total = sum(found.per_week)
    if not total:
        return ""
    last = len(found.per_week) - 1
    words = [
        told.say("contacts.more" if index == last and index else "contacts.times", n=index)
        for index in range(len(found.per_week))
    ]
    title = told.say("contacts.week")
    says_ = told.say("contacts.week-says", weeks=total, share=share(sum(found.per_week[2:]), total))
    listed = [
        Pillar(amount, word, share(amount, total))
        for amount, word in zip(found.per_week, words, strict=True)
    ]
    columns = (
        Column(told.say("col.contacts-in-week"), "text"),
        Column(told.say("col.customer-weeks")),
        Column(told.say("col.share")),
    )
    rows = [
        (word, count(amount), share(amount, total))
        for amount, word in zip(found.per_week, words, strict=True)
    ]
    return (
        f"<h3>{escape(title)}</h3>\n{says(says_)}\n"
        f'<div class="beside"><div class="chart">{pillars(listed, says_).markup}</div>'
        f"{grid(columns, rows, title)}</div>"
    )


def _cost(cost: Money | None) -> str:
    return money(cost) if cost is not None else "–"


# --- workload


def workload(told: Told) -> str:
    """Return the work of each role week by week against what its people have."""
    found = told.results.roles
    title = told.say("load")
    if not any(each.tasks or each.worked for each in found):
        return told.section("load", title, says(told.say("load.none")), _roles(told, found))
    panels = "".join(_panel(told, each) for each in found if each.weeks)
    return told.section(
        "load",
        title,
        says(_busiest(told, found)),
        f'<div class="panels">{panels}</div>',
        note(told.say("load.key")),
        _roles(told, found),
        _weekly(told, found),
    )


def capacity_of(role: RoleFigures) -> int:
    """Return the hours a role's people have over all its weeks; 0 without a limit."""
    return sum(each.capacity or 0 for each in role.weeks)


def _busiest(told: Told, found: Sequence[RoleFigures]) -> str:
    limited = [each for each in found if capacity_of(each)]
    if not limited:
        most = max(found, key=lambda each: each.worked)
        worked = hours(most.worked, told.lang)
        return told.say("load.unlimited", role=told.title("role", most.role), worked=worked)
    most = max(limited, key=lambda each: each.worked * 1_000_000 // capacity_of(each))
    over = sum(
        1 for each in most.weeks if each.capacity is not None and each.worked > each.capacity
    )
    return told.say(
        "load.says", role=told.title("role", most.role), over=over,
        share=share(most.worked, capacity_of(most)), most_within=told.lasting(most.waited.p90),
    )  # fmt: skip


def _panel(told: Told, role: RoleFigures) -> str:
    most = max(max(each.worked, each.capacity or 0) for each in role.weeks)
    name = told.title("role", role.role)
    busiest = hours(max(each.worked for each in role.weeks), told.lang)
    drawn = weeks(
        [Week(each.worked, each.capacity) for each in role.weeks],
        most,
        told.say(
            "load.drawn", role=name, weeks=len(role.weeks), most=busiest,
            begins=f"{role.weeks[0].begins_on:%Y-%m-%d}",
        ),
    )  # fmt: skip
    people = told.say("load.panel-unlimited")
    if role.people is not None:
        used = share(role.worked, capacity_of(role))
        people = told.say("load.panel", people=role.people, share=used)
    top = told.say("load.top", most=hours(most, told.lang))
    first, last = (f"{role.weeks[at].begins_on:%Y-%m-%d}" for at in (0, -1))
    return (
        f'<figure class="panel"><figcaption><b>{escape(name)}</b><span>{escape(people)}</span>'
        f'</figcaption><div class="top">{escape(top)}</div>{drawn.markup}'
        f'<div class="ends"><span>{first}</span><span>{last}</span></div></figure>'
    )


def _roles(told: Told, found: Sequence[RoleFigures]) -> str:
    if not found:
        return ""
    done, waited = told.say("load.done"), told.say("load.waited")
    return (
        f"<h3>{escape(done)}</h3>\n{_done(told, found, done)}\n"
        f"<h3>{escape(waited)}</h3>\n{_waited(told, found, waited)}"
    )


def _done(told: Told, found: Sequence[RoleFigures], title: str) -> str:
    named = ("people", "tasks", "worked", "capacity", "used", "wasted", "cost")
    columns = (
        Column(told.say("col.role"), "text"),
        *(Column(told.say(f"col.{name}")) for name in named),
    )
    unlimited = told.say("unlimited")
    rows = [
        (
            told.title("role", each.role),
            unlimited if each.people is None else count(each.people),
            count(each.tasks),
            hours(each.worked, told.lang),
            unlimited if each.people is None else hours(capacity_of(each), told.lang),
            share(each.worked, capacity_of(each)),
            hours(each.wasted, told.lang),
            _cost(each.cost),
        )
        for each in found
    ]
    return grid(columns, rows, title)


def _waited(told: Told, found: Sequence[RoleFigures], title: str) -> str:
    """Return how long tasks of each role waited until somebody began, on one scale."""
    columns = (
        Column(told.say("col.role"), "text"),
        told.drawn_column(),
        *(Column(told.say(f"col.{name}")) for name in ("begun", "p50", "p90", "p99", "mean")),
    )
    times = [each.waited for each in found]
    scale = scale_of(Span(each.p50, each.p90, each.p99) for each in times)
    rows: list[Row] = [("", scale_marks(scale, told.lang), "", "", "", "", "")]
    for each in found:
        name = told.title("role", each.role)
        drawn = told.spread_drawn(each.waited, scale, name)
        rows.append((name, drawn, count(each.waited.count), *told.spread_cells(each.waited)))
    return grid(columns, rows, title)


def _weekly(told: Told, found: Sequence[RoleFigures]) -> str:
    return "\n".join(_weeks(told, each) for each in found if each.weeks)


def _weeks(told: Told, role: RoleFigures) -> str:
    title = told.say("load.week", role=told.title("role", role.role))
    columns = (
        Column(told.say("col.week"), "text"),
        *(Column(told.say(f"col.{name}")) for name in ("worked", "capacity", "used")),
    )
    rows = [
        (
            f"{each.begins_on:%Y-%m-%d}",
            hours(each.worked, told.lang),
            told.say("unlimited") if each.capacity is None else hours(each.capacity, told.lang),
            share(each.worked, each.capacity or 0),
        )
        for each in role.weeks
    ]
    return folded(title, grid(columns, rows, title, "narrow"))


# --- money


def budget(told: Told) -> str:
    """Return what it all costs."""
    found = told.results.budget
    title = told.say("budget")
    if found is None:
        return told.section("budget", title, says(told.say("budget.none")))
    total = found.total
    each = Money(total.amount / max(told.results.customers, 1), total.currency)
    sentence = told.say(
        "budget.says", total=money(total), share=_of(found.labour, total), each=money(each)
    )
    listed = (
        (told.say("budget.labour"), found.labour),
        (told.say("budget.contacts"), found.contacts),
        (told.say("budget.sites"), found.sites),
        (told.say("all"), total),
    )
    return told.section("budget", title, says(sentence), _amounts(told, title, listed, total))


def value(told: Told) -> str:
    """Return what customers are worth, and what of it was lost and saved."""
    found = told.results.value
    title = told.say("value")
    if found is None:
        return told.section("value", title, says(told.say("value.none")))
    sentence = told.say(
        "value.says", all=money(found.all), lost=money(found.lost), saved=money(found.saved),
        lost_share=_of(found.lost, found.all),
    )  # fmt: skip
    listed = (
        (told.say("value.all", customers=found.customers), found.all),
        (told.say("value.lost"), found.lost),
        (told.say("value.dormant"), found.dormant),
        (told.say("value.saved"), found.saved),
    )
    return told.section("value", title, says(sentence), _amounts(told, title, listed, found.all))


def _of(part: Money, whole: Money) -> str:
    return share(_cents(part), _cents(whole))


def _cents(amount: Money) -> int:
    return int(amount.amount * 100)


def _amounts(told: Told, title: str, listed: Sequence[tuple[str, Money]], whole: Money) -> str:
    columns = (
        Column(told.say("col.item"), "text"),
        told.drawn_column(),
        Column(told.say("col.amount")),
        Column(told.say("col.share")),
    )
    return grid(columns, _amount_rows(told, listed, whole), title)


def _amount_rows(told: Told, listed: Sequence[tuple[str, Money]], whole: Money) -> Iterator[Row]:
    for name, amount in listed:
        # The words of the drawing are the row's own: cents would be told as a count.
        drawn = told.plain_bar(f"{name} {money(amount)}", _cents(amount), _cents(whole))
        yield name, drawn, money(amount), _of(amount, whole)
