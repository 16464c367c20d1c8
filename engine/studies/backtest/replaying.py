"""History replayed: what was recorded comes at its own time, and the engine's clock runs between.

What production does with a signal is done here by the same functions: ``step`` decides, the
exchange begins and wakes other journeys. No journal is kept; an observer is told of everything.
"""

from __future__ import annotations

from heapq import heappop, heappush

from ...core import records as r
from ...core.abilities import missing
from ...core.addresses import Candidate, addressees, is_alive
from ...core.decide import STARTED, Step, step
from ...core.evolve import evolve_account
from ...core.exchange import spread
from ...core.journey import Account, Address, Context, Directory, Journey, Signal, Timer
from ...core.link import LinkedProgram
from ...core.timers import next_timer, timer_signal
from ...language.values import Instant, Value
from ..history.case import Case, Entry
from ..history.mapping import LogMapping
from ..simulation.observing import Customer, Observer
from .telling import Telling

SOURCE = "history"
"""Where the signals of a replay say they come from."""

SEGMENT = "history"
"""The kind of customer that accounts of history are."""

FAILED = "replay.failed"
"""What an observer is told where a case could not be replayed on."""

_NOBODY: dict[str, Value] = {}
_BEGIN = -1


def replay(
    program: LinkedProgram,
    mapping: LogMapping,
    cases: tuple[Case, ...],
    index: int,
    observer: Observer,
    ends_at: Instant,
) -> None:
    """Replay all cases of one account, and tell the observer of everything.

    ``program`` is one that observes (:func:`.observed.as_observed`); ``index`` is the account's
    number among all. See :class:`Replay`.
    """
    Replay(program, mapping, observer, ends_at).account(cases, index)


class Replay:
    """Replays accounts one after another; ``ends_at`` is the log's end, the horizon.

    Each case is a journey with its id, begun when the case began. Before each recorded signal
    all deadlines that lie strictly before it come due, at their own instants (S1.5); after the
    last, those up to and including the horizon. What lies beyond the horizon never happens.
    """

    def __init__(
        self, program: LinkedProgram, mapping: LogMapping, observer: Observer, ends_at: Instant
    ) -> None:
        """Look up what all accounts have in common."""
        self.program, self.mapping = program, mapping
        self.observer, self.ends_at = observer, ends_at
        self.telling = Telling(program)
        self.directory = Directory(1, {role: role for role in program.program.roles})
        self._lacking: dict[str, tuple[str, ...]] = {}

    def account(self, cases: tuple[Case, ...], index: int) -> None:
        """Replay the cases of one account, merged by time."""
        begins_at = min(case.begins_at for case in cases)
        customer = Customer(index, SEGMENT, 0, begins_at)
        self.observer.came(customer)
        _Account(self, customer, cases).run()

    def lacking(self, playbook: str) -> tuple[str, ...]:
        """Return what the engine does not run of a playbook."""
        if playbook not in self._lacking:
            known = playbook in self.program.stages
            self._lacking[playbook] = missing(self.program.program, playbook) if known else ()
        return self._lacking[playbook]


