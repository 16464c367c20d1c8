"""The one function everything calls: what a signal leads to (S1.1).

The order inside a decision is fixed (S1.6): the signal itself, the facts and documents
it brings, exits, moves, touchpoints, then stalls, escalation, recovery and timers;
actions re-enter until nothing is left to do.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from ..language.facts import read_value
from ..language.program import SignalKind
from ..language.values import MICROSECONDS_PER_MINUTE, Instant, Value
from . import (
    clocks,
    items,
    links,
    outreach,
    repeats,
    rules,
    stalls,
    timeouts,
    touchpoints,
    tracks,
    waking,
    watch,
    windows,
)
from . import records as r
from .actions import play_due
from .clock import NoSuchTime
from .draft import Draft, FactUnknown, Happening, LoopFound, MoveRequest
from .escalation import notice_due, tier_due
from .evaluate import ConditionError
from .evolve import evolve_all
from .given import give
from .items import ItemUnclear, ItemUnserved
from .journey import Context, Journey, Lane, Signal, Timer
from .link import LinkedProgram
from .machine import move_to
from .observing import concede, deviate, tells_history
from .own_signals import (
    ACKNOWLEDGED,
    CLOSED,
    CONTEXT_CHANGED,
    FACTS_SET,
    NOTED,
    OWN,
    PAUSE,
    RESUME,
    SEED_ANSWERED,
    STARTED,
    begin,
    brought,
    ignore,
)
from .recovery import follow_up_due
from .timers import TIMER_DUE
from .waking import take_dates

__all__ = [
    "ACKNOWLEDGED", "CLOSED", "CONTEXT_CHANGED", "FACTS_SET", "FUTURE_TOLERANCE", "NOTED", "PAUSE",
    "RESUME", "SEED_ANSWERED", "STARTED", "Step", "decide", "folded", "settle", "step",
]  # fmt: skip

FUTURE_TOLERANCE = 5 * MICROSECONDS_PER_MINUTE
"""A sender's clock may run ahead by this much; what happens later is refused."""


def decide(
    program: LinkedProgram, context: Context, journey: Journey, signal: Signal, now: Instant
) -> r.Decision:
    """Return what ``signal`` leads to in ``journey``, as known at ``now``.

    Pure: no clock, no chance, no outside (S1.1); equal arguments give equal bytes
    (S1.4). ``now`` never runs backwards within a journey (S1.3).
    """
    return step(program, context, journey, signal, now).decision


class Step(msgspec.Struct, frozen=True, gc=False):
    """A decision and the journey after it."""

    decision: r.Decision
    after: Journey


def folded(journey: Journey, decision: r.Decision) -> Step:
    """Return a decision that was made elsewhere with the journey after it."""
    return Step(decision, evolve_all(journey, decision.records))


def step(
    program: LinkedProgram, context: Context, journey: Journey, signal: Signal, now: Instant
) -> Step:
    """Return what :func:`decide` returns, and the journey folded with it: nobody folds twice."""
    now = max(now, journey.now)
    at = min(signal.at or now, now)
    draft = Draft(program, context, journey, signal, now, at, context.account)
    decision = _decided(draft)
    del draft.view  # which knows the draft in turn: nothing is left for the collector to find
    if decision.outcome in {"refused", "incident"} or not decision.records:
        # What was drafted is let go: only what is recorded has happened.
        return folded(journey, decision)
    return Step(decision, draft.journey)


def _decided(draft: Draft) -> r.Decision:
    try:
        if draft.signal.type == TIMER_DUE:
            return _timer_due(draft)
        return _take(draft)
    except (ItemUnclear, FactUnknown) as unclear:
        if draft.signal.type == TIMER_DUE:
            return _incident(draft, unclear.reason, "", unclear.names)
        return r.Decision("refused", (draft.refusal(unclear.reason, unclear.names),))
    except ItemUnserved as unserved:
        return _incident(draft, "item-unserved", "", (unserved.item,))
    except LoopFound as loop:
        return _incident(draft, "loop", "", loop.steps)
    except ConditionError as error:
        return _incident(draft, "condition-error", error.key, (str(error),))
    except NoSuchTime as error:
        return _incident(draft, "no-such-time", "", (str(error),))


def _take(draft: Draft) -> r.Decision:
    signal = take_dates(draft)
    item = items.meant_by(draft, signal)
    arrived = Happening(signal.type, signal.by, signal.data, signal.brings, item, rows=signal.rows)
    draft.take_signal(arrived, signal.source, signal.id)
    refusal = _take_typed(draft)
    if refusal is not None:
        # A refusal leaves everything as it was: whatever was drafted is let go (S4.3).
        return r.Decision("refused", (refusal,))
    draft.date_documents()
    settle(draft)
    if signal.type == CONTEXT_CHANGED and len(draft.records) == 1:
        # It said nothing of its own: where nothing follows from it, nothing is kept.
        return r.Decision("nothing")
    if r.SignalIgnored in map(type, draft.records):
        return draft.decision("ignored")
    return draft.decision("taken")


