"""Work against capacity, and money: what it costs, and what it wins or loses (D6.5, D4.4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from ...core.clock import local
from ...core.link import LinkedProgram
from ...language.values import MICROSECONDS_PER_HOUR, Money
from ..population.values import Population, Staff
from .results import (
    BudgetFigures,
    ChannelFigures,
    RoleFigures,
    ValueFigures,
    WeekLoad,
)
from .tally import Tally
from .weeks import Weeks
from .worth import CENT, money

OTHERS = ""
"""Under this name stands what holds for every role or channel that is not named."""


def roles_of(
    tally: Tally, program: LinkedProgram, population: Population
) -> tuple[RoleFigures, ...]:
    """Return the work of every role that has people declared, or had work to do."""
    names = [*program.program.roles, *sorted(tally.loads.keys() - program.program.roles.keys())]
    return tuple(
        _role(name, tally, program, population)
        for name in names
        if name in population.staff or name in tally.loads
    )


def _role(name: str, tally: Tally, program: LinkedProgram, population: Population) -> RoleFigures:
    staff, loads = population.staff.get(name), tally.loads.get(name, {})
    people = staff.people * max(population.teams, 1) if staff is not None else None
    worked = sum(loads.values())
    return RoleFigures(
        role=name,
        people=people,
        tasks=tally.count("work", name),
        worked=worked,
        wasted=tally.count("wasted", name),
        waited=tally.time("waited", name),
        cost=_labour(name, worked, population),
        weeks=_weeks(loads, staff, people, program, population),
    )


def _weeks(
    loads: dict[int, int],
    staff: Staff | None,
    people: int | None,
    program: LinkedProgram,
    population: Population,
) -> tuple[WeekLoad, ...]:
    zone = program.calendars[population.calendar].data.zone
    weeks = Weeks(population.begins_at, population.ends_at, zone)
    found = []
    for number, (date, begin, end) in enumerate(weeks.spans()):
        capacity = None
        if staff is not None and people is not None:
            capacity = people * program.calendars[staff.calendar].between(begin, end)
        found.append(WeekLoad(date, loads.get(number, 0), capacity))
    return tuple(found)


def _labour(role: str, worked: int, population: Population) -> Money | None:
    costs = population.costs
    if costs is None:
        return None
    rate = costs.hours.get(role, costs.hours.get(OTHERS, Money(Decimal(0), costs.currency)))
    return _rounded(Fraction(rate.amount) * worked / MICROSECONDS_PER_HOUR, costs.currency)


def channels_of(tally: Tally, population: Population) -> tuple[ChannelFigures, ...]:
    """Return the contacts by every channel that was used."""
    found = []
    for (name,) in tally.under("contact"):
        contacts, cost = tally.count("contact", name), None
        if population.costs is not None:
            price = population.costs.channels.get(name, population.costs.channels.get(OTHERS))
            amount = price.amount if price is not None else Decimal(0)
            cost = _rounded(Fraction(amount) * contacts, population.costs.currency)
        found.append(ChannelFigures(name, contacts, cost))
    return tuple(found)


def budget_of(
    roles: tuple[RoleFigures, ...],
    channels: tuple[ChannelFigures, ...],
    program: LinkedProgram,
    population: Population,
) -> BudgetFigures | None:
    """Return what labour, contacts and sites cost together; None where no costs are declared."""
    costs = population.costs
    if costs is None:
        return None
    labour = sum((each.cost.amount for each in roles if each.cost), Decimal(0))
    contacts = sum((each.cost.amount for each in channels if each.cost), Decimal(0))
    monthly = sum((Fraction(each.amount) for each in costs.sites.values()), Fraction(0))
    zone = program.calendars[population.calendar].data.zone
    sites = _rounded(monthly * months_in(population, zone), costs.currency)
    return BudgetFigures(
        labour=Money(labour, costs.currency),
        contacts=Money(contacts, costs.currency),
        sites=sites,
        total=Money(labour + contacts + sites.amount, costs.currency),
    )


def months_in(population: Population, zone: str) -> Fraction:
    """Return how many months a run lasts: a part of one counts by its days."""
    date = local(population.begins_at, zone).date()
    last = local(population.ends_at, zone).date()
    months = Fraction(0)
    while date < last:
        following = (date.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        until = min(following, last)
        months += Fraction((until - date).days, (following - date.replace(day=1)).days)
        date = until
    return months


def value_of(tally: Tally) -> ValueFigures | None:
    """Return what customers are worth, in the currency most are priced in; None without any."""
    priced = {currency: tally.count("priced", currency) for (currency,) in tally.under("priced")}
    if not priced:
        return None
    currency = max(sorted(priced), key=lambda each: priced[each])
    said = {
        name: money(tally.amounts.get((name, currency), 0), currency)
        for name in ("all", "lost", "dormant", "saved")
    }
    return ValueFigures(customers=priced[currency], **said)


def _rounded(amount: Fraction, currency: str) -> Money:
    return Money((Decimal(round(amount * 100)) / 100).quantize(CENT), currency)
