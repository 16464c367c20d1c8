"""The one function everything calls: what a signal leads to (S1.1).

The order inside a decision is fixed (S1.6): the signal itself, the facts and documents
it brings, exits, moves, touchpoints, then stalls, escalation, recovery and timers;
actions re-enter until nothing is left to do.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from ..language.facts import read_value
from ..language.program import SignalKind
from ..language.values import MICROSECONDS_PER_MINUTE, Instant, Value
from . import records as r
from . import stalls, touchpoints
from .clock import NoSuchTime
from .draft import Draft, Happening, LoopFound, MoveRequest
from .escalation import acknowledge, tier_due
from .evaluate import ConditionError
from .journey import Context, Journey, Signal, Timer
from .link import LinkedProgram
from .machine import enter, move, retry
from .timers import PAUSED, TIMER_DUE, hold, release

STARTED = "journey.started"
PAUSE = "journey.paused"
RESUME = "journey.resumed"
ACKNOWLEDGED = "escalation.acknowledged"
FACTS_SET = "facts.set"

FUTURE_TOLERANCE = 5 * MICROSECONDS_PER_MINUTE
"""A sender's clock may run ahead by this much; what happens later is refused."""


def decide(
    program: LinkedProgram, context: Context, journey: Journey, signal: Signal, now: Instant
) -> r.Decision:
    """Return what ``signal`` leads to in ``journey``, as known at ``now``.

    Pure: no clock, no chance, no outside (S1.1); equal arguments give equal bytes
    (S1.4). ``now`` never runs backwards within a journey (S1.3).
    """
    now = max(now, journey.now)
    at = min(signal.at or now, now)
    draft = Draft(program, context, journey, signal, now, at, context.account)
    try:
        if signal.type == TIMER_DUE:
            return _timer_due(draft)
        return _take(draft)
    except LoopFound as loop:
        return _incident(draft, "loop", "", loop.steps)
    except ConditionError as error:
        return _incident(draft, "condition-error", error.key, (str(error),))
    except NoSuchTime as error:
        return _incident(draft, "no-such-time", "", (str(error),))


def _take(draft: Draft) -> r.Decision:
    signal = draft.signal
    arrived = Happening(signal.type, signal.by, signal.data, signal.brings)
    draft.take_signal(arrived, signal.source, signal.id)
    refusal = _take_typed(draft)
    if refusal is not None:
        # A refusal leaves everything as it was: whatever was drafted is let go (S4.3).
        return r.Decision("refused", (refusal,))
    settle(draft)
    if any(isinstance(record, r.SignalIgnored) for record in draft.records):
        return draft.decision("ignored")
    return draft.decision("taken")


def _take_typed(draft: Draft) -> r.SignalRefused | None:
    signal = draft.signal
    if signal.at > draft.now + FUTURE_TOLERANCE:
        return draft.refusal("in-the-future")
    if signal.type == STARTED:
        return _start(draft)
    if not draft.journey.playbook:
        return draft.refusal("not-started")
    if draft.journey.outcome in {"success", "lost"}:
        _ignore(draft, "journey-ended")
        return None
    own = _OWN.get(signal.type)
    if own is not None:
        return own(draft)
    name, _, word = signal.type.partition(".")
    if word == "done" and name not in draft.program.things:
        return _complete(draft, name)
    kind = draft.program.program.signals.get(signal.type)
    if kind is None:
        _ignore(draft, "unknown-signal")
        return None
    return _happen(draft, kind)


def _is_about_item(draft: Draft, kind: SignalKind) -> bool:
    thing = draft.program.program.things.get(kind.name.partition(".")[0])
    return thing is not None and bool(thing.key)


def _ignore(draft: Draft, reason: str) -> None:
    draft.record(r.SignalIgnored(draft.at, draft.signal.type, reason))


# --- the engine's own signals