def _take_typed(draft: Draft) -> r.SignalRefused | None:
    signal = draft.signal
    if signal.at > draft.now + FUTURE_TOLERANCE:
        return draft.refusal("in-the-future")
    if signal.type == STARTED:
        return begin(draft)
    if not draft.journey.playbook:
        return draft.refusal("not-started")
    if draft.journey.outcome and items.is_new_here(draft):
        raise ItemUnserved(str(draft.signal.type))
    if draft.is_over and signal.type not in {SEED_ANSWERED, NOTED}:
        ignore(draft, "journey-ended")
        return None
    own = OWN.get(signal.type)
    if own is not None:
        return own(draft)
    name, _, word = signal.type.partition(".")
    if word == "done" and name not in draft.program.things:
        return _complete(draft, name)
    kind = draft.program.program.signals.get(signal.type)
    if kind is None:
        ignore(draft, "unknown-signal")
        return None
    return _happen(draft, kind)


# --- what happened outside, and what people did


def _complete(draft: Draft, name: str) -> r.SignalRefused | None:
    lane, data = items.lane_of_task(draft, name, draft.signal.data)
    outcome = str(data.pop("outcome", ""))
    item = draft.item_of_lane(lane) if lane else ""
    happening = Happening(
        draft.signal.type, draft.signal.by, data, item=item, rows=draft.signal.rows
    )
    draft.view.look(lane, happening)
    brings, refusal = brought(draft)
    if refusal is not None:
        return refusal
    about = tracks.items_counted(draft, name, outcome, lane, data)
    tells_history(draft, draft.signal.type, *(counted for counted, _ in about))
    # What comes along counts at the gate.
    for document in brings:
        draft.bring(document)
    refusal = touchpoints.complete(draft, name, happening, outcome)
    if refusal is not None:
        if not draft.stage.observe or name not in draft.linked.touchpoints:
            return refusal
        concede(draft, refusal, happening, outcome)
    draft.queue.append(Happening(draft.signal.type, draft.signal.by, item=item))
    for counted, of in about:
        carried = touchpoints.carried(draft, counted, data)
        draft.queue.append(Happening(counted, draft.signal.by, carried, item=of))
    return None


def _happen(draft: Draft, kind: SignalKind) -> r.SignalRefused | None:
    signal, fields = draft.signal, kind.data
    typed: dict[str, Value] = {}
    wrong: list[str] = []
    for name, raw in signal.data.items():
        value = read_value(fields[name], raw) if name in fields else None
        if value is None:
            wrong.append(name)
        else:
            typed[name] = value
    if wrong and not draft.stage.observe:
        return draft.refusal("field-wrong", tuple(sorted(wrong)))
    brings, refusal = brought(draft)
    if refusal is not None:
        return refusal
    if wrong:
        deviate(draft, "field-wrong", sorted(wrong))
    tells_history(draft, kind.name)
    item = items.item_of(draft, kind, typed) if draft.program.many else ""
    draft.queue.append(Happening(kind.name, signal.by, typed, brings, item))
    return None


def settle(draft: Draft) -> None:
    """Work until nothing is left to do: the decision comes to rest (S1.6)."""
    if not draft.queue:
        links.leave(draft)
    while True:
        if draft.entered or draft.woken_by:
            tracks.review_end(draft)
        if draft.placed and draft.linked.heeds:
            give(draft)
        else:
            draft.given = len(draft.records)
        if draft.queue:
            _next(draft, draft.queue.popleft())
        elif (draft.over is not None or draft.journey.onward is not None) and links.move_on(draft):
            continue
        elif draft.changed_facts:
            _ask_again(draft)
        elif not rules.review(draft):
            break
    # What has ended or sleeps was closed (S2.2): nothing starts there again.
    is_watched = draft.linked.is_watched_still or draft.journey.holds
    if is_watched and draft.placed and not draft.is_closed:
        watch.review(draft)
    if draft.account.contacts:
        outreach.release(draft)
    if draft.journey.outcome or (draft.placed and draft.linked.ends_by_itself):
        waking.review(draft)


def _next(draft: Draft, doing: Happening | MoveRequest) -> None:
    if isinstance(doing, MoveRequest):
        draft.step(doing.by)
        draft.view.look(doing.track)
        move_to(draft, doing.track, doing.to, doing.by)
    else:
        draft.step(doing.type)
        _work(draft, doing)


def _ask_again(draft: Draft) -> None:
    """Let everything that depends on facts look at them anew (S1.8)."""
    draft.changed_facts = False
    links.leave(draft)
    tracks.retry_all(draft)
    for lane in draft.lanes:
        draft.view.look(lane.track)
        touchpoints.advance_all(draft, lane)


