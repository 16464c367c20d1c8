"""Stalls with their ladders and plays, holds and clocks: in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..language.program import Clock, FollowUp, Hold, Stall, Tier, Track
from .document import Point
from .speaker import Speaker


def stall(speaker: Speaker, each: Stall, owner: str) -> Point:
    """Return a stall: when it is one, who hears of it, how it is won back, when given up."""
    points = [Point(speaker.ended(_silence(speaker, each)), speaker.say("stall.when:"))]
    if each.ladder:
        name = speaker.title("ladder", each.ladder)
        tiers = speaker.ended(ladder(speaker, each.ladder, owner))
        points.append(Point(tiers, speaker.say("ladder:", name=name)))
    if each.recovery:
        points.append(_recovery(speaker, each, owner))
    if each.recovered_by:
        told = speaker.say("recovered-by", signals=speaker.signals(each.recovered_by))
        points.append(Point(speaker.sentence(told)))
    if each.give_up is not None:
        to, span = speaker.state(each.give_up.to), speaker.span(each.give_up.after)
        text = speaker.say("give-up", span=span, to=to)
        points.append(Point(speaker.ended(text), speaker.say("give-up:")))
    if each.cause:
        points.append(
            Point(speaker.ended(speaker.title("cause", each.cause)), speaker.say("cause:"))
        )
    return Point(speaker.own("stall", each.id), inner=tuple(points))


def _silence(speaker: Speaker, each: Stall) -> str:
    told = [_limit(speaker, each)]
    if each.unless is not None:
        told.append(speaker.say("unless", condition=speaker.term(each.unless)))
    if each.calendar == "customer":
        told.append(speaker.say("counted-in", calendar=speaker.say("calendar.customer")))
    elif each.calendar != speaker.stage.calendar:
        title = speaker.quoted(speaker.title("calendar", each.calendar))
        told.append(speaker.say("counted-in", calendar=title))
    if each.catch_up:
        told.append(speaker.say(f"note.catch-up.{each.catch_up}"))
    if each.late_on_arrival:
        told.append(speaker.say(f"note.late.{each.late_on_arrival}"))
    return speaker.clauses(told)


def _limit(speaker: Speaker, each: Stall) -> str:
    where = speaker.states(each.states)
    here = speaker.say("here", states=where) if each.states else speaker.say("here.state")
    if each.at is not None:
        return speaker.say("stall.at", moment=speaker.moment(each.at), here=here)
    since = speaker.say("since", what=speaker.quoted(speaker.own("touchpoint", each.silence_from)))
    if each.silence_from in {"", "entry"}:
        entered = speaker.say("since.states", states=where) if each.states else ""
        since = entered or speaker.say("since.entry")
    party = speaker.party_of(each.resets)
    own = {kind.name for kind in speaker.program.signals.values() if kind.party == party}
    others = [name for name in each.resets if name not in own]
    silent = speaker.say(f"silent.{party}") if party else ""
    if others:
        listed = speaker.signals(others)
        silent = speaker.say("silent.also" if party else "silent.without", signals=listed)
    return speaker.say("stall.after", since=since, span=speaker.span(each.after), silent=silent)


def ladder(speaker: Speaker, name: str, owner: str) -> str:
    """Return the tiers of a ladder as those who stand above ``owner`` hear of it."""
    tiers = speaker.program.ladders[name]
    told = [text for tier in tiers.tiers if (text := _tier(speaker, tier, owner))]
    if tiers.ack_holds is not None:
        told.append(speaker.say("ack-holds", span=speaker.span(tiers.ack_holds)))
    return speaker.clauses(told)


def _tier(speaker: Speaker, tier: Tier, owner: str) -> str:
    who = speaker.role_at(owner, tier.level)
    if not who or who == owner:
        # Skipped when the time comes (S5.3): a tier at or below the owner's level says nothing new.
        return ""
    act = speaker.say(f"tier.{tier.do}", who=speaker.role(who))
    text = act
    if tier.condition is not None:
        text = speaker.say("tier.if", condition=speaker.term(tier.condition), act=act)
    if not tier.after.count:
        return speaker.say("at-once", text=text)
    return speaker.say("once-passed", span=speaker.span(tier.after), text=text)


def _recovery(speaker: Speaker, each: Stall, owner: str) -> Point:
    play = speaker.program.recoveries[each.recovery]
    steps = tuple(_step(speaker, each.recovery, step, owner) for step in play.steps)
    name = speaker.title("recovery", each.recovery)
    text = ""
    if play.limit is not None:
        text = speaker.say("play.limit", count=play.limit.count, span=speaker.span(play.limit.per))
    return Point(speaker.ended(text), speaker.say("recovery:", name=name), steps)


def _step(speaker: Speaker, play: str, step: FollowUp, owner: str) -> Point:
    who = speaker.who(step.owner or owner, step.contact, step.via)
    title = speaker.title("followup", f"{play}.{step.id}")
    text = speaker.say("step", title=speaker.amid(title), who=who)
    if step.message:
        message = speaker.quoted(speaker.title("message", step.message))
        text = speaker.clauses([text, speaker.say("step.message", message=message)])
    if step.condition is not None:
        text = speaker.say("only-if", text=text, condition=speaker.term(step.condition))
    if not step.after.count:
        return Point(speaker.sentence(speaker.say("at-once", text=text)))
    said = speaker.say("once-passed", span=speaker.span(step.after), text=text)
    return Point(speaker.sentence(said))


def hold(speaker: Speaker, each: Hold, track: Track) -> Point:
    """Return what begins and ends a pause of our deadlines."""
    del track
    ends = [speaker.cited(name) for name in each.ends]
    ends += [speaker.moment(moment) for moment in each.ends_at]
    text = speaker.say("hold", begins=speaker.signals(each.begins), ends=speaker.any_of(ends))
    told = list(_hold_limits(speaker, each))
    title = speaker.own("hold", each.id)
    return Point(speaker.ended(speaker.clauses([text, *told])), speaker.say("hold:", name=title))


def _hold_limits(speaker: Speaker, each: Hold) -> Iterator[str]:
    if each.states:
        yield speaker.say("only-in", states=speaker.states(each.states))
    if each.waits_for:
        yield speaker.say("hold.turn", turn=speaker.say(f"turn.{each.waits_for}"))


def clock(speaker: Speaker, each: Clock, track: Track) -> Point:
    """Return a deadline across states, with what pauses it and who hears when it is missed."""
    text = speaker.say(
        "clock",
        starts=speaker.signals(each.starts),
        stops=speaker.signals(each.stops),
        span=speaker.span(each.within),
    )
    told = [text]
    if each.pauses:
        pauses = [
            speaker.say(f"turn.{name}")
            if name in {"us", "customer", "partner"}
            else speaker.quoted(speaker.own("hold", name))
            for name in each.pauses
        ]
        told.append(speaker.say("clock.pauses", pauses=speaker.any_of(pauses)))
    if each.remind is not None:
        told.append(speaker.say("remind-before", span=speaker.span(each.remind)))
    if each.cause:
        told.append(speaker.labelled("cause:", speaker.title("cause", each.cause)))
    inner: tuple[Point, ...] = ()
    if each.ladder:
        owner = next(state.owner for state in track.states.values() if not state.end)
        name = speaker.title("ladder", each.ladder)
        tiers = speaker.ended(ladder(speaker, each.ladder, owner))
        inner = (Point(tiers, speaker.say("ladder:", name=name)),)
    title = speaker.own("clock", each.id)
    label = speaker.say("clock:", name=title)
    return Point(speaker.ended(speaker.clauses(told)), label, inner)
