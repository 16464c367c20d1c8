"""Who does it: roles to people, and who stands above whom (S4.4, D3.1, D3.3)."""

from __future__ import annotations

from .draft import Draft


def person_in(draft: Draft, role: str) -> str:
    """Return who fills a role for this journey, or nothing.

    A role that is one for each account and line is looked up there first.
    """
    declared = draft.program.program.roles[role]
    if declared.one_for_each:
        owner = draft.account.owners.get(f"{role}/{draft.journey.line}")
        if owner:
            return owner
    return draft.context.directory.people.get(role, "")


def resolve_owner(draft: Draft, role: str) -> tuple[str, str]:
    """Return the role and person who own a task: the role itself, else the next above it.

    Where nobody is found all the way up, the person is empty and the caller raises an
    incident: a task is never silently unowned.
    """
    climbing = role
    while climbing:
        person = person_in(draft, climbing)
        if person:
            return climbing, person
        climbing = draft.program.program.roles[climbing].reports_to
    return role, ""


def role_at(draft: Draft, role: str, level: str) -> str:
    """Return the role on ``level`` above ``role`` in the organisation, or nothing."""
    climbing = role
    while climbing:
        declared = draft.program.program.roles[climbing]
        if declared.level == level:
            return climbing
        climbing = declared.reports_to
    return ""


def is_above(draft: Draft, level: str, role: str) -> bool:
    """Return whether a level is higher than that of a role."""
    levels = draft.program.program.levels
    return levels.index(level) > levels.index(draft.program.program.roles[role].level)
