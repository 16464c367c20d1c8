"""Who fills which role, and who is away: what every decision is told of people (S1.2, S4.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from ..core.journey import Absence, Directory
from . import rows
from .accepting import check_text
from .archive import Archive
from .failures import StoreError
from .step import CrashPoint
from .store import ConflictError, Store, Writing

Result = TypeVar("Result")

ATTEMPTS = 5
"""How often a step is tried when somebody else changes the same journey first (S7.8)."""


class Roster(Archive):
    """A store whose directory is written; what is read of it stands in the archive."""

    def __init__(self, store: Store, crash_point: CrashPoint) -> None:
        """Write to an open store; ``crash_point`` is told every point passed."""
        super().__init__(store)
        self._reached = crash_point

    def fill_roles(self, people: Mapping[str, str]) -> None:
        """Say who fills which role from now on; the same again changes nothing (S1.2).

        Raises:
            UnacceptableError: a name no store can keep.
            StoreError: the store failed.
        """
        for role, person in people.items():
            check_text("role", role)
            check_text(role, person)
        wanted = dict(people)

        def work(tx: Writing) -> None:
            held = tx.directory()
            version, before = (0, None) if held is None else held
            known = rows.read_directory(before) if before is not None else Directory()
            if before is None or known.people != wanted:
                directory = Directory(version + 1, wanted, known.absences)
                tx.add_directory(directory.version, rows.snapshot(directory))

        self._transact(work)

    def note_absence(self, person: str, absence: Absence) -> None:
        """Say that a person is away for a while; the same again changes nothing (S4.4).

        Raises:
            UnacceptableError: a name no store can keep.
            StoreError: the store failed, or nobody has said yet who fills which role.
        """
        check_text("person", person)
        check_text("deputy", absence.deputy)

        def work(tx: Writing) -> None:
            held = tx.directory()
            if held is None:
                raise StoreError("directory-missing")
            known = rows.read_directory(held[1])
            before = known.absences.get(person, ())
            if absence not in before:
                absences = {**known.absences, person: (*before, absence)}
                directory = Directory(held[0] + 1, known.people, absences)
                tx.add_directory(directory.version, rows.snapshot(directory))

        self._transact(work)

    def _transact(self, work: Callable[[Writing], Result]) -> Result:
        for _ in range(ATTEMPTS):
            try:
                self._reached("before-begin")
                with self._store.writing() as tx:
                    self._reached("after-begin")
                    result = work(tx)
                    self._reached("before-commit")
                self._reached("after-commit")
                return result
            except ConflictError:
                continue
        raise StoreError("busy")
