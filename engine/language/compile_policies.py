"""Shared policy: escalation ladders, recovery plays, contact limits (S5.3, S5.4, S4.6)."""

from __future__ import annotations

from schemas import shared

from .compilation import Compilation
from .compile_calendars import clock_ranges
from .here import Here
from .limits import parse_limit
from .loader import File
from .program import FollowUp, Ladder, Recovery, Tier
from .program_logic import Cap, ContactLimits
from .values import NOTHING

INTERNAL = "internal"
"""Whom a touchpoint is with when no customer or partner takes part."""


def contact_of(compilation: Compilation, name: str | None, here: Here, *steps: str) -> str:
    """Return whom a touchpoint is with: ``customer.X``, ``partner.X``, or ``internal``."""
    if name is None or name == INTERNAL:
        return name or ""
    party, _, short = name.partition(".")
    if party == "partner":
        if short in compilation.partners:
            return name
        allowed = [f"partner.{each}" for each in compilation.partners]
        return compilation.known(name, allowed, "partner", here, *steps)
    if name in compilation.contacts:
        return name
    return compilation.known(name, compilation.contacts | {INTERNAL}, "contact", here, *steps)


def compile_ladders(compilation: Compilation, files: list[File]) -> None:
    """Compile every escalation ladder."""
    for file in files:
        assert isinstance(file.model, shared.Escalations)
        for name, ladder in (file.model.__pydantic_extra__ or {}).items():
            spot = file.here.into(name)
            compilation.declare("ladder", name, ladder.title, spot)
            ack_holds = compilation.span(spot, "ack_holds") if ladder.ack_holds else None
            tiers = [
                _tier(compilation, name, tier, spot.into("tiers", index))
                for index, tier in enumerate(ladder.tiers)
            ]
            compilation.ladders[name] = Ladder(tuple(tiers), ack_holds)


def _tier(compilation: Compilation, ladder: str, tier: shared.Tier, here: Here) -> Tier:
    compilation.declare("tier", f"{ladder}.{tier.id}", None, here.into("id"))
    level = compilation.known(tier.level, compilation.levels, "level", here, "level")
    after = compilation.span(here, "after") or NOTHING
    condition = compilation.condition(tier.if_, here, "if")
    return Tier(tier.id, level, after, tier.do, condition)


def compile_recoveries(compilation: Compilation, files: list[File]) -> None:
    """Compile every recovery play; the ids of steps are unique among all plays."""
    for file in files:
        assert isinstance(file.model, shared.Recoveries)
        for name, play in (file.model.__pydantic_extra__ or {}).items():
            spot = file.here.into(name)
            compilation.declare("recovery", name, play.title, spot)
            cause = compilation.known(play.cause, compilation.causes, "cause", spot, "cause")
            limit = compilation.parsed(spot.into("up_to"), parse_limit) if play.up_to else None
            steps = [
                _follow_up(compilation, name, step, spot.into("follow_ups", index))
                for index, step in enumerate(play.follow_ups)
            ]
            compilation.recoveries[name] = Recovery(tuple(steps), cause, limit)


def _follow_up(compilation: Compilation, play: str, step: shared.FollowUp, here: Here) -> FollowUp:
    key = f"{play}.{step.id}"
    first = compilation.follow_ups.setdefault(step.id, key)
    if first == key:
        compilation.declare("followup", key, step.title, here.into("id"))
    else:
        place = compilation.places[f"followup/{first}"]
        compilation.add(here.into("id").place, "duplicate-name", name=step.id, first=place)
    return FollowUp(
        id=step.id,
        after=compilation.span(here, "after") or NOTHING,
        owner=compilation.known(step.owner, compilation.roles, "role", here, "owner"),
        contact=contact_of(compilation, step.with_, here, "with"),
        via=compilation.each_known(step.via, compilation.channels, "channel", here, "via"),
        message=compilation.known(step.message, compilation.messages, "message", here, "message"),
        condition=compilation.condition(step.if_, here, "if"),
    )


def compile_limits(compilation: Compilation, files: list[File]) -> None:
    """Compile the contact limits; they stand in one file, or two could contradict each other."""
    for file in files:
        model, here = file.model, file.here
        assert isinstance(model, shared.ContactLimits)
        if compilation.limits:
            first = compilation.places["limits/contact"]
            compilation.add(here.into("schema").place, "second-file", first=first)
            continue
        compilation.declare("limits", "contact", model.title, here.into("schema"))
        caps = [
            _cap(compilation, cap, here.into("at_most", index))
            for index, cap in enumerate(model.at_most)
        ]
        channels, signals = compilation.channels, compilation.signals
        limits = ContactLimits(
            caps=tuple(cap for cap in caps if cap is not None),
            counts=compilation.set_of(model.counts, channels, "channel", here, "counts"),
            above_limit=model.above_limit,
            exceptions=compilation.set_of(model.except_, signals, "signal", here, "except"),
            quiet=clock_ranges(compilation, model.quiet, here.into("quiet")),
        )
        compilation.limits = (limits,)


def _cap(compilation: Compilation, cap: shared.Cap, here: Here) -> Cap | None:
    # Written short, as ``3 per 7 days``, the text is the limit itself.
    limit = compilation.parsed(here.into("limit"), parse_limit)
    via = compilation.set_of(cap.via, compilation.channels, "channel", here, "via")
    return Cap(limit, via) if limit is not None else None