def _start(draft: Draft) -> r.SignalRefused | None:
    address, data = draft.signal.address, dict(draft.signal.data)
    if draft.journey.playbook:
        return draft.refusal("already-started")
    linked = draft.program.stages.get(address.playbook)
    if linked is None:
        return draft.refusal("unknown-playbook", (address.playbook,))
    state = data.pop("state", "")
    if state and state not in linked.state_names():
        return draft.refusal("unknown-state", (str(state),))
    facts, wrong = _typed(draft, data)
    if wrong:
        return draft.refusal("field-wrong", wrong)
    started = r.JourneyStarted(
        draft.at, draft.program.id, address.account, address.line, address.key, address.playbook
    )
    draft.record(started, f"stage/{address.playbook}")
    for name, value in facts.items():
        draft.set_fact(name, value)
    for track in linked.stage.tracks:
        chosen = str(state) if state in track.states else track.start
        enter(draft, track.id, chosen, STARTED)
    return None


def _set_facts(draft: Draft) -> r.SignalRefused | None:
    facts, wrong = _typed(draft, draft.signal.data)
    if wrong:
        return draft.refusal("field-wrong", wrong)
    for name, value in facts.items():
        draft.set_fact(name, value)
    return None


def _typed(draft: Draft, data: dict[str, Value]) -> tuple[dict[str, Value], tuple[str, ...]]:
    declared = draft.program.program.facts
    values = {
        name: read_value(declared[name], raw)
        for name, raw in sorted(data.items())
        if name in declared
    }
    wrong = [name for name in sorted(data) if values.get(name) is None]
    return {name: value for name, value in values.items() if value is not None}, tuple(wrong)


def _pause(draft: Draft) -> r.SignalRefused | None:
    if draft.journey.is_paused:
        _ignore(draft, "already-paused")
        return None
    draft.record(r.JourneyPaused(draft.at, str(draft.signal.data.get("reason", ""))))
    for timer in list(draft.journey.timers.values()):
        hold(draft, timer, PAUSED)
    return None


def _resume(draft: Draft) -> r.SignalRefused | None:
    if not draft.journey.is_paused:
        _ignore(draft, "not-paused")
        return None
    draft.record(r.JourneyResumed(draft.at, str(draft.signal.data.get("reason", ""))))
    for timer in list(draft.journey.timers.values()):
        release(draft, timer, PAUSED)
    return None


def _acknowledge(draft: Draft) -> r.SignalRefused | None:
    about = str(draft.signal.data.get("about", ""))
    climbs = [each for each in draft.journey.climbs if _names(each, about)]
    if not climbs:
        return draft.refusal("nothing-to-acknowledge", (about,))
    for climb in climbs:
        acknowledge(draft, climb, draft.signal.by)
    return None


def _names(climb: str, about: str) -> bool:
    return about in {climb, climb.removeprefix("stall:").partition("#")[0]}


_OWN: dict[str, Callable[[Draft], r.SignalRefused | None]] = {
    FACTS_SET: _set_facts,
    PAUSE: _pause,
    RESUME: _resume,
    ACKNOWLEDGED: _acknowledge,
}


# --- what happened outside, and what people did


def _complete(draft: Draft, name: str) -> r.SignalRefused | None:
    data = dict(draft.signal.data)
    outcome = str(data.pop("outcome", ""))
    happening = Happening(draft.signal.type, draft.signal.by, data)
    unknown = _unknown_documents(draft)
    if unknown:
        return draft.refusal("unknown-document", unknown)
    # What comes along counts at the gate.
    for document in dict.fromkeys(draft.signal.brings):
        draft.bring(document)
    refusal = touchpoints.complete(draft, name, happening, outcome)
    if refusal is not None:
        return refusal
    draft.queue.append(Happening(draft.signal.type, draft.signal.by))
    for counted in touchpoints.consequences(draft, name, outcome):
        draft.queue.append(Happening(counted, draft.signal.by, _carried(draft, counted, data)))
    return None


def _unknown_documents(draft: Draft) -> tuple[str, ...]:
    known = draft.program.program.documents
    return tuple(name for name in draft.signal.brings if name not in known)


def _carried(draft: Draft, counted: str, data: dict[str, Value]) -> dict[str, Value]:
    # What was filled in serves the signal it counts as, where the names are the same.
    kind = draft.program.program.signals.get(counted)
    thing = counted.partition(".")[0]
    carried = {
        name: data.get(name, data.get(f"{thing}.{name}"))
        for name in (sorted(kind.data) if kind else ())
    }
    return {name: value for name, value in carried.items() if value is not None}


