"""One question asked of one journey: what is known of it, looked up once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from ...language.terms import Term
from ...language.values import Instant, Span, Value
from .. import records as r
from ..draft import Draft
from ..evaluate import Facts
from ..journey import Context, Journey, Lane, Signal, Timer
from ..link import LinkedProgram
from ..timers import PAUSED
from .clauses import clauses_of, flips_of
from .values import Blocked, Counted, Expected, Part, Stuck, Told, Verdict

Answer = tuple[Verdict, list[Part]]


@dataclass(frozen=True, slots=True)
class Question:
    """A journey as it stood at an instant, with its whole journal up to then."""

    program: LinkedProgram
    context: Context
    journey: Journey
    history: Sequence[r.Record]
    why: Mapping[int, r.Why]
    at: Instant
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        """Make what reads facts as a decision at this instant would."""
        asking = Signal("asked", "asked", "explain")
        now = max(self.at, self.journey.now)
        draft = Draft(
            self.program, self.context, self.journey, asking, now, now, self.context.account
        )
        object.__setattr__(self, "draft", draft)

    def key(self, kind: str, name: str) -> str:
        """Return the legend key of something in the journey's stage."""
        return self.draft.key(kind, name)

    @property
    def lanes(self) -> list[Lane]:
        """Where each track stands, in document order."""
        return self.draft.lanes

    def told(self, *kinds: type[r.Record], **values: object) -> list[Told]:
        """Return the records of some kinds whose fields have these values, oldest first."""
        return [
            Told(number, record)
            for number, record in enumerate(self.history, 1)
            if isinstance(record, kinds)
            and all(getattr(record, name) == value for name, value in values.items())
        ]

    # --- conditions

    def used(self, number: int) -> Mapping[str, Value]:
        """Return the values a record was made on (S1.2)."""
        why = self.why.get(number)
        return why.used if why is not None else {}

    def facts(self, lane: Lane | None = None) -> Facts:
        """Return what a condition would read now, in the scope of a lane."""
        return self.draft.facts(lane)

    def condition(self, term: Term | None, lane: Lane | None = None) -> Iterator[Part]:
        """Yield a condition's clauses as they stand now, and what would turn it."""
        yield from self._taken_apart(term, self.facts(lane))

    def condition_then(self, term: Term | None, used: Mapping[str, Value]) -> Iterator[Part]:
        """Yield a condition's clauses as they stood when a record was made (S1.2)."""
        yield from self._taken_apart(term, facts_used(used, self.facts()))

    def _taken_apart(self, term: Term | None, facts: Facts) -> Iterator[Part]:
        if term is None:
            return
        yield from clauses_of(term, facts)
        flips = flips_of(term, facts, self.program.program.facts)
        yield from flips or (Stuck(),)

    # --- deadlines

    def timers(self, purpose: str, subject: str) -> list[Timer]:
        """Return the running timers of a purpose; the subject with or without its number."""
        running = self.journey.timers.values()
        return [
            each
            for each in running
            if each.purpose == purpose and subject in {each.subject, name_of(each.subject)}
        ]

    def running(self, timer: Timer, *, not_before: Instant = 0) -> Iterator[Part]:
        """Yield how a running deadline was counted, and when it comes or what holds it."""
        yield self.counted(timer)
        if timer.holds == (PAUSED,):
            yield Blocked("paused")
        elif timer.holds:
            yield Blocked("held", timer.holds)
        else:
            yield Expected(max(timer.due_at, not_before))

    def counted(self, timer: Timer) -> Counted:
        """Return how a timer was reckoned; a reminder counts back from the deadline it serves."""
        start, span = timer.armed_at, timer.span
        touchpoint = self.draft.linked.touchpoints.get(name_of(timer.subject))
        if timer.purpose == "task.remind" and touchpoint is not None and touchpoint.remind:
            start = self.program.calendars[timer.calendar].add(start, span)
            span = Span(-touchpoint.remind.count, touchpoint.remind.unit)
        subject = timer.detail or name_of(timer.subject)
        return Counted(
            timer.purpose, start, span, timer.calendar, timer.due_at, timer.holds, subject
        )

    def fired(self, number: int) -> Iterator[Part]:
        """Yield how the deadline was counted that led to a record, if one did."""
        for earlier in range(number - 1, 0, -1):
            record = self.history[earlier - 1]
            if isinstance(record, r.SignalTaken) and record.source != "engine":
                return
            if isinstance(record, r.TimerFired):
                timer = self._as_fired(record.id, earlier)
                if timer is not None:
                    yield self.counted(timer)
                return

    def _as_fired(self, timer_id: str, until: int) -> Timer | None:
        found: Timer | None = None
        for record in self.history[:until]:
            if isinstance(record, r.TimerArmed) and record.timer.id == timer_id:
                found = record.timer
            elif isinstance(record, r.TimerReleased) and record.id == timer_id and found:
                found = _released(found, record)
        return found


def _released(timer: Timer, record: r.TimerReleased) -> Timer:
    return replace(timer, due_at=record.due_at, holds=(*timer.holds, record.reason))


def name_of(identity: str) -> str:
    """Return the name in an id such as ``send_quote#12`` or ``stall:quiet#30``."""
    return identity.rpartition(":")[2].partition("#")[0]


def facts_used(used: Mapping[str, Value], now: Facts) -> Facts:
    """Return the values a record carries as what a condition reads; nothing else is known."""

    def times(name: str) -> int:
        value = used.get(name)
        return value if isinstance(value, int) else 0

    return now._replace(
        values=used.get,
        documents=lambda name: used.get(name) is True,
        expired=lambda _name: False,
        items=lambda name: times(f"count({name})"),
        times=lambda name: times(f"count({name})"),
        elapsed=lambda name, _span: _truth(used.get(f"since({name})")),
    )


def _truth(value: Value | None) -> bool | None:
    return value if isinstance(value, bool) else None
