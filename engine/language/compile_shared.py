"""Shared files → declared names: vocabulary, people, calendars, ladders, plays, forms."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from schemas import shared
from schemas import workspace as written

from .calendars import Calendar, Shift
from .compilation import Compilation
from .days import expand_holidays, official_days
from .facts import read_money
from .loader import File, Here
from .problems import unknown
from .program import (
    Document,
    Fact,
    FollowUp,
    Form,
    FormField,
    Ladder,
    Recovery,
    Role,
    SignalKind,
    Thing,
    Tier,
)
from .values import NOTHING, Money
from .zones import zone_names

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_YEAR, LAST_YEAR = 2006, 2036

_SHIFT = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]|24(?=:00)):([0-5][0-9])\Z")
_ENGINE_THINGS = frozenset(
    {"journey", "timer", "task", "facts", "stall", "escalation", "signal", "parent"}
)


def compile_shared(compilation: Compilation, files: Iterable[File]) -> None:
    """Compile shared files in the order their names are needed, whatever their file names."""
    by_kind: dict[str, list[File]] = {}
    for file in files:
        by_kind.setdefault(file.kind, []).append(file)
    for kind, compile_one in _STEPS:
        for file in by_kind.get(kind, ()):
            compile_one(compilation, file)


def _vocabulary(compilation: Compilation, file: File) -> None:
    model, here = file.model, file.here
    assert isinstance(model, written.Vocabulary)
    for name, title in model.channels.items():
        compilation.declare("channel", name, title, here.into("channels", name))
        compilation.channels.add(name)
    for name, title in model.contacts.items():
        compilation.declare("contact", f"customer.{name}", title, here.into("contacts", name))
        compilation.contacts.add(f"customer.{name}")
    for name, title in model.causes.items():
        compilation.declare("cause", name, title, here.into("causes", name))
        compilation.causes.add(name)
    for name, limit in model.thresholds.items():
        _threshold(compilation, name, limit, here.into("thresholds", name))
    for name, thing in model.things.items():
        spot = here.into("things", name)
        if name in _ENGINE_THINGS:
            compilation.add(spot.key, "engine-word", name=name)
        compilation.declare("thing", name, thing.title, spot)
        compilation.things[name] = Thing(name, thing.scope)
        _facts(compilation, name, thing, spot)
    for name, thing in model.things.items():
        _signals(compilation, name, thing, here.into("things", name, "signals"))


def _threshold(compilation: Compilation, name: str, limit: written.Threshold, here: Here) -> None:
    compilation.declare("threshold", name, limit.title, here)
    amounts: dict[str, Money] = {}
    for index, text in enumerate(limit.amount):
        money = read_money(text)
        spot = here.into("amount", index)
        if money is None or money.amount < 0:
            compilation.add(spot.place, "bad-money", text=text)
        elif money.currency in amounts:
            first = here.into("amount").place
            compilation.add(spot.place, "duplicate-name", name=money.currency, first=first)
        else:
            amounts[money.currency] = money
    compilation.thresholds[name] = tuple(amounts[currency] for currency in sorted(amounts))


def _facts(compilation: Compilation, name: str, thing: written.Thing, here: Here) -> None:
    for short, fact in thing.facts.items():
        full, spot = f"{name}.{short}", here.into("facts", short)
        if short == "outcome":
            compilation.add(spot.key, "engine-word", name=short)
        compilation.declare("fact", full, fact.title, spot)
        if (fact.type == "choice") != bool(fact.choices):
            compilation.add(spot.key, "choices-missing", name=full)
        for choice, title in fact.choices.items():
            spot_choice = spot.into("choices", choice)
            compilation.declare("choice", f"{full}.{choice}", title, spot_choice)
        starts_at = fact.starts_at if fact.type == "number" else None
        if fact.starts_at is not None and starts_at is None:
            compilation.add(spot.into("starts_at").key, "starts-at-number", name=full)
        compilation.facts[full] = Fact(full, fact.type, thing.scope, tuple(fact.choices), starts_at)
    for short, document in thing.documents.items():
        spot = here.into("documents", short)
        if compilation.declare("document", short, document.title, spot):
            compilation.documents[short] = Document(short, name)


def _signals(compilation: Compilation, name: str, thing: written.Thing, here: Here) -> None:
    for short, signal in thing.signals.items():
        full, spot = f"{name}.{short}", here.into(short)
        compilation.declare("signal", full, signal.title, spot)
        own = list(thing.facts)
        fills = compilation.each_known(signal.sets, own, "fact", spot.into("sets"))
        data = {key: Fact(key, kind, "journey") for key, kind in signal.data.items()}
        data |= {key: compilation.facts[f"{name}.{key}"] for key in fills}
        brings = compilation.each_known(
            signal.brings, compilation.documents, "document", spot.into("brings")
        )
        compilation.signals[full] = SignalKind(
            full,
            signal.from_,
            data,
            {key: f"{name}.{key}" for key in fills},
            brings=brings,
        )


def _people(compilation: Compilation, file: File) -> None:
    model, here = file.model, file.here
    assert isinstance(model, written.People)
    if compilation.levels:
        compilation.add(here.into("levels").key, "second-levels")
    else:
        compilation.levels = model.levels
    for name, role in model.roles.items():
        spot = here.into("roles", name)
        compilation.declare("role", name, role.title, spot)
        level = compilation.known(role.level, model.levels, "level", spot.into("level").place)
        above = compilation.known(
            role.reports_to, model.roles, "role", spot.into("reports_to").place
        )
        compilation.roles[name] = Role(name, level, above, tuple(role.one_for_each))
    for name in model.roles:
        _refuse_circle(compilation, name, here.into("roles", name, "reports_to"))


def _refuse_circle(compilation: Compilation, name: str, here: Here) -> None:
    circle = [name]
    above = compilation.roles[name].reports_to
    while above and above not in circle:
        circle.append(above)
        above = compilation.roles[above].reports_to
    # Told once, at its first name, not at every role that reports into it.
    if above == name == min(circle):
        compilation.add(here.place, "reports-in-circle", name=" → ".join([*circle, name]))


def _calendars(compilation: Compilation, file: File) -> None:
    model, here = file.model, file.here
    assert isinstance(model, shared.Calendars)
    for name, calendar in (model.__pydantic_extra__ or {}).items():
        spot = here.into(name)
        compilation.declare("calendar", name, calendar.title, spot)
        compiled = _calendar(compilation, name, calendar, spot)
        # One that is wrong still has its name, or every use of it would be a second problem.
        compilation.calendars[name] = compiled or Calendar(name, "UTC", ((),) * 7, ())


def _calendar(
    compilation: Compilation, name: str, calendar: shared.Calendar, here: Here
) -> Calendar | None:
    if calendar.zone not in zone_names():
        place = here.into("zone").place
        compilation.problems.append(unknown(place, "unknown-zone", calendar.zone, zone_names()))
        return None
    weekly = _weekly(compilation, calendar, here.into("weekly"))
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
    work = (work | work_dates) - off_dates
    return Calendar(
        name, calendar.zone, weekly, next(day for day in weekly if day),
        tuple(sorted(off)), tuple(sorted(work)), known_until,
    )  # fmt: skip


def _weekly(
    compilation: Compilation, calendar: shared.Calendar, here: Here
) -> tuple[tuple[Shift, ...], ...]:
    days: list[tuple[Shift, ...]] = [()] * 7
    for key, shifts in calendar.weekly.items():
        spot = here.into(key)
        first, _, last = key.partition(" to ")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            compilation.add(spot.key, "bad-weekday", text=key)
            continue
        compiled = _shifts(compilation, shifts, spot)
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        # "friday to monday" goes over the weekend, as people mean it.
        for step in range((end - begin) % 7 + 1):
            days[(begin + step) % 7] = compiled
    return tuple(days)


def _shifts(
    compilation: Compilation, written_shifts: Iterable[str], here: Here
) -> tuple[Shift, ...]:
    shifts: list[Shift] = []
    for index, text in enumerate(written_shifts):
        match = _SHIFT.match(text)
        if match is None:
            compilation.add(here.into(index).place, "bad-shift", text=text)
            continue
        opens = int(match[1]) * 60 + int(match[2])
        closes = int(match[3]) * 60 + int(match[4])
        closes = closes if closes > opens else closes + 1440
        if shifts and opens < shifts[-1][1]:
            compilation.add(here.into(index).place, "shifts-overlap", text=text)
        shifts.append((opens, closes))
    return tuple(shifts)


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


def _escalations(compilation: Compilation, file: File) -> None:
    model, here = file.model, file.here
    assert isinstance(model, shared.Escalations)
    for name, ladder in (model.__pydantic_extra__ or {}).items():
        spot = here.into(name)
        compilation.declare("ladder", name, ladder.title, spot)
        tiers = [
            _tier(compilation, name, tier, spot.into("tiers", index))
            for index, tier in enumerate(ladder.tiers)
        ]
        compilation.ladders[name] = Ladder(tuple(tiers))


def _tier(compilation: Compilation, ladder: str, tier: shared.Tier, here: Here) -> Tier:
    compilation.declare("tier", f"{ladder}.{tier.id}", None, here.into("id"))
    level = compilation.known(tier.level, compilation.levels, "level", here.into("level").place)
    after = compilation.span(here.into("after")) or NOTHING
    condition = compilation.condition(tier.if_, here.into("if"))
    return Tier(tier.id, level, after, tier.do, condition)


def _recoveries(compilation: Compilation, file: File) -> None:
    model, here = file.model, file.here
    assert isinstance(model, shared.Recoveries)
    for name, play in (model.__pydantic_extra__ or {}).items():
        spot = here.into(name)
        compilation.declare("recovery", name, play.title, spot)
        compilation.known(play.cause, compilation.causes, "cause", spot.into("cause").place)
        steps = [
            _follow_up(compilation, name, step, spot.into("follow_ups", index))
            for index, step in enumerate(play.follow_ups)
        ]
        compilation.recoveries[name] = Recovery(tuple(steps))


def _follow_up(compilation: Compilation, play: str, step: shared.FollowUp, here: Here) -> FollowUp:
    for other, known in compilation.recoveries.items():
        if any(each.id == step.id for each in known.steps):
            first = compilation.places[f"followup/{other}.{step.id}"]
            compilation.add(here.into("id").place, "duplicate-name", name=step.id, first=first)
    compilation.declare("followup", f"{play}.{step.id}", step.title, here.into("id"))
    return FollowUp(
        step.id,
        compilation.span(here.into("after")) or NOTHING,
        compilation.known(step.owner, compilation.roles, "role", here.into("owner").place),
        contact_of(compilation, step.with_, here.into("with")),
        compilation.each_known(step.via, compilation.channels, "channel", here.into("via")),
        condition=compilation.condition(step.if_, here.into("if")),
    )


def contact_of(compilation: Compilation, name: str | None, here: Here) -> str:
    """Return whom a touchpoint speaks with: a contact of the customer, or ``internal``."""
    return compilation.known(
        name, [*sorted(compilation.contacts), "internal"], "contact", here.place
    )


def _forms(compilation: Compilation, file: File) -> None:
    model, here = file.model, file.here
    assert isinstance(model, shared.Forms)
    for name, form in (model.__pydantic_extra__ or {}).items():
        spot = here.into(name)
        compilation.declare("form", name, form.title, spot)
        fields: list[FormField] = []
        for fact, rule in form.fields.items():
            place = spot.into("fields", fact).key
            if compilation.known(fact, compilation.facts, "fact", place):
                fields.append(FormField(fact, rule.rule == "required"))
        compilation.forms[name] = Form(tuple(fields))


_STEPS = (
    ("vocabulary/1", _vocabulary),
    ("people/1", _people),
    ("calendars/1", _calendars),
    ("escalations/1", _escalations),
    ("recoveries/1", _recoveries),
    ("forms/1", _forms),
)
