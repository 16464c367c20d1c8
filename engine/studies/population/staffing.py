"""Who serves the customers and what it costs, what they are worth, what goes wrong: as written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from schemas import population as written

from ...language.facts import read_money
from ...language.here import Here
from ...language.program import Fact
from ...language.values import Money
from .arriving import read_yearly
from .drawn import read_drawn
from .reader import DEFAULT, Reader, inside
from .spreads import read_duration
from .values import Amount, Chaos, Costs, Fixed, Staff, Worth

_MONTHLY = Fact("monthly", "money", "account")


def read_staff(reader: Reader, staff: written.Staff | None) -> tuple[int, dict[str, Staff]]:
    """Return how many teams there are, and the people of each role in a team."""
    if staff is None:
        return 0, {}
    here = reader.file.here.into("staff")
    teams = reader.count(staff.teams, inside(here, "teams"), "teams")
    found: dict[str, Staff] = {}
    for role, each in (staff.__pydantic_extra__ or {}).items():
        spot = here.into(role)
        if reader.known(role, reader.program.roles, "role", spot):
            found[role] = _role(reader, role, each, spot)
    return (teams if found else 0), found


def _role(reader: Reader, role: str, each: written.StaffRole, here: Here) -> Staff:
    people = reader.count(each.people, inside(here, "people"), "people")
    calendars = reader.program.calendars
    calendar = reader.calendar
    if each.calendar is not None:
        reader.known(each.calendar, calendars, "calendar", here.into("calendar"), by_value=True)
        calendar = calendars.get(each.calendar)
    rate, lasts = 0.0, None
    if (away := inside(here, "away")) is not None:
        rate = read_yearly(reader, away.into("rate"))
        lasts = read_duration(reader, away.into("for"), calendar=calendar)
    return Staff(role, people, calendar.id if calendar else "", rate, lasts)


def read_costs(reader: Reader, costs: written.Costs | None) -> Costs | None:
    """Return what hours, channels and sites cost, all in one currency."""
    if costs is None:
        return None
    here = reader.file.here.into("costs")
    prices = _Prices(reader)
    roles = {*reader.program.roles, DEFAULT}
    hours = prices.read(costs.hours, here.into("hours"), "role", roles)
    channels = prices.read(costs.channels, here.into("channels"), "channel", reader.channels)
    sites = prices.read(costs.sites, here.into("sites"), "", costs.sites)
    return Costs(prices.currency, hours, channels, sites)


class _Prices:
    """Reads prices, all in the currency of the first."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.currency = reader, ""

    def read(
        self, said: Mapping[str, str], here: Here, kind: str, among: Collection[str]
    ) -> dict[str, Money]:
        found: dict[str, Money] = {}
        for name, text in said.items():
            spot = here.into(name)
            price = read_money(text)
            self.reader.known(name, among, kind, spot)
            if price is None or price.amount < 0:
                self.reader.add(spot.place, "bad-money", text=text)
                continue
            self.currency = self.currency or price.currency
            if price.currency != self.currency:
                self.reader.add(spot.place, "other-currency", wanted=self.currency)
            found["" if name == DEFAULT and kind == "role" else name] = price
        return found


def read_worth(reader: Reader, worth: written.Worth | None) -> Worth | None:
    """Return what a customer is worth; ``monthly`` may name a money fact to be read at the end."""
    if worth is None:
        return None
    here = reader.file.here.into("value")
    years = reader.count(worth.years, inside(here, "years"), "years")
    spot = here.into("monthly")
    facts = reader.program.facts
    if spot.scalar.text in facts and facts[spot.scalar.text].type == "money":
        return Worth(spot.scalar.text, years)
    monthly = read_drawn(reader, spot, _MONTHLY)
    if isinstance(monthly, Amount | Fixed):
        return Worth(monthly, years)
    if monthly is not None:
        reader.add(spot.key, "bad-fact", name="monthly", found="{…}", wanted="1500 CNY")
    return None


def read_chaos(reader: Reader, chaos: written.Chaos | None) -> Chaos:
    """Return what goes wrong on purpose; nothing where nothing is written."""
    if chaos is None:
        return Chaos()
    here = reader.file.here.into("chaos")
    late = inside(here, "late")
    return Chaos(
        lost=reader.share(inside(here, "lost")),
        duplicated=reader.share(inside(here, "duplicated")),
        late=reader.share(inside(late, "share")) if late else 0,
        late_by=read_duration(reader, inside(late, "by")) if late else None,
    )
