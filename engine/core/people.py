"""Who does it: roles to people, who stands in, who stands above, who may (S4.4, D3.1, D3.3, D3.6).

A person who is away is still the owner: what is told goes to the deputy, then to the next role
above. Ownership moves only where the absence covers the deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from ..language.values import Instant, Money, Value
from . import records as r
from .draft import Draft
from .journey import Absence, Task


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Who acts in a role now; ``instead_of`` is the absent person it is the part of."""

    role: str
    person: str
    instead_of: str = ""


NOBODY = Standing("", "")


def person_in(draft: Draft, role: str) -> str:
    """Return who fills a role for this journey, present or not, or nothing.

    A role that is one for each account and line is looked up there first.
    """
    declared = draft.program.program.roles[role]
    if declared.one_for_each:
        owner = draft.account.owners.get(f"{role}/{draft.journey.line}")
        if owner:
            return owner
    return draft.context.directory.people.get(role, "")


# --- absence


def absence_of(draft: Draft, person: str, at: Instant | None = None) -> Absence | None:
    """Return the absence of a person at an instant, by default now."""
    absences = draft.context.directory.absences.get(person)
    if absences is None:
        return None
    when = draft.at if at is None else at
    return next((each for each in absences if each.begins <= when < each.until), None)


def covers(absence: Absence, due_at: Instant | None) -> bool:
    """Tell whether an absence covers a deadline; what has none can wait (S4.4)."""
    return due_at is not None and absence.begins <= due_at < absence.until


def deputy_of(draft: Draft, person: str, due_at: Instant | None = None) -> str:
    """Return who stands in for an absent person, or nothing.

    A deputy who is away too has a deputy; so is one who will be away at ``due_at``.
    """
    seen = {person}
    absence = absence_of(draft, person)
    while absence is not None and absence.deputy and absence.deputy not in seen:
        person = absence.deputy
        seen.add(person)
        absence = absence_of(draft, person)
        if absence is None and due_at is not None:
            absence = absence_of(draft, person, due_at)
        if absence is None:
            return person
    return ""


def acting(draft: Draft, role: str) -> Standing:
    """Return who acts in a role now: who fills it, else the deputy, else nobody."""
    person = person_in(draft, role)
    if not person or absence_of(draft, person) is None:
        return Standing(role, person)
    deputy = deputy_of(draft, person)
    return Standing(role, deputy, person if deputy else "")


def acting_or_above(draft: Draft, role: str) -> Standing:
    """Return who acts in a role, else in the next one above that has anybody present."""
    for each in upwards(draft, role):
        standing = acting(draft, each)
        if standing.person:
            return standing
    return NOBODY


# --- owners


def resolve_owner(draft: Draft, role: str) -> Standing:
    """Return the role and person who own a task: the role itself, else the next above it.

    Where nobody is found all the way up, the person is empty and the caller raises an
    incident: a task is never silently unowned. Absence is seen to by :func:`owner_to_tell`.
    """
    person = person_in(draft, role)
    if person:
        return Standing(role, person)
    for each in upwards(draft, role):
        person = person_in(draft, each)
        if person:
            return Standing(each, person)
    return Standing(role, "")


def owner_to_tell(draft: Draft, task: Task) -> tuple[Standing, bool]:
    """Return whom to tell of a task now, and whether it becomes theirs (S4.4).

    The owner; where that one is away, the deputy, then the next role above. The task itself
    moves only if the absence covers its deadline.
    """
    absence = absence_of(draft, task.owner)
    if absence is None:
        return Standing(task.role, task.owner), False
    moves = covers(absence, task.due_at)
    deputy = deputy_of(draft, task.owner, task.due_at if moves else None)
    if deputy:
        return Standing(task.role, deputy, task.owner), moves
    above = draft.program.program.roles[task.role].reports_to
    found = acting_or_above(draft, above) if above else NOBODY
    if found.person:
        return replace(found, instead_of=task.owner), moves
    return Standing(task.role, task.owner), False


def reassign(draft: Draft, task: Task, role: str, person: str, why: str = "") -> None:
    """Move the ownership of a task: a handover, which the customer feels (D3.1)."""
    moved = r.TaskReassigned(
        draft.at, task.id, task.name, role, person, task.owner, is_handover=True
    )
    draft.record(moved, why)


def upwards(draft: Draft, role: str) -> Iterator[str]:
    """Yield a role and those above it."""
    climbing = role
    while climbing:
        yield climbing
        climbing = draft.program.program.roles[climbing].reports_to


def role_at(draft: Draft, role: str, level: str) -> str:
    """Return the role on ``level`` above ``role`` in the organisation, or nothing."""
    roles = draft.program.program.roles
    return next((each for each in upwards(draft, role) if roles[each].level == level), "")


def is_above(draft: Draft, level: str, role: str) -> bool:
    """Return whether a level is higher than that of a role."""
    levels = draft.program.program.levels
    return levels.index(level) > levels.index(draft.program.program.roles[role].level)


# --- authority


def may(draft: Draft, person: str, act: str, amounts: Iterable[Value | None] = ()) -> bool:
    """Tell whether a person may acknowledge, skip or approve, up to these amounts (D3.6).

    Where no role declares the act, nobody is kept from it; a signal that names nobody comes
    from the system itself. A limit in another currency, and an amount that is unknown, do not
    allow (S1.8). A deputy may what the absent person may.
    """
    roles = draft.program.program.roles
    if not person or not any(role.may.get(act) for role in roles.values()):
        return True
    asked = tuple(amounts)
    return any(
        _allows(roles[name].may.get(act, False), asked)
        for name in sorted(roles)
        if person in {person_in(draft, name), acting(draft, name).person}
    )


def _allows(said: bool | Money, amounts: tuple[Value | None, ...]) -> bool:
    if isinstance(said, bool):
        return said
    return all(
        isinstance(each, Money)
        and (each.currency == said.currency or not each.amount)
        and each.amount <= said.amount
        for each in amounts
    )
