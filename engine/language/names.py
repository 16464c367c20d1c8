"""What a condition or a moment may speak of, where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .program import Fact
from .values import Money

DOCUMENT_STATES = ("present", "missing", "expired")
TODAY = Fact("today", "date", "journey")


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named.

    ``things`` gives the key field of a thing with many items, and nothing for a single one;
    ``tracks`` the states of each track; ``signals`` what may have been seen, touchpoints'
    outcomes among them; ``signal`` the fields of the signal at hand; ``aliases`` those of the
    signals a pattern has named; ``parent`` whether the parent journey's facts may be read.
    ``thresholds`` with their amounts let mixed currencies be found. ``may_wake`` says that
    ``since(…)`` may stand here, because a timer will ask again (S3.12).
    """

    facts: Mapping[str, Fact]
    documents: Collection[str] = frozenset()
    thresholds: Collection[str] | Mapping[str, tuple[Money, ...]] = frozenset()
    things: Mapping[str, str] = field(default_factory=dict)
    tracks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signals: Collection[str] = frozenset()
    signal: Mapping[str, Fact] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    calendars: Collection[str] = frozenset()
    parent: bool = False
    may_wake: bool = False

    def all(self) -> list[str]:
        """Return every name a condition may begin with."""
        papers = [f"{name}.{state}" for name in self.documents for state in DOCUMENT_STATES]
        expiries = [f"{name}.expires" for name in self.documents]
        tracks = [f"track.{name}.state" for name in self.tracks]
        fields = [f"signal.{name}" for name in self.signal]
        aliased = [f"{alias}.{name}" for alias, known in self.aliases.items() for name in known]
        above = [f"parent.{name}" for name in self.facts] if self.parent else []
        everything: Iterable[list[str]] = (papers, expiries, tracks, fields, aliased, above)
        named = [name for names in everything for name in names]
        return [*self.facts, *self.thresholds, TODAY.name, *named]

    def fact(self, name: str) -> Fact | None:
        """Return the type of what a full name reads, or None where it names no value."""
        if name == TODAY.name:
            return TODAY
        first, _, rest = name.partition(".")
        if first in self.aliases:
            return self.aliases[first].get(rest)
        if name in self.facts:
            return self.facts[name]
        if first == "signal":
            return self.signal.get(rest)
        if first == "parent" and self.parent:
            return self.facts.get(rest)
        track, _, word = rest.partition(".")
        if first == "track" and word == "state" and track in self.tracks:
            return Fact(name, "choice", "journey", self.tracks[track])
        return None

    def amounts(self, threshold: str) -> tuple[Money, ...]:
        """Return the amounts of a threshold, one a currency; none where they are not known."""
        known = self.thresholds
        return known.get(threshold, ()) if isinstance(known, Mapping) else ()

    def facts_of(self, thing: str) -> list[str]:
        """Return the facts whose names begin with a thing."""
        return [name for name in self.facts if name.partition(".")[0] == thing]

    def with_choice(self, word: str) -> Fact | None:
        """Return a fact that has ``word`` among its choices."""
        return next((fact for fact in self.facts.values() if word in fact.choices), None)
