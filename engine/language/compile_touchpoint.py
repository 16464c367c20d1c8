"""A touchpoint as written → what the engine plans, gates and counts (S4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from schemas import playbook as written
from schemas import touchpoint as contacts

from .calendars import CUSTOMER
from .compilation import Compilation
from .compile_policies import contact_of
from .engine_signals import ENGINE_SIGNALS
from .here import Here
from .limits import parse_repeat
from .moments import MomentNames, parse_before_due
from .names import Names
from .program import HandsOver, Need, Touchpoint
from .titles import Title
from .values import Moment, Span

_OF_REPEATS = frozenset({"catch_up", "counted_from"})
"""Keys that mean something only where a touchpoint repeats."""


@dataclass(slots=True)
class Desk:
    """What every part of one stage is compiled with: its names, its calendar, its owner."""

    compilation: Compilation
    model: written.Playbook
    here: Here
    names: Names
    moments: MomentNames
    signals: frozenset[str]
    outcomes: dict[str, frozenset[str]]
    states: frozenset[str] = frozenset()
    calendar: str = ""
    owner: str = ""
    named: dict[str, tuple[str, Here]] = field(default_factory=dict)

    @property
    def track_names(self) -> tuple[str, ...]:
        """The tracks of this stage; one that declares none has ``main``."""
        return tuple(self.model.tracks) or ("main",)

    def tracks_of(self, state: str) -> tuple[str, ...]:
        """Return the tracks that have a state of that name."""
        if not self.model.tracks:
            return ("main",)
        return tuple(name for name, each in self.model.tracks.items() if state in each.states)

    def key(self, short: str) -> str:
        """Return the name of something of this stage in the legend."""
        return f"{self.model.id}.{short}"

    def declare(self, kind: str, short: str, title: str | None, here: Here) -> None:
        """Register something of this stage."""
        self.compilation.declare(kind, self.key(short), title, here)

    def declare_once(self, kind: str, short: str, title: str | None, here: Here) -> None:
        """Register what variants, stories and people name without saying of which kind it is."""
        if short in self.named:
            first = self.named[short][1].key
            self.compilation.add(here.key, "duplicate-name", name=short, first=first)
            return
        self.named[short] = (kind, here)
        self.declare(kind, short, title, here)

    def names_about(self, text: str | None, signals: Iterable[str]) -> Names:
        """Return what a condition may speak of where one of ``signals`` is at hand."""
        if text is None or "signal." not in text:
            return self.names
        kinds = [self.compilation.kind_of(signal) for signal in signals]
        data = {name: fact for kind in kinds if kind for name, fact in kind.data.items()}
        return replace(self.names, signal=data)

    def signal(self, name: str, here: Here, *, by_key: bool = False) -> str:
        """Return a signal that can come in this stage, or record that there is none."""
        place = here.key if by_key else here.place
        return self.compilation.known_at(name, self.signals, "signal", place)

    def signal_set(self, names: Sequence[str], here: Here, *steps: str | int) -> tuple[str, ...]:
        """Return the known of several signals, sorted: their order means nothing."""
        return self.compilation.set_of(names, self.signals, "signal", here, *steps)

    def role(self, name: str | None, here: Here, *steps: str) -> str:
        """Return a known role, or nothing."""
        return self.compilation.known(name, self.compilation.roles, "role", here, *steps)

    def ladder(self, name: str | None, here: Here, *steps: str) -> str:
        """Return a known ladder, or nothing."""
        return self.compilation.known(name, self.compilation.ladders, "ladder", here, *steps)

    def cause(self, name: str | None, here: Here, *steps: str) -> str:
        """Return a known cause, or nothing."""
        return self.compilation.known(name, self.compilation.causes, "cause", here, *steps)

    def calendar_of(self, name: str | None, here: Here, *steps: str) -> str:
        """Return a known calendar, the account's own (``customer``), or nothing."""
        if name != CUSTOMER:
            calendars = self.compilation.calendars
            return self.compilation.known(name, calendars, "calendar", here, *steps)
        facts = self.compilation.facts.values()
        if not any(fact.type == "calendar" and fact.scope == "account" for fact in facts):
            place = here.into(*steps).place
            self.compilation.add_about("fact", place, "customer-calendar")
        return CUSTOMER

    def moment(self, text: str | None, here: Here, *steps: str) -> Moment | None:
        """Read a moment of this stage."""
        return self.compilation.moment(text, self.moments, here, *steps)

    def span(self, text: str | None, here: Here, *steps: str) -> Span | None:
        """Read a duration where one is written."""
        return None if text is None else self.compilation.span(here, *steps)

    def needs(self, needs: Sequence[contacts.Need], here: Here, *steps: str) -> tuple[Need, ...]:
        """Compile a gate (S2.4)."""
        if not needs:
            return ()
        here = here.into(*steps)
        return tuple(self._need(each, here.into(index)) for index, each in enumerate(needs))

    def _need(self, each: contacts.Need, here: Here) -> Need:
        compilation = self.compilation
        if bool(each.any) == (each.if_ is not None):
            compilation.add(here.place, "bad-need")
        documents, facts, signals = [], [], []
        for index, name in enumerate(each.any):
            if name in compilation.documents:
                documents.append(name)
            elif name in compilation.facts:
                facts.append(name)
            elif name in self.signals:
                signals.append(name)
            else:
                allowed = [*compilation.documents, *compilation.facts]
                place = here.into("any", index).place
                compilation.known_at(name, allowed, "document", place)
        condition = compilation.condition(each.if_, here, "if", names=self.names)
        # A condition is known by its place, not its text: a space more is no other meaning.
        spot = ".".join((self.model.id, *(str(step) for step in here.path[1:])))
        need = Need(
            " or ".join(each.any) or spot, tuple(documents), tuple(facts), tuple(signals), condition
        )
        compilation.places.setdefault(f"need/{need.id}", here.place)
        compilation.spots.setdefault(f"need/{need.id}", here)
        title = each.title or each.if_
        if title is not None:
            compilation.titles.setdefault(f"need/{need.id}", Title.split(title))
        return need


