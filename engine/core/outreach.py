"""Contacts with the customer: their place in the budget, and the messages that go out (S4.6, D5.4).

A contact is reserved in the account's ledger when its task opens, spent when it is made, and
released when its task ends without it. A message goes out when the touchpoint is done, because
its form and documents belong to it; one that waits for the customer's answer, which is its
outcome, goes out when it opens.
"""

from __future__ import annotations

from ..language.calendars import CUSTOMER
from ..language.program import FollowUp, Touchpoint
from ..language.values import Value
from . import records as r
from .contacts import UNLIMITED, Budget, Slot, find_slot, outworn
from .draft import Draft
from .journey import Task
from .letters import fill
from .people import resolve_owner

PARTY = "customer."

Reaching = Touchpoint | FollowUp
"""What a contact is made for: who, by which channels, with which message."""


def is_exception(draft: Draft, touchpoint: Touchpoint) -> bool:
    """Tell whether an urgent matter leads to a contact: then no limit applies to it."""
    limits = draft.program.program.limits
    exceptions = limits[0].exceptions if limits else ()
    if not exceptions:
        return False
    causes = {draft.signal.type, *draft.trail[-1:]}
    causes.update(touchpoint.starts.after if touchpoint.starts else ())
    return not causes.isdisjoint(exceptions)


def reserve(draft: Draft, task: Task, reaching: Reaching) -> Slot:
    """Find a place for the contact of a task that opens now, and record what came of it."""
    free = Slot("free", reaching.via[0] if reaching.via else "", draft.at)
    budget = _budget(draft, reaching) if draft.program.is_bounded else None
    if budget is None:
        return free
    name = contact_id(draft, task)
    slot = free
    if not task.is_exempt:
        slot = find_slot(budget, draft.account.contacts, reaching.via, draft.at, name)
    if slot.kind == "skipped":
        draft.record_account(r.ContactSkipped(draft.at, name, slot.channel))
    elif slot.kind == "held":
        _hold(draft, task, name, slot)
    else:
        if slot.obstacle:
            draft.record_account(
                r.ContactDeferred(draft.at, name, slot.channel, slot.at, slot.obstacle)
            )
        old = outworn(budget, draft.account.contacts, draft.at)
        draft.record_account(r.ContactReserved(draft.at, name, slot.channel, slot.at, old))
    return slot


def _hold(draft: Draft, task: Task, name: str, slot: Slot) -> None:
    before = draft.account.contacts.get(name)
    if before is not None and before.status == "held":
        return  # it is known, and is tried again on every signal
    draft.record_account(r.ContactHeld(draft.at, name, slot.channel))
    owner = resolve_owner(draft, task.role)
    draft.notify("contact_held", owner.role, owner.person or owner.role, task.id)


def opened(draft: Draft, task: Task, touchpoint: Touchpoint) -> None:
    """Send the message of a task that has just opened and ends with the customer's answer."""
    if touchpoint.message and touchpoint.outcomes:
        _send(draft, task, touchpoint, is_last=False)


def done(draft: Draft, task: Task, reaching: Reaching) -> None:
    """Send the message of a task that is being completed, and count its contact as made."""
    if task.is_sent:
        return
    if reaching.message and _send(draft, task, reaching, is_last=True):
        return
    if _budget(draft, reaching) is not None:
        name = contact_id(draft, task)
        draft.record_account(r.ContactSpent(draft.at, name, task.via, draft.at))


def release(draft: Draft) -> None:
    """Free the places of this journey's contacts whose task has ended without them."""
    mine = f"{draft.journey.id}:"
    for name, contact in list(draft.account.contacts.items()):
        is_over = name.startswith(mine) and name.removeprefix(mine) not in draft.journey.tasks
        if is_over and contact.status != "spent":
            draft.record_account(r.ContactReleased(draft.at, name))


def contact_id(draft: Draft, task: Task) -> str:
    """Return what a task's contact is called in the ledger of the account."""
    return f"{draft.journey.id}:{task.id}"


def _send(draft: Draft, task: Task, reaching: Reaching, *, is_last: bool) -> bool:
    """Send a message, if all its names are known; tell whether nothing is left to be done.

    On its last occasion what is missing is an incident: it is not sent, and not silently.
    """
    program = draft.program.program
    message = program.messages[reaching.message]
    letter = fill(message, draft.fact, program.formats, _language(draft))
    if letter.missing or letter.is_too_long:
        if is_last:
            code = "message-incomplete" if letter.missing else "message-too-long"
            key = f"message/{reaching.message}"
            draft.record(draft.incident(code, key, letter.missing), key)
        return False
    slot = _slot_to_send(draft, task, reaching)
    if slot.kind == "skipped":
        draft.record_account(r.ContactSkipped(draft.at, contact_id(draft, task), slot.channel))
        return True
    if slot.kind == "held":
        _hold(draft, task, contact_id(draft, task), slot)
        return True
    via, contact = slot.channel, reaching.contact
    sent = r.MessageSent(draft.at, task.id, task.name, reaching.message, contact, via, slot.at)
    draft.record(sent, f"message/{reaching.message}")
    later = slot.at if slot.at > draft.at else 0
    effect = r.SendMessage(
        *draft.effect_id(), reaching.message, contact, via, task.id, letter.texts, later
    )
    draft.effects.append(effect)
    if _budget(draft, reaching) is not None:
        name = contact_id(draft, task)
        draft.record_account(r.ContactSpent(draft.at, name, via, slot.at))
    return True


def _slot_to_send(draft: Draft, task: Task, reaching: Reaching) -> Slot:
    """Return when a message may go: other contacts may have come in between."""
    channel = task.via or (reaching.via[0] if reaching.via else "")
    budget = _budget(draft, reaching)
    if budget is None or task.is_exempt:
        return Slot("free", channel, draft.at)
    name, via = contact_id(draft, task), (channel,)
    return find_slot(budget, draft.account.contacts, via, draft.at, name)


def _budget(draft: Draft, reaching: Reaching) -> Budget | None:
    """Return what bounds a contact with the customer, or None where nothing does."""
    if not reaching.contact.startswith(PARTY):
        return None
    limits = draft.program.program.limits
    calendar = draft.program.calendars[draft.calendar_named(CUSTOMER)]
    if not limits and not calendar.data.quiet:
        return None
    return Budget(limits[0] if limits else UNLIMITED, calendar)


def _language(draft: Draft) -> Value | None:
    """Return the customer's language: the account's fact of that name, whatever its thing."""
    facts = draft.program.program.facts.values()
    names = sorted(
        fact.name
        for fact in facts
        if fact.scope == "account" and fact.name.partition(".")[2] == "language"
    )
    return next((value for name in names if (value := draft.fact(name)) is not None), None)
