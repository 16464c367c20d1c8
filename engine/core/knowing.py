"""What a decision knows: the journey so far, the program, and where it stands among them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from ..language.calendars import CUSTOMER
from ..language.program import Stage, State, Track
from ..language.terms import Term
from ..language.values import Day, Instant, Value
from . import records as r
from .calendar import BusinessCalendar
from .evaluate import HOLDS, ConditionError, Facts, Finding, evaluate_value
from .folding.fold import Fold
from .happenings import FactUnknown, Happening, MoveRequest, StageOver
from .identity import item_id, track_of
from .journey import Account, Context, Journey, Lane, Signal
from .link import LinkedProgram, LinkedStage
from .reading import View
from .validity import EXPIRES
from .watched import Watched

MAIN = "main"
"""The one track of a stage that declares none."""


class Knowing:
    """The working state of one decision, and all that can be asked of it."""

    __slots__ = (
        "account", "account_records", "at", "calendar", "changed_facts", "context", "dates",
        "effects", "entered", "fold", "given", "journey", "linked", "now",
        "over", "placed", "program", "queue", "records", "reviewed", "reviewed_account",
        "signal", "stage", "told", "trail", "view", "why", "woken", "woken_by",
    )  # fmt: skip

    # The stage the journey is in, its calendar and playbook; none before it has begun.
    linked: LinkedStage
    stage: Stage
    calendar: BusinessCalendar

    def __init__(
        self,
        program: LinkedProgram,
        context: Context,
        journey: Journey,
        signal: Signal,
        now: Instant,
        at: Instant,
        account: Account,
    ) -> None:
        """Fold into a copy: the journey given stays what it was."""
        self.program, self.context, self.account = program, context, account
        self.signal, self.now, self.at = signal, now, at
        self.fold = Fold(journey)
        self.journey = self.fold.journey
        self.records: list[r.Record] = []
        self.account_records: list[r.AccountRecord] = []
        self.effects: list[r.Effect] = []
        self.why: list[r.Why] = []
        self.queue: deque[Happening | MoveRequest] = deque()
        self.trail: list[str] = []
        self.changed_facts = False
        self.reviewed = self.reviewed_account = self.given = 0
        self.woken: set[str] = set()
        self.dates: dict[str, Day] = {}
        self.entered: list[str] = []
        self.over: StageOver | None = None
        self.woken_by = self.placed = ""
        self.told: tuple[str, ...] = ()
        self.view = View(self)
        self._place(journey.playbook)

    def _place(self, playbook: str) -> None:
        # Held, not looked up: nearly everything asks for its stage, and it hardly ever changes.
        linked = self.program.stages.get(playbook)
        if linked is not None:
            self.linked, self.stage = linked, linked.stage
            self.calendar = self.program.calendars[linked.stage.calendar]
        self.placed = playbook

    # --- what is known

    def track(self, name: str) -> Track:
        """Return a track of the stage by the name of a lane in it."""
        tracks = self.linked.tracks
        return tracks[name] if name in tracks else tracks[track_of(name)]

    def item_of_lane(self, name: str) -> str:
        """Return the item a lane is the instance of, as ``shipment/S1``; nothing without one."""
        if name in self.linked.tracks:
            return ""
        key = name.partition("/")[2]
        return item_id(self.track(name).each, key) if key else ""

    def state(self, lane: Lane) -> State:
        """Return the state a lane stands in."""
        tracks, name = self.linked.tracks, lane.track
        track = tracks[name] if name in tracks else tracks[track_of(name)]
        return track.states[lane.state]

    @property
    def lanes(self) -> list[Lane]:
        """The lanes that have begun, in document order (S1.6), instances as they were opened."""
        lanes = self.journey.lanes
        if lanes and (only := self.linked.only_track):
            lane = lanes.get(only)
            return [lane] if lane is not None and lane.state else []
        return [lane for lane in self.all_lanes if lane.state]

    @property
    def all_lanes(self) -> list[Lane]:
        """The lanes in the same order, those too that still wait for their start."""
        lanes = self.journey.lanes
        if not lanes:
            return []
        only = self.linked.only_track
        if only:
            return [lanes[only]] if only in lanes else []
        found: list[Lane] = []
        for track in self.stage.tracks:
            if track.each:
                found += [lane for name, lane in lanes.items() if track_of(name) == track.id]
            elif track.id in lanes:
                found.append(lanes[track.id])
        return found

    @property
    def is_over(self) -> bool:
        """Whether the journey has ended for good; a dormant one may still be woken."""
        # History goes on where the playbook had ended (S2.9).
        return self.journey.outcome in {"success", "lost"} and not self.stage.observe

    @property
    def is_closed(self) -> bool:
        """Whether the stage is over or asleep: what stands in no end is closed with it."""
        return bool(self.journey.outcome or self.over or self.journey.onward)

    def watched(self, lane: Lane) -> Watched:
        """Return what the track of a lane watches."""
        watched, name = self.linked.watched, lane.track
        return watched[name] if name in watched else watched[track_of(name)]

    def calendar_of(self, lane: Lane) -> str:
        """Return the calendar that the track of a lane counts in."""
        tracks, name = self.linked.tracks, lane.track
        track = tracks[name] if name in tracks else tracks[track_of(name)]
        return track.calendar or self.stage.calendar

    def fact(self, name: str) -> Value | None:
        """Return a fact's value as seen from where this decision stands, or None if unknown."""
        return self.view.value(name)

    def has(self, document: str) -> bool:
        """Tell whether a document is there and valid, as seen from where this decision stands."""
        return self.view.has(document)

    def known(self, name: str) -> Value | None:
        """Return a fact, or the last day of a document by ``DOCUMENT.expires``."""
        document = name.removesuffix(EXPIRES)
        if document != name and document in self.program.program.documents:
            return self.view.expires(document)
        return self.fact(name)

    def calendar_named(self, name: str) -> str:
        """Return the calendar meant by a name: the account's own for ``customer`` (D3.7).

        An account that names none, or one nobody declared, is served by the stage's.
        """
        if name != CUSTOMER:
            return name
        own = self.fact(self.program.calendar_fact) if self.program.calendar_fact else None
        is_declared = isinstance(own, str) and own in self.program.calendars
        return str(own) if is_declared else self.stage.calendar

    def today(self) -> Day:
        """Return the date of this decision where the stage's calendar is."""
        return self.view.today()

    def facts(self, lane: Lane | None = None) -> Facts:
        """Return what conditions read now, from a lane or from where this decision stands."""
        if lane is None or lane.track == self.view.lane:
            return self.view.facts()
        return View(self, lane.track, self.view.happening).facts()

    def check(self, term: Term | None, key: str) -> Finding:
        """Evaluate the condition of the playbook line ``key`` on what is known now.

        Raises:
            ConditionError: it cannot be computed; the error names the line (S1.9).
        """
        if term is None:
            return HOLDS
        try:
            return self.program.conditions.evaluate(term, self.view)
        except ConditionError as error:
            error.key = key
            raise

    def check_with(self, term: Term | None, key: str, seen: Mapping[str, Value]) -> Finding:
        """Like :meth:`check`, with some values on top: a form that is not taken yet (S4.3)."""
        if term is None or not seen:
            return self.check(term, key)
        facts = self.view.facts()._replace(values=lambda name: seen.get(name, self.fact(name)))
        try:
            return self.program.conditions.evaluate(term, facts)
        except ConditionError as error:
            error.key = key
            raise

    def compute(self, term: Term, key: str) -> Value:
        """Return the value of an expression on what is known now.

        Raises:
            FactUnknown: something it needs is not known.
            ConditionError: it cannot be computed; the error names the line (S1.9).
        """
        try:
            value, unknown = evaluate_value(term, self.view)
        except ConditionError as error:
            error.key = key
            raise
        if value is None:
            raise FactUnknown(unknown)
        return value

    def key(self, kind: str, name: str) -> str:
        """Return the legend key of something in this stage."""
        return f"{kind}/{self.journey.playbook}.{name}"

    def track_key(self, kind: str, lane: str, name: str) -> str:
        """Return the legend key of something of a lane's track: named after it, if it has one."""
        playbook, track = self.journey.playbook, MAIN if lane == MAIN else track_of(lane)
        return f"{kind}/{playbook}.{name}" if track == MAIN else f"{kind}/{playbook}.{track}.{name}"