def _work(draft: Draft, happening: Happening) -> None:
    if happening.type != draft.signal.type:
        draft.take_signal(happening)
    stood = draft.lanes
    draft.view.look("", happening)
    is_new = bool(happening.item) and tracks.admit(draft, happening)
    filled = _fill(draft, happening)
    if links.leave(draft):
        return
    if happening.type in draft.program.starters:
        filled |= links.start_those_begun_by(draft, happening.type)
    used = tracks.spread(draft, happening) | draft.is_awaited(happening.type)
    for lane in draft.lanes:
        before = len(draft.records)
        draft.view.look(lane.track, happening)
        touchpoints.advance_all(draft, lane)
        used |= len(draft.records) > before
    if is_new and not used and items.is_opened_elsewhere(draft, happening.type, happening.item):
        raise ItemUnserved(happening.item)
    if happening.type in draft.program.counted:
        used = draft.changed_facts = True  # a gate may be open now, a count have been reached
    used |= is_new | filled | _judge(draft, happening, stood)
    is_given = happening.type == draft.signal.type
    if not used and is_given and happening.type in draft.program.program.signals:
        ignore(draft, "nobody-waits")


def _judge(draft: Draft, happening: Happening, stood: list[Lane]) -> bool:
    """Let patterns and rules on the signal act; ``stood`` is where it found the journey (S1.6)."""
    before = len(draft.records) + len(draft.account_records)
    windows.see(draft, happening)
    if happening.type in draft.linked.rules.by_signal:
        rules.answer(draft, happening, frozenset(lane.state for lane in stood))
    # What a rule counts, or measures from, has somebody who waits for it.
    is_read = happening.type in draft.linked.rules.by_name
    return is_read or len(draft.records) + len(draft.account_records) > before


def _fill(draft: Draft, happening: Happening) -> bool:
    kind = draft.program.program.signals.get(happening.type)
    before = len(draft.records) + len(draft.account_records)
    if kind is not None:
        # By name: a program read back has lost the order of writing, and both must decide
        # alike (S1.4, S8.1).
        computed: dict[str, Value] = {}
        if kind.computes:
            computed = {
                fact: draft.compute(term, f"signal/{kind.name}")
                for fact, term in sorted(kind.computes.items())
            }
        sets, data = kind.sets, happening.data
        for name in sorted(data) if len(data) > 1 else data:
            value = read_value(kind.data[name], data[name]) if name in sets else None
            if value is not None:
                draft.set_fact(sets[name], value)
        for fact, value in computed.items():
            draft.set_fact(fact, value)
        if kind.brings or happening.brings:
            for document in dict.fromkeys((*kind.brings, *happening.brings)):
                draft.bring(document)
    return len(draft.records) + len(draft.account_records) > before


# --- time


def _timer_due(draft: Draft) -> r.Decision:
    timer = draft.journey.timers.get(str(draft.signal.data.get("timer", "")))
    # A fired, disarmed, held or early id is a no-op (S3.9): timers never fire early or twice.
    if timer is None or timer.holds or timer.due_at > draft.now:
        return draft.decision("nothing")
    # What was past already when it was armed is noticed then, and not before (S5.6).
    draft.at = max(timer.due_at, timer.late_at)
    draft.view.look(items.lane_of_timer(draft, timer))
    if timer.purpose == "stall" and stalls.holds_back(draft, timer):
        return draft.decision("taken")
    if timer.purpose == "timeout" and timeouts.waits(draft, timer):
        return draft.decision("taken")
    draft.record(r.TimerFired(draft.at, timer.id, draft.now))
    if not links.leave(draft):
        _DUE[timer.purpose](draft, timer)
    settle(draft)
    return draft.decision("taken")


def _task_start(draft: Draft, timer: Timer) -> None:
    task = draft.journey.tasks[timer.subject]
    touchpoints.begin(draft, task)


_DUE: dict[str, Callable[[Draft, Timer], None]] = {
    "task.start": _task_start,
    "task.remind": touchpoints.task_reminded,
    "task.due": touchpoints.task_overdue,
    "stall": stalls.stall_due,
    "tier": tier_due,
    "follow_up": follow_up_due,
    "give_up": stalls.give_up_due,
    "expiry": waking.expiry_due,
    "midnight": waking.midnight_due,
    "repeat": repeats.round_due,
    "timeout": timeouts.timeout_due,
    "notice": notice_due,
    "rule": rules.wake,
    "play": play_due,
    "absent": windows.absence_due,
    "hold.end": watch.hold_end_due,
    "clock.due": clocks.clock_due,
    "clock.remind": clocks.clock_reminded,
}


def _incident(draft: Draft, code: str, key: str, names: tuple[str, ...]) -> r.Decision:
    # Nothing half done is kept (S1.6, S1.9); only a timer is used up, or it would come due
    # again for ever.
    raised = draft.incident(code, key, names)
    if draft.signal.type == TIMER_DUE:
        return r.Decision("incident", (draft.records[0], raised))
    return r.Decision("incident", (replace(raised, parked=draft.signal),))