class _Account:
    """The journeys of one account; an ``Outside`` for the exchange between them."""

    def __init__(self, replay: Replay, customer: Customer, cases: tuple[Case, ...]) -> None:
        self.replay, self.customer, self.cases = replay, customer, cases
        self.program, self.observer = replay.program, replay.observer
        self.account = Account(cases[0].account)
        self.context = Context(self.account, replay.directory, _NOBODY)
        self.journeys: dict[str, Journey] = {}
        self.now: Instant = customer.arrives_at
        self._order: dict[str, int] = {}
        self._started: dict[str, Instant] = {}
        # The case that a journey belongs to, where it is not the case's own; and the reverse.
        self._case: dict[str, str] = {}
        self._families: dict[str, list[str]] = {}
        self._broken: set[str] = set()
        self._timers: dict[str, Timer] = {}
        self._due: list[tuple[Instant, int, str]] = []
        self._doing = ""

    def run(self) -> None:
        """Let everything happen, from the first case's begin to the horizon."""
        cases, ends_at = self.cases, self.replay.ends_at
        coming = [(case.begins_at, number, _BEGIN) for number, case in enumerate(cases)]
        coming += [
            (entry.at, number, place)
            for number, case in enumerate(cases)
            for place, entry in enumerate(case.entries)
        ]
        coming.sort()
        for at, number, place in coming:
            if at > ends_at:
                break
            self._pass_time(at - 1)
            case = cases[number]
            if case.id in self._broken:
                continue
            self.now = at
            if place == _BEGIN:
                self._begin(case)
            else:
                self._tell(case, case.entries[place], place)
        self._pass_time(ends_at)
        begun = tuple(each for each in self.journeys.values() if each.playbook)
        self.observer.left(self.customer, begun, ends_at)

    # --- time

    def _pass_time(self, until: Instant) -> None:
        """Fire what is due by then, in due order; ties by which journey began first (S1.5)."""
        due, timers = self._due, self._timers
        while due and due[0][0] <= until:
            at, _, name = heappop(due)
            timer = timers.get(name)
            # A deadline that has moved or gone since it was entered is not there any more.
            if timer is None or timer.due_at != at:
                continue
            del timers[name]
            self.now = max(self.now, at)
            self._take(self.journeys[name], timer_signal(timer))

    def _note(self, journey: Journey) -> None:
        """See that a journey's next deadline is waited for."""
        name, found = journey.id, next_timer(journey)
        before = self._timers.get(name)
        if found is None:
            self._timers.pop(name, None)
            return
        self._timers[name] = found
        if before is None or before.due_at != found.due_at:
            heappush(self._due, (found.due_at, self._order[name], name))

    # --- signals

    def _begin(self, case: Case) -> None:
        mapping = self.replay.mapping
        facts = self.replay.telling.values(STARTED, case.facts)
        if mapping.unobserved:
            facts = {**facts, "unobserved": mapping.unobserved}
        address = Address(
            account=case.account, line=case.line, key=case.id, playbook=mapping.playbook
        )
        begin = Signal(STARTED, f"{case.id}:0", SOURCE, at=self.now, data=facts, address=address)
        self._take(Journey(case.id), begin)

    def _tell(self, case: Case, entry: Entry, place: int) -> None:
        data = self.replay.telling.values(entry.type, entry.data)
        signal = Signal(
            entry.type, f"{case.id}:{place + 1}", SOURCE, entry.by, entry.at, data, entry.brings
        )
        family = self._families.get(case.id)
        if family is None:
            self._take(self.journeys.get(case.id) or Journey(case.id), signal)
            return
        for name in self._meant(case.id, family, signal):
            self._take(self.journeys[name], signal)

    def _meant(self, own: str, family: list[str], signal: Signal) -> list[str]:
        """Return which journeys of a case a signal is for: the newest that it fits, or its own.

        Those that have ended are asked where none runs. One that is for all of them
        (``correlate: all``) goes to all that it fits (S7.2).
        """
        mine = [name for name in (own, *family) if name in self.journeys]
        alive = [name for name in mine if is_alive(self.journeys[name])] or mine
        touchpoint, _, word = signal.type.partition(".")
        stages = self.program.stages
        kind = self.program.program.signals.get(signal.type)
        if kind is not None:
            there = [Candidate(self.journeys[name], self._started[name]) for name in alive]
            fitting = list(addressees(self.program, signal, there))
            if kind.correlate == "all":
                return fitting or [own]
        elif word == "done":
            fitting = [
                name
                for name in alive
                if touchpoint in stages[self.journeys[name].playbook].touchpoints
            ]
        else:
            fitting = alive[:1] if own in alive else alive
        return [max(fitting, key=self._order.__getitem__)] if fitting else [own]

    def _take(self, journey: Journey, signal: Signal) -> None:
        """Take one signal, and do what it leads to elsewhere; an error is this case's alone."""
        self._doing = journey.id
        try:
            taken = self.keep(journey, self.decide(journey, signal, self.now), signal)
            decision = taken.decision
            if decision.effects or decision.account_records or taken.after.seeds:
                spread(self, taken, self.now)
        except Exception as error:  # noqa: BLE001  # counted and named; the others go on
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        name, now = self._doing, self.now
        case = self._case.get(name, name)
        for each in (case, *self._families.get(case, ())):
            self._broken.add(each)
            self._timers.pop(each, None)
        journey = self.journeys.get(name) or Journey(name)
        names = (type(error).__name__, str(error))
        raised = r.IncidentRaised(now, "exception", "", names, taken_at=now)
        signal = Signal(FAILED, "", SOURCE, at=now)
        decision = r.Decision("incident", (raised,))
        self.observer.decided(self.customer, journey, journey, signal, decision, now)

    # --- what the exchange between journeys needs

    def lacking(self, playbook: str) -> tuple[str, ...]:
        """Return what the engine does not run of a playbook."""
        return self.replay.lacking(playbook)

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands."""
        return self.journeys[journey_id]

    def alive(self, account: str) -> list[Candidate]:
        """Return the account's running and dormant journeys, by id."""
        del account
        return [
            Candidate(journey, self._started[name])
            for name, journey in sorted(self.journeys.items())
            if is_alive(journey) and name not in self._broken
        ]

    def decide(self, journey: Journey, signal: Signal, now: Instant) -> Step:
        """Decide one signal; nothing is kept yet."""
        self._doing = journey.id
        above = journey.parent or signal.address.parent
        context = self.context
        if above and above in self.journeys:
            context = Context(self.account, self.replay.directory, self.journeys[above].facts)
        return step(self.program, context, journey, signal, now)

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        """Take over the journey that was folded with the decision, and tell who listens."""
        decision, after, name = step.decision, step.after, journey.id
        if name not in self.journeys:
            self._order[name] = len(self._order)
            self._started[name] = self.now
            self._adopt(after)
        self.journeys[name] = after
        if decision.account_records:
            for record in decision.account_records:
                self.account = evolve_account(self.account, record)
            self.context = Context(self.account, self.replay.directory, _NOBODY)
        if name not in self._broken:
            self._note(after)
        self.observer.decided(self.customer, journey, after, signal, decision, self.now)
        return step

    def _adopt(self, journey: Journey) -> None:
        """Note which case a journey belongs to that another one began."""
        above = journey.parent or journey.seeded_by
        if above in self.journeys:
            case = self._case[journey.id] = self._case.get(above, above)
            self._families.setdefault(case, []).append(journey.id)