def _happen(draft: Draft, kind: SignalKind) -> r.SignalRefused | None:
    if kind.computes or _is_about_item(draft, kind):
        # Taken half, it would leave a sum unchanged or mix up items: it is refused whole.
        return draft.refusal("not-yet-run", (kind.name,))
    data = draft.signal.data
    wrong = [name for name in sorted(data) if name not in kind.data]
    wrong += [
        name
        for name, fact in sorted(kind.data.items())
        if name in data and read_value(fact, data[name]) is None
    ]
    if wrong:
        return draft.refusal("field-wrong", tuple(wrong))
    unknown = _unknown_documents(draft)
    if unknown:
        return draft.refusal("unknown-document", unknown)
    draft.queue.append(Happening(kind.name, draft.signal.by, data, draft.signal.brings))
    return None


def settle(draft: Draft) -> None:
    """Work until nothing is left to do: the decision comes to rest (S1.6)."""
    while True:
        while draft.queue:
            doing = draft.queue.popleft()
            if isinstance(doing, MoveRequest):
                draft.step(doing.by)
                enter(draft, doing.track, doing.to, doing.by)
            else:
                draft.step(doing.type)
                _work(draft, doing)
        if not draft.changed_facts:
            break
        draft.changed_facts = False
        for lane in draft.lanes:
            retry(draft, lane)
        for lane in draft.lanes:
            touchpoints.advance_all(draft, lane)
    stalls.review_holds(draft)


def _work(draft: Draft, happening: Happening) -> None:
    if happening.type != draft.signal.type:
        draft.take_signal(happening)
    used = _fill(draft, happening) | draft.is_awaited(happening.type)
    for lane in draft.lanes:
        used |= _move_lane(draft, lane.track, happening.type)
    for lane in draft.lanes:
        before = draft.number
        touchpoints.advance_all(draft, lane)
        used |= draft.number > before
    if not used and happening.type == draft.signal.type and not happening.type.endswith(".done"):
        _ignore(draft, "nobody-waits")


def _fill(draft: Draft, happening: Happening) -> bool:
    kind = draft.program.program.signals.get(happening.type)
    before = draft.number + len(draft.account_records)
    if kind is not None:
        # By name: a program read back has lost the order of writing, and both must decide
        # alike (S1.4, S8.1).
        for name, fact in sorted(kind.sets.items()):
            value = read_value(kind.data[name], happening.data.get(name))
            if value is not None:
                draft.set_fact(fact, value)
        for document in dict.fromkeys((*kind.brings, *happening.brings)):
            draft.bring(document)
    return draft.number + len(draft.account_records) > before


def _move_lane(draft: Draft, track: str, signal: str) -> bool:
    lane = draft.journey.lanes[track]
    visit = lane.visit
    moved = move(draft, lane, signal)
    lane = draft.journey.lanes[track]
    # A signal that moved the track on has done its work there (S1.6).
    return moved if lane.visit != visit else moved | stalls.heard(draft, lane, signal)


# --- time


def _timer_due(draft: Draft) -> r.Decision:
    timer = draft.journey.timers.get(str(draft.signal.data.get("timer", "")))
    # A fired, disarmed, held or early id is a no-op (S3.9): timers never fire early or twice.
    if timer is None or timer.holds or timer.due_at > draft.now:
        return draft.decision("nothing")
    draft.at = timer.due_at
    if timer.purpose == "stall" and stalls.holds_back(draft, timer):
        return draft.decision("taken")
    draft.record(r.TimerFired(timer.due_at, timer.id, draft.now))
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
    "follow_up": stalls.follow_up_due,
    "give_up": stalls.give_up_due,
}


def _incident(draft: Draft, code: str, key: str, names: tuple[str, ...]) -> r.Decision:
    # Nothing half done is kept (S1.6, S1.9); only a timer is used up, or it would come due
    # again for ever.
    raised = draft.incident(code, key, names)
    if draft.signal.type == TIMER_DUE:
        return r.Decision("incident", (draft.records[0], raised))
    return r.Decision("incident", (replace(raised, parked=draft.signal),))
