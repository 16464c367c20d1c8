"""What is going on, as people ask for it: lists of journeys, tasks and incidents; why (S6.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from ..core.records import Record
from ..language.values import Instant
from . import asking
from .accepting import check_text
from .archive import Archive
from .programs import Programs
from .store import IncidentRow, JourneyFilter, JourneyRow, Status, Store, TaskFilter, TaskRow

if TYPE_CHECKING:
    from ..core.explain.values import Explanation

PAGE = 1_000

Filter = TypeVar("Filter", JourneyFilter, TaskFilter)


class Lists(Archive):
    """A store asked what there is; nothing here changes it."""

    def __init__(self, store: Store, programs: Programs) -> None:
        """Read from an open store; ``programs`` are those its journeys are pinned to."""
        super().__init__(store)
        self._programs = programs

    def journeys(  # noqa: PLR0913  # each by its name
        self,
        *,
        account: str | None = None,
        line: str | None = None,
        playbook: str | None = None,
        key: str | None = None,
        status: Status | None = None,
        program: str | None = None,
        stalled: bool = False,
        after: str = "",
        limit: int | None = None,
    ) -> tuple[JourneyRow, ...]:
        """Return where journeys stand, by id; what is left out is not asked about.

        ``after`` and ``limit`` page through them: the next page begins behind the last id.

        Raises:
            UnacceptableError: what is asked about is no text that a store can hold (Z2).
            StoreError: the store failed.
        """
        check_text("after", after)
        wanted = _checked(JourneyFilter(account, line, playbook, key, status, program, stalled))
        found: list[JourneyRow] = []
        with self._store.reading() as reading:
            while limit is None or len(found) < limit:
                page = PAGE if limit is None else min(PAGE, limit - len(found))
                rows = reading.select_journeys(wanted, found[-1].id if found else after, page)
                found += rows
                if len(rows) < page:
                    break
        return tuple(found)

    def tasks(  # noqa: PLR0913  # each by its name
        self,
        *,
        owner: str | None = None,
        role: str | None = None,
        account: str | None = None,
        journey: str | None = None,
        status: str | None = None,
        overdue: bool = False,
        due_by: Instant | None = None,
        limit: int = PAGE,
    ) -> tuple[TaskRow, ...]:
        """Return the work that is planned or open, by due date, those without one last.

        ``status`` is ``open`` or ``planned``; what is left out is not asked about.

        Raises:
            UnacceptableError: what is asked about is no text that a store can hold (Z2).
            StoreError: the store failed.
        """
        wanted = _checked(TaskFilter(owner, role, account, journey, status, overdue, due_by))
        return self._look(lambda reading: tuple(reading.tasks(wanted, limit)))

    def incidents(self, *, state: str | None = "open") -> tuple[IncidentRow, ...]:
        """Return what a person must look at, by journey and record; None means whatever state."""
        found = self._look(lambda reading: reading.incidents())
        return tuple(each for each in found if state in {None, each.state})

    def timeline(self, journey_id: str) -> tuple[Record, ...]:
        """Return everything that was decided in a journey, in order; see :meth:`why` beside it."""
        return self.history(journey_id)

    def explain(
        self, journey_id: str, subject: str = "", *, at: Instant | None = None
    ) -> tuple[Explanation, ...]:
        """Say why ``subject`` happened in a journey or did not, and what would change it (S6.4).

        ``subject`` is a touchpoint, stall, tier, state, rule, pattern or clock of its stage;
        without one the journey itself is explained. ``at`` asks as of an earlier instant.
        Empty where the stage has nothing of that name.

        Raises:
            UnknownJourneyError: there is no such journey.
            StoreError: the store failed.
        """
        # A question costs more to load than all of them that are never asked.
        from ..core.explain.asking import explain  # noqa: PLC0415
        from ..core.explain.then import account_then, journey_then  # noqa: PLC0415

        check_text("journey", journey_id)
        read = self._look(lambda reading: asking.read_in(reading, self._programs, journey_id))
        when = read.journey.now if at is None else at
        journey, history = journey_then(journey_id, read.history, when)
        account = account_then(read.context.account, read.account_history, when)
        context = replace(read.context, account=account)
        why = tuple(each for each in read.why if each.record <= len(history))
        return explain(read.program, context, journey, history, why, subject, when)


def _checked(wanted: Filter) -> Filter:
    for name in wanted.__struct_fields__:
        value = getattr(wanted, name)
        if isinstance(value, str):
            check_text(name, value)
    return wanted