def stage_signals(compilation: Compilation, outcomes: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return every signal that can come in a stage whose touchpoints have these outcomes."""
    own = (f"{key}.{word}" for key, words in outcomes.items() for word in ("done", *words))
    return frozenset((*compilation.signals, *ENGINE_SIGNALS, *own))


def compile_touchpoint(
    desk: Desk, key: str, each: contacts.Touchpoint, here: Here, *, owner: str, calendar: str = ""
) -> Touchpoint:
    """Compile one touchpoint; ``owner`` and ``calendar`` are what it falls back on."""
    compilation = desk.compilation
    _declare(desk, key, each, here)
    overdue, overdue_at = _overdue(desk, each.overdue, here)
    remind = None
    if overdue.remind is not None:
        remind = compilation.parsed(overdue_at.into("overdue", "remind"), parse_before_due)
    escalate, escalate_at = _escalation(desk, each.overdue, here)
    return Touchpoint(
        id=key,
        owner=desk.role(each.owner, here, "owner") or owner,
        contact=contact_of(compilation, each.with_, here, "with"),
        via=compilation.each_known(each.via, compilation.channels, "channel", here, "via"),
        condition=compilation.condition(each.if_, here, "if", names=desk.names),
        starts=desk.moment(each.starts, here, "starts"),
        due=desk.moment(each.due, here, "due"),
        remind=remind,
        escalate=desk.ladder(escalate, escalate_at, "overdue", "escalate"),
        form=compilation.known(each.form, compilation.forms, "form", here, "form"),
        needs=desk.needs(each.needs, here, "needs"),
        produces=_produces(compilation, each, here) if each.produces else {},
        outcomes=tuple(sorted(each.outcomes)),
        counts_as=_counts_as(desk, each, here) if each.counts_as else {},
        mark=each.mark or "",
        once=each.once,
        stays=each.stays,
        calendar=desk.calendar_of(each.calendar, here, "calendar") or calendar,
        repeats=compilation.parsed(here.into("repeats"), parse_repeat) if each.repeats else None,
        counted_from=each.counted_from,
        catch_up=each.catch_up or "",
        stops=desk.signal_set(each.stops, here, "stops"),
        message=compilation.known(each.message, compilation.messages, "message", here, "message"),
        hands_over=_hands_over(compilation, each, here),
        late_on_arrival=each.late_on_arrival or "",
    )


def _declare(desk: Desk, key: str, each: contacts.Touchpoint, here: Here) -> None:
    compilation = desk.compilation
    desk.declare_once("touchpoint", key, each.title, here)
    if each.due is not None:
        compilation.spot(f"due/{desk.key(key)}", here.into("due"))
    if each.starts is not None:
        compilation.spot(f"starts/{desk.key(key)}", here.into("starts"))
    if each.standard is not None:
        compilation.titles[f"standard/{desk.key(key)}"] = Title.split(each.standard)
    if key in compilation.things:
        compilation.add(here.key, "named-like-a-thing", name=key)
    if key in compilation.follow_ups:
        compilation.add(here.key, "named-like-a-step", name=key)
    for outcome, title in each.outcomes.items():
        spot = here.into("outcomes", outcome)
        if outcome == "done":
            compilation.add(spot.key, "engine-word", name=outcome)
        desk.declare("outcome", f"{key}.{outcome}", title, spot)
    if each.repeats is None:
        for word in sorted(each.model_fields_set & _OF_REPEATS):
            compilation.add(here.into(word).key, "repeats-missing", name=word)


def _overdue(desk: Desk, own: contacts.Overdue | None, here: Here) -> tuple[contacts.Overdue, Here]:
    # What a touchpoint does not say, its playbook says; ``overdue: {}`` says neither.
    if own is None or (own.remind is None and own.escalate is not None):
        return desk.model.overdue, desk.here
    return own, here


def _escalation(desk: Desk, own: contacts.Overdue | None, here: Here) -> tuple[str | None, Here]:
    if own is None or (own.escalate is None and own.remind is not None):
        return desk.model.overdue.escalate, desk.here
    return own.escalate, here


def _produces(
    compilation: Compilation, each: contacts.Touchpoint, here: Here
) -> dict[str, tuple[str, ...]]:
    compiled: dict[str, tuple[str, ...]] = {}
    for outcome, names in each.produces.items():
        spot = here.into("produces", outcome)
        _outcome(compilation, outcome, each, spot)
        compiled[outcome] = compilation.each_known(names, compilation.documents, "document", spot)
    return compiled


def _counts_as(desk: Desk, each: contacts.Touchpoint, here: Here) -> dict[str, str]:
    compiled: dict[str, str] = {}
    for outcome, name in each.counts_as.items():
        spot = here.into("counts_as", outcome)
        _outcome(desk.compilation, outcome, each, spot)
        compiled[outcome] = desk.compilation.known(name, desk.compilation.signals, "signal", spot)
    return compiled


def _outcome(compilation: Compilation, name: str, each: contacts.Touchpoint, here: Here) -> None:
    compilation.known_at(name, ("done", *each.outcomes), "outcome", here.key)


def _hands_over(
    compilation: Compilation, each: contacts.Touchpoint, here: Here
) -> HandsOver | None:
    if each.hands_over is None:
        return None
    if not (each.with_ or "").startswith("partner."):
        compilation.add(here.into("hands_over").key, "hands-over-to-nobody")
    needed = each.hands_over
    groups = (needed.authority, needed.tools, needed.trained_in)
    return HandsOver(*(tuple(sorted(set(group))) for group in groups))
