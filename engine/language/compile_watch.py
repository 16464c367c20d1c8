"""What watches time: stalls, holds and clocks (S3.5, S3.6, S5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from schemas import playbook as written
from schemas import stall as stalls

from .compile_touchpoint import Desk
from .here import Here
from .limits import parse_pauses
from .moments import parse_before_due
from .program import Clock, GiveUp, Hold, Stall
from .values import NOTHING, Moment

ENTRY = "entry"
PARTIES = frozenset({"us", "customer", "partner"})

States = Mapping[str, written.State]


def compile_stall(
    desk: Desk,
    key: str,
    each: stalls.Stall,
    here: Here,
    states: States,
    calendar: str,
    *,
    of_track: bool = False,
) -> Stall:
    """Compile one stall, of a state or of a track (S5.1)."""
    compilation = desk.compilation
    desk.declare_once("stall", key, each.title, here)
    _check_limit(desk, key, each, here)
    if each.in_ and not of_track:
        compilation.add(here.into("in").key, "in-belongs-to-a-track", name=key)
    watched = _states(desk, each.in_, here.into("in"), states) if of_track else ()
    named = desk.signal_set(each.without, here, "without")
    heard = compilation.heard(each.silent) if each.silent is not None else ()
    return Stall(
        id=key,
        after=desk.span(each.after, here, "after") or NOTHING,
        calendar=desk.calendar_of(each.calendar, here, "calendar") or calendar,
        resets=tuple(sorted({*named, *heard})) if named and heard else named or heard,
        unless=compilation.condition(each.unless, here, "unless", names=desk.names),
        cause=desk.cause(each.cause, here, "cause"),
        ladder=desk.ladder(each.escalate, here, "escalate"),
        recovery=compilation.known(
            each.recover, compilation.recoveries, "recovery", here, "recover"
        ),
        give_up=_give_up(desk, each.give_up, here.into("give_up"), states),
        at=desk.moment(each.at, here, "at"),
        states=watched,
        silence_from=_silence_from(desk, each, here.into("silence_from")),
        recovered_by=desk.signal_set(each.recovered_by, here, "recovered_by"),
        catch_up=each.catch_up or "",
        late_on_arrival=each.late_on_arrival or "",
    )


def _check_limit(desk: Desk, key: str, each: stalls.Stall, here: Here) -> None:
    """A stall is a limit on silence, ended by an answer, or a moment; never both or neither."""
    add = desk.compilation.add
    kind = desk.compilation.one_of(
        {"after": each.after is not None, "at": each.at is not None}, here
    )
    if kind == "after" and each.silent is None and not each.without:
        add(here.key, "stall-without-end", name=key)
    elif kind == "at":
        for word in ("silent", "without", "silence_from"):
            if getattr(each, word):
                add(here.into(word).key, "silence-at-a-moment", name=word)


def _states(desk: Desk, written_: Sequence[str], here: Here, states: States) -> tuple[str, ...]:
    """Return the states a track's stall watches: those named, or all that are no end."""
    if not written_:
        return tuple(sorted(name for name, state in states.items() if state.end is None))
    for index, name in enumerate(written_):
        if name in states and states[name].end is not None:
            desk.compilation.add(here.into(index).place, "watch-at-the-end", name=name)
    return desk.compilation.set_of(written_, states, "state", here)


def _silence_from(desk: Desk, each: stalls.Stall, here: Here) -> str:
    if each.silence_from is None or each.silence_from == ENTRY:
        return ""
    return desk.compilation.known(each.silence_from, desk.outcomes, "touchpoint", here)


def _give_up(desk: Desk, each: stalls.GiveUp | None, here: Here, states: States) -> GiveUp | None:
    if each is None:
        return None
    after = desk.compilation.span(here, "after")
    to = desk.compilation.target(each.to, states, here.into("to"))
    return GiveUp(after, to) if after is not None else None


def compile_hold(desk: Desk, key: str, each: stalls.Hold, here: Here, states: States) -> Hold:
    """Compile one hold: what begins it, and the signals or moments that end it (S3.5)."""
    compilation = desk.compilation
    desk.declare("hold", key, each.title, here)
    if key in PARTIES:
        compilation.add(here.key, "engine-word", name=key)
    ends: list[str] = []
    moments: list[Moment] = []
    for index, text in enumerate(each.ends):
        spot = here.into("ends", index)
        if text in desk.signals:
            ends.append(text)
        elif " " in text or text in compilation.facts:
            moment = desk.moment(text, spot)
            moments += [moment] if moment is not None else []
        else:
            compilation.known_at(text, desk.signals, "signal", spot.place)
    return Hold(
        id=key,
        begins=desk.signal_set(each.begins, here, "begins"),
        ends=tuple(sorted(set(ends))),
        ends_at=tuple(moments),
        states=compilation.set_of(each.in_, states, "state", here, "in"),
        waits_for=each.waits_for or "",
    )


def compile_clock(
    desk: Desk,
    key: str,
    each: stalls.Clock,
    here: Here,
    calendar: str,
    holds: Collection[str],
) -> Clock:
    """Compile one deadline across states, and whose turn it stops for (S3.6)."""
    compilation = desk.compilation
    desk.declare_once("clock", key, each.title, here)
    remind = None
    if each.remind is not None:
        remind = compilation.parsed(here.into("remind"), parse_before_due)
    return Clock(
        id=key,
        starts=desk.signal_set(each.starts, here, "starts"),
        stops=desk.signal_set(each.stops, here, "stops"),
        within=compilation.span(here, "within") or NOTHING,
        calendar=desk.calendar_of(each.calendar, here, "calendar") or calendar,
        pauses=_pauses(desk, each, here.into("pauses"), holds),
        cause=desk.cause(each.cause, here, "cause"),
        remind=remind,
        ladder=desk.ladder(each.escalate, here, "escalate"),
        late_on_arrival=each.late_on_arrival or "",
    )


def _pauses(desk: Desk, each: stalls.Clock, here: Here, holds: Collection[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for index, _ in enumerate(each.pauses):
        pauses, problems = parse_pauses(here.into(index).scalar, holds)
        desk.compilation.keep(problems)
        if pauses is not None:
            found.add(pauses.waiting_for or pauses.hold)
    return tuple(sorted(found))
