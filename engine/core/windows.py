"""Windows of sightings: what patterns remember, and what they do when one is complete (S6.1).

A journey keeps its own window; patterns over all journeys of an account keep theirs in the
account, so that two quotes on two journeys find each other (S7.8). Both are kept as short as
the longest ``within`` allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..language.engine_signals import ENGINE_SIGNALS
from ..language.facts import read_value
from ..language.terms import Term
from ..language.values import Instant, Value
from . import records as r
from .actions import Origin, perform
from .draft import Draft, Happening
from .evaluate import UNKNOWN, ConditionError, Finding
from .happenings import ENGINE
from .journey import Memory, Timer
from .logic_index import PatternIndex
from .patterns import ACCOUNT, Match, Watch
from .sightings import MAX_SIGHTINGS, Sighting
from .throttles import holds_back
from .timers import Deadline, arm

FAR = 2**62
"""An instant after all others: what is not answered by then never will be."""


class _Window(NamedTuple):
    """One window and who keeps it."""

    sightings: tuple[Sighting, ...]
    logic: dict[str, Memory]
    patterns: PatternIndex
    of_account: bool


def _window(draft: Draft, *, of_account: bool) -> _Window:
    held = draft.account if of_account else draft.journey
    patterns = draft.program.patterns if of_account else draft.linked.patterns
    return _Window(held.sightings, held.logic, patterns, of_account)


def see(draft: Draft, happening: Happening) -> None:
    """Remember a signal where patterns watch for it, and act on what it completes."""
    kind = happening.type
    if kind in draft.linked.patterns.by_signal:
        _see(draft, happening, of_account=False)
    if kind in draft.program.patterns.by_signal:
        _see(draft, happening, of_account=True)


def _see(draft: Draft, happening: Happening, *, of_account: bool) -> None:
    window = _window(draft, of_account=of_account)
    if of_account and _is_seen(draft, window, happening):
        return
    watches = window.patterns.by_signal[happening.type]
    if _keep(draft, window, watches, happening):
        for watch in watches:
            _judge(draft, watch, _window(draft, of_account=of_account), happening)


def _is_seen(draft: Draft, window: _Window, happening: Happening) -> bool:
    """Tell whether another journey of the account has seen this very signal already."""
    if happening.type == draft.signal.type and draft.signal.source == ENGINE:
        return True  # sent on by the journey it happened in, which saw it then
    signal = _shared_name(draft, happening)
    return bool(signal) and any(each.signal == signal for each in window.sightings)


def _shared_name(draft: Draft, happening: Happening) -> str:
    """Return the name of a signal addressed to the account, which several journeys may hear."""
    signal, address = draft.signal, draft.signal.address
    is_shared = happening.type == signal.type and address.account and not address.journey
    return f"{signal.source}/{signal.id}" if is_shared else ""


# --- remembering


def _keep(draft: Draft, window: _Window, watches: Sequence[Watch], happening: Happening) -> bool:
    """Add a sighting to a window; a full one is an incident, and the signal is not counted."""
    reached: dict[str, Instant] = {}
    dropped = tuple(
        each.number for each in window.sightings if not _is_needed(draft, window, each, reached)
    )
    if len(window.sightings) - len(dropped) >= MAX_SIGHTINGS:
        key = _key(watches[0])
        draft.record(draft.incident("window-full", key, (happening.type,)), key)
        return False
    number = draft.account.version + 1 if window.of_account else draft.number
    sighting = _sighting(draft, number, watches, happening)
    record = r.SignalSighted(draft.at, sighting, dropped)
    if window.of_account:
        draft.record_account(record)
    else:
        draft.record(record)
    return True


def _is_needed(
    draft: Draft, window: _Window, sighting: Sighting, reached: dict[str, Instant]
) -> bool:
    """Tell whether a pattern can still need a sighting: within its reach, or a wait not over.

    ``reached`` keeps, for each pattern, an instant from which it reaches till now: what happened
    later is within its reach too.
    """
    for watch in window.patterns.by_signal.get(sighting.type, ()):
        if sighting.at >= reached.get(watch.id, FAR):
            return True
        if watch.reach(sighting.at) >= draft.at:
            reached[watch.id] = sighting.at
            return True
        waits = watch.pattern.kind == "absent" and sighting.type in watch.pattern.after
        memory = window.logic.get(watch.id)
        if waits and (memory is None or sighting.number not in memory.used):
            return True  # the engine may have been down: its timer is still to come
    return False


def _sighting(
    draft: Draft, number: int, watches: Sequence[Watch], happening: Happening
) -> Sighting:
    data, common, meets = _data(draft, happening), dict[str, Value](), []
    for watch in watches:
        for name in watch.pattern.same:
            value = _common(draft, name, happening, data) if name != ACCOUNT else None
            if value is not None:
                common[name] = value
        if watch.each is not None:
            draft.view.look("", happening)
            if draft.check_or_report(watch.each, _key(watch)).answer is True:
                meets.append(watch.id)
    return Sighting(
        number, happening.type, draft.at, data, draft.journey.id,
        dict(sorted(common.items())), tuple(meets), _shared_name(draft, happening),
    )  # fmt: skip


def _data(draft: Draft, happening: Happening) -> dict[str, Value]:
    kind = draft.program.program.signals.get(happening.type)
    kind = kind or ENGINE_SIGNALS.get(happening.type)
    data: dict[str, Value] = {}
    for name, fact in kind.data.items() if kind is not None else ():
        value = read_value(fact, happening.data.get(name))
        if value is not None:
            data[name] = value
    if happening.by:
        data["by"] = happening.by
    # As a journal keeps them: what is remembered is the fold of that, byte for byte (S7.4).
    return dict(sorted(data.items()))


def _common(draft: Draft, name: str, happening: Happening, data: dict[str, Value]) -> Value | None:
    """Return what a sighting has in common with others: a fact, or the item it is about."""
    kind = draft.program.program.signals.get(happening.type)
    for field, fact in (kind.sets if kind is not None else {}).items():
        if fact == name and field in data:
            return data[field]
    if name in draft.program.program.facts:
        draft.view.look("", happening)
        return draft.fact(name)
    thing, _, key = happening.item.partition("/")
    if thing == name:
        return key
    # Of what there is only one in a journey, all its signals are about the same.
    is_one = not draft.program.program.things[name].key
    return draft.journey.id if is_one else None


# --- judging


def _judge(draft: Draft, watch: Watch, window: _Window, happening: Happening) -> None:
    asked = _unused(window, watch)
    if not asked or asked[-1].number != window.sightings[-1].number:
        return
    if watch.pattern.kind == "absent":
        _await(draft, watch, window, asked)
        return
    for match in draft.program.matcher.match(watch, asked, draft.at):
        if _act(draft, watch, match, asked, happening):
            return


def _unused(window: _Window, watch: Watch) -> list[Sighting]:
    memory = window.logic.get(watch.id)
    used = memory.used if memory is not None else ()
    signals = watch.signals
    return [each for each in window.sightings if each.type in signals and each.number not in used]


def _act(
    draft: Draft, watch: Watch, match: Match, asked: Sequence[Sighting], happening: Happening | None
) -> bool:
    """Act on a match unless a condition or a throttle holds it back; tell whether it acted."""
    pattern, key, of_account = watch.pattern, _key(watch), watch.pattern.scope == ACCOUNT
    by_number = {each.number: each for each in asked}
    sightings = tuple(by_number[number] for number in match)
    finding = _outer(draft, watch, sightings, happening)
    reason: r.HeldReason | None = None
    if finding.answer is not True:
        reason = "unknown" if finding.answer is None else "condition"
    elif holds_back(pattern.throttle, _memory(draft, watch), watch.calendar, draft.at):
        reason = "throttle"
    draft.step(f"pattern.{pattern.id}")
    if reason is not None:
        held = r.PatternHeldBack(
            draft.at, watch.id, match, reason, finding.used, finding.unknown, of_account
        )
        draft.record(held, key, finding)
        if of_account:
            draft.record_account(held)
        return False
    fired = r.PatternMatched(draft.at, watch.id, sightings, pattern.cause, finding.used, of_account)
    draft.record(fired, key, finding)
    if of_account:
        draft.record_account(fired)
    _do(draft, watch, happening)
    return True


def _memory(draft: Draft, watch: Watch) -> Memory:
    throttle = watch.pattern.throttle
    own = watch.pattern.scope != ACCOUNT or (throttle is not None and throttle.kind == "journey")
    logic = draft.journey.logic if own else draft.account.logic
    return logic.get(watch.id, Memory())


def _outer(
    draft: Draft, watch: Watch, sightings: Sequence[Sighting], happening: Happening | None
) -> Finding:
    """Ask what reads facts, with the steps of the match under their names."""
    used: dict[str, Value] = {}
    unknown: list[str] = []
    answer: bool | None = True
    for term in watch.outer:
        draft.view.look("", happening)
        known = dict(zip(watch.aliases, sightings, strict=False))
        finding = _ask(draft, term, _key(watch), known)
        used.update(finding.used)
        unknown += finding.unknown
        if finding.answer is False or (finding.answer is None and answer):
            answer = finding.answer
    return Finding(answer, used, tuple(dict.fromkeys(unknown)))


def _ask(draft: Draft, term: Term, key: str, known: Mapping[str, Sighting]) -> Finding:
    """Ask a condition that may read the steps of a match beside the facts."""
    facts = draft.view.facts()

    def value(name: str) -> Value | None:
        alias, _, field = name.partition(".")
        return known[alias].data.get(field) if alias in known else facts.values(name)

    try:
        return draft.program.conditions.evaluate(term, facts._replace(values=value))
    except ConditionError as error:
        draft.record(draft.incident("condition-error", key, (str(error),)), key)
        return UNKNOWN


def _do(draft: Draft, watch: Watch, happening: Happening | None) -> None:
    stage = watch.id.partition(".")[0]
    if stage != draft.journey.playbook:
        # What it opens stands in another stage: the account's journey there acts (S7.8).
        draft.record(r.ActionsSent(draft.at, watch.id, stage), _key(watch))
        draft.send(ACT, {"pattern": watch.id}, "engine", playbook=stage)
        return
    item = happening.item if happening is not None else ""
    perform(draft, _origin(watch, item), watch.pattern.actions, happening)


ACT = "pattern.matched"
"""The signal by which a match completed elsewhere comes to the journey that acts on it."""


def act_for(draft: Draft, name: str) -> bool:
    """Do what a pattern of this stage asks for, completed in another journey of the account."""
    watch = draft.program.patterns.by_id.get(name)
    if watch is None or name.partition(".")[0] != draft.journey.playbook:
        return False
    perform(draft, _origin(watch, ""), watch.pattern.actions, None)
    return True


def _origin(watch: Watch, item: str) -> Origin:
    return Origin(_key(watch), watch.id, f"pattern:{watch.id}", item)


def _key(watch: Watch) -> str:
    return f"pattern/{watch.id}"


# --- what fails to come


def _await(draft: Draft, watch: Watch, window: _Window, asked: Sequence[Sighting]) -> None:
    """Begin to wait after a signal, and settle the waits that this one has answered."""
    newest = asked[-1]
    open_ = {match[0] for match in draft.program.matcher.match(watch, asked, FAR)}
    waiting = [each.number for each in asked if each.type in watch.pattern.after]
    settled = tuple(number for number in waiting if number not in open_)
    if settled:
        record = r.AbsenceAnswered(draft.at, watch.id, settled)
        if window.of_account:
            draft.record_account(record)
        else:
            draft.record(record, _key(watch))
    for timer in list(draft.journey.timers.values()):
        is_ours = (timer.purpose, timer.subject) == ("absent", watch.id)
        if is_ours and int(timer.detail) in settled:
            draft.record(r.TimerDisarmed(draft.at, timer.id))
    if newest.number in open_ and newest.number in waiting:
        span, name = watch.pattern.within, watch.calendar.data.id
        deadline = Deadline(watch.reach(newest.at), span, name, newest.at)
        number = str(newest.number)
        arm(draft, "absent", watch.id, deadline, scope=watch.id, detail=number, why=_key(watch))


def absence_due(draft: Draft, timer: Timer) -> None:
    """Act on what has failed to come in time, unless another journey has answered it."""
    of_account = timer.subject not in draft.linked.patterns.by_id
    window = _window(draft, of_account=of_account)
    watch = window.patterns.by_id.get(timer.subject)
    if watch is None:
        return  # the journey has gone on to another stage, where nobody waits for it
    asked = _unused(window, watch)
    due = draft.program.matcher.match(watch, asked, draft.at)
    for match in due:
        if match[0] == int(timer.detail):
            _act(draft, watch, match, asked, None)
