"""The engine's own signals: a journey begins, is told facts, is paused, acknowledged, closed (S1).

Each is a function that drafts what it leads to, and returns a refusal or None.
"""

from __future__ import annotations

from collections.abc import Callable

from ..language.facts import read_value
from ..language.values import Value
from . import handling, items, links, tracks, watch, windows
from . import records as r
from .draft import Draft
from .escalation import acknowledge
from .identity import item_id
from .observing import deviate, unobserved_in
from .people import may
from .timers import pause, resume

STARTED = "journey.started"
PAUSE = "journey.paused"
RESUME = "journey.resumed"
ACKNOWLEDGED = "escalation.acknowledged"
FACTS_SET = "facts.set"
CALENDAR_UPDATED = "calendar.updated"
CLOSED = "journey.closed"
NOTED = "journey.noted"
"""Somebody writes something down: ``text``, or which incident it closes (``closes``)."""
SEED_ANSWERED = "seed.answered"
CONTEXT_CHANGED = "context.changed"
"""Another journey changed what this one may read: the account, or its parent (S1.2)."""


def ignore(draft: Draft, reason: str) -> None:
    """Record that nobody takes the signal, and why (S1.7)."""
    draft.record(r.SignalIgnored(draft.at, draft.signal.type, reason))


def _unknown_documents(draft: Draft) -> tuple[str, ...]:
    known = draft.program.program.documents
    return tuple(name for name in draft.signal.brings if name not in known)


def brought(draft: Draft) -> tuple[tuple[str, ...], r.SignalRefused | None]:
    """Return the documents that come along, or a refusal where one is unheard of.

    In history that one is left out, and that is said (S2.9).
    """
    brings = draft.signal.brings
    unknown = _unknown_documents(draft) if brings else ()
    if not unknown:
        return tuple(dict.fromkeys(brings)), None
    if not draft.stage.observe:
        return (), draft.refusal("unknown-document", unknown)
    deviate(draft, "unknown-document", unknown)
    return tuple(dict.fromkeys(each for each in brings if each not in unknown)), None


def begin(draft: Draft) -> r.SignalRefused | None:
    """Begin a journey in the stage its address names; return a refusal or None."""
    address, data = draft.signal.address, dict(draft.signal.data)
    unobserved = unobserved_in(data)
    if draft.journey.playbook:
        return draft.refusal("already-started")
    linked = draft.program.stages.get(address.playbook)
    if linked is None:
        return draft.refusal("unknown-playbook", (address.playbook,))
    states, unknown = tracks.found_in(linked, data)
    if unknown:
        return draft.refusal("unknown-state", unknown)
    things = [thing for thing in sorted(draft.program.many) if thing in data]
    nameless = tuple(thing for thing in things if not items.key_of(data[thing]))
    if nameless:
        return draft.refusal("field-wrong", nameless)
    named = {item_id(thing, items.key_of(data.pop(thing))): thing for thing in things}
    facts, wrong = _typed(draft, data)
    if wrong and not linked.stage.observe:
        return draft.refusal("field-wrong", wrong)
    papers = _unknown_documents(draft)
    if papers:
        return draft.refusal("unknown-document", papers)
    started = r.JourneyStarted(
        draft.at, draft.program.id, address.account, address.line, address.key, address.playbook,
        address.parent, address.seeded_by, unobserved,
    )  # fmt: skip
    draft.record(started, f"stage/{address.playbook}")
    if wrong:
        deviate(draft, "field-wrong", wrong)
    for item, thing in named.items():
        own = {name: value for name, value in facts.items() if name.partition(".")[0] == thing}
        items.record_item(draft, item, own)
    for name, value in facts.items():
        if name.partition(".")[0] not in named.values():
            draft.set_fact(name, value)
    for document in dict.fromkeys(draft.signal.brings):
        draft.bring(document)
    if not links.leave(draft):
        tracks.begin_tracks(draft, states, named)
    return None


def _set_facts(draft: Draft) -> r.SignalRefused | None:
    facts, wrong = _typed(draft, draft.signal.data)
    if wrong:
        return draft.refusal("field-wrong", wrong)
    papers = _unknown_documents(draft)
    if papers:
        return draft.refusal("unknown-document", papers)
    things = {name.partition(".")[0] for name in facts} & draft.program.many.keys()
    draft.view.look()
    for thing in sorted(things):
        item = items.item_told(draft, thing, facts)
        if item:
            draft.view.mean(item)
    for name, value in facts.items():
        draft.set_fact(name, value)
    for document in dict.fromkeys(draft.signal.brings):
        draft.bring(document)
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
        ignore(draft, "already-paused")
        return None
    pause(draft, str(draft.signal.data.get("reason", "")))
    if draft.at < draft.now:
        for lane in draft.lanes:
            draft.view.look(lane.track)
            watch.undo_marks(draft, lane)
    return None


def _resume(draft: Draft) -> r.SignalRefused | None:
    if not draft.journey.is_paused:
        ignore(draft, "not-paused")
        return None
    resume(draft, str(draft.signal.data.get("reason", "")))
    return None


def _acknowledge(draft: Draft) -> r.SignalRefused | None:
    about = str(draft.signal.data.get("about", ""))
    climbs = [each for each in draft.journey.climbs if _names(each, about)]
    if not climbs:
        return draft.refusal("nothing-to-acknowledge", (about,))
    if not may(draft, draft.signal.by, "acknowledge"):
        return draft.refusal("no-authority", ("acknowledge",))
    for climb in climbs:
        acknowledge(draft, climb, draft.signal.by)
    return None


def _names(climb: str, about: str) -> bool:
    return about in {climb, climb.removeprefix("stall:").partition("#")[0]}


def _note(draft: Draft) -> r.SignalRefused | None:
    """Take a note: that it was taken is the note, and nothing follows from it."""
    text, closes = draft.signal.data.get("text", ""), draft.signal.data.get("closes")
    if not (isinstance(text, str) and text.strip()) and not isinstance(closes, int):
        return draft.refusal("field-missing", ("text",))
    return None


def _act_for_another(draft: Draft) -> r.SignalRefused | None:
    name = str(draft.signal.data.get("pattern", ""))
    if not windows.act_for(draft, name):
        return draft.refusal("unknown-pattern", (name,))
    return None


OWN: dict[str, Callable[[Draft], r.SignalRefused | None]] = {
    FACTS_SET: _set_facts,
    PAUSE: _pause,
    RESUME: _resume,
    ACKNOWLEDGED: _acknowledge,
    CLOSED: links.close,
    NOTED: _note,
    SEED_ANSWERED: links.answer_seed,
    CONTEXT_CHANGED: links.look_again,
    windows.ACT: _act_for_another,
    handling.HAND_OVER: handling.hand_over,
    handling.SKIP: handling.skip,
    handling.CANCEL: handling.cancel,
    CALENDAR_UPDATED: watch.calendar_updated,
}
"""What the engine takes that no vocabulary declares."""
