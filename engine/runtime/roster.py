"""Who fills which role, and who is away: what every decision is told of people (S1.2, S4.4)."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.journey import Absence, Directory
from . import rows
from .accepting import check_text
from .exchange import Neighbours
from .failures import StoreError
from .transacting import Transactions


class Roster(Transactions):
    """A store whose directory is written; what is read of it stands in the archive."""

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

        def work(all_: Neighbours) -> None:
            tx = all_.work.tx
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

        def work(all_: Neighbours) -> None:
            tx = all_.work.tx
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
